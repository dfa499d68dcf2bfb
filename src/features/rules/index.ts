/** Conformance rules: what cases are to keep, in a project or a dataset. */
import type { Rule } from '../../mining/rules/rule.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { Route } from '../../platform/http/route.ts';
import { ruleRoutes } from './api.ts';
import { type RuleParts, rulesFor } from './use-cases.ts';

export { sqliteRuleStore } from './store.sqlite.ts';

export interface Rules {
  readonly routes: readonly Route[];
  /** The enabled rules that are about a dataset, in their order, as calculators take them. */
  rulesFor(actor: Actor, datasetId: string): readonly Rule[];
}

export const rulesFeature = (parts: RuleParts): Rules => ({
  routes: ruleRoutes(parts),
  rulesFor: (actor, datasetId) => rulesFor(parts, actor, datasetId),
});

/** Conformance rules: what cases are to keep, in a project or a dataset. */
import type { Static } from '#sdk';
import type { Rule } from '../../mining/rules/rule.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { Route } from '../../platform/http/route.ts';
import type { Listed, ListRequest } from '../../platform/listing/page.ts';
import { ruleRoutes } from './api.ts';
import type { ChangeRule, CreateRule, KeptRule } from './model.ts';
import { changeRule, createRule, deleteRule, getRule, listRules, type RuleParts, rulesFor } from './use-cases.ts';

export { asRule, type ChangeRule, type KeptRule } from './model.ts';

export { sqliteRuleStore } from './store.sqlite.ts';

export interface Rules {
  readonly routes: readonly Route[];
  /** The enabled rules that are about a dataset, in their order, as calculators take them. */
  rulesFor(actor: Actor, datasetId: string): readonly Rule[];
  /** The rules of a project, enabled or not, in their order. */
  listRules(actor: Actor, projectId: string, request: ListRequest): Listed<KeptRule>;
  /** Foreign, unknown and deleted ids give the same `not_found`. */
  getRule(actor: Actor, id: string): KeptRule;
  createRule(actor: Actor, sent: Static<typeof CreateRule>): KeptRule;
  changeRule(actor: Actor, id: string, etag: string, sent: Static<typeof ChangeRule>): KeptRule;
  deleteRule(actor: Actor, id: string, etag: string): void;
}

export const rulesFeature = (parts: RuleParts): Rules => ({
  routes: ruleRoutes(parts),
  rulesFor: (actor, datasetId) => rulesFor(parts, actor, datasetId),
  listRules: (actor, projectId, request) => listRules(parts, actor, projectId, request),
  getRule: (actor, id) => getRule(parts, actor, id),
  createRule: (actor, sent) => createRule(parts, actor, sent),
  changeRule: (actor, id, etag, sent) => changeRule(parts, actor, id, etag, sent),
  deleteRule: (actor, id, etag) => deleteRule(parts, actor, id, etag),
});

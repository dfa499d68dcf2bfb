/** Cases against models and rules. */
import type { Actor } from '../../platform/access/actor.ts';
import type { Route } from '../../platform/http/route.ts';
import type { ProcessModel } from '../models/index.ts';
import { conformanceRoutes } from './api.ts';
import { checkCase } from './case-conformance.ts';
import type { Asked, ConformanceParts } from './check.ts';
import type { CheckedCase } from './model.ts';
import type { ConformancePageParts } from './page-parts.ts';
import { conformancePages } from './pages.ts';

export type { CaseMove, CheckedCase } from './model.ts';

export interface Conformance {
  readonly routes: readonly Route[];
  /** How one case stands to a kept model and to the rules. */
  checkCase(
    actor: Actor,
    asked: Asked & { readonly caseId: string; readonly model?: string | undefined },
    signal: AbortSignal,
  ): Promise<CheckedCase>;
  /** What cases of a dataset can be held against: models (the first one is taken where none is named), and how many rules. */
  againstWhat(actor: Actor, datasetId: string): { readonly models: readonly ProcessModel[]; readonly rules: number };
  pages(surroundings: Omit<ConformancePageParts, keyof ConformanceParts>): readonly Route[];
}

export const conformanceFeature = (parts: ConformanceParts): Conformance => ({
  routes: conformanceRoutes(parts),
  checkCase: (actor, asked, signal) => checkCase(parts, actor, asked, signal),
  againstWhat: (actor, datasetId) => ({
    models: parts.models.modelsFor(actor, datasetId),
    rules: parts.rules.rulesFor(actor, datasetId).length,
  }),
  pages: (surroundings) => conformancePages({ ...parts, ...surroundings }),
});

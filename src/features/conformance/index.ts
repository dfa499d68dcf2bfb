/** Cases against models and rules. */
import type { Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Route } from '../../platform/http/route.ts';
import type { ProcessModel } from '../models/index.ts';
import { conformanceRoutes } from './api.ts';
import { checkCase, modelsFor } from './case-conformance.ts';
import type { Asked, ConformanceParts } from './check.ts';
import type { CaseConformance } from './model.ts';

export interface Conformance {
  readonly routes: readonly Route[];
  /** How one case stands to a kept model and to the rules. */
  checkCase(
    actor: Actor,
    asked: Asked & { readonly caseId: string; readonly model?: string | undefined },
    signal: AbortSignal,
  ): Promise<Static<typeof CaseConformance>>;
  /** Models that cases of a dataset can be compared with; the first one is taken where none is named. */
  modelsFor(actor: Actor, datasetId: string): readonly ProcessModel[];
}

export const conformanceFeature = (parts: ConformanceParts): Conformance => ({
  routes: conformanceRoutes(parts),
  checkCase: (actor, asked, signal) => checkCase(parts, actor, asked, signal),
  modelsFor: (actor, datasetId) => modelsFor(parts, actor, datasetId),
});

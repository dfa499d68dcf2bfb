/** Calculations in the background: started, followed, cancelled, and fetched when they are done. */
import type { Actor } from '../../platform/access/actor.ts';
import type { Route } from '../../platform/http/route.ts';
import type { Listed, ListRequest } from '../../platform/listing/page.ts';
import type { ExecuteSent } from '../analyses/index.ts';
import { calculationRoutes } from './api.ts';
import type { AnalysisStore } from './store.ts';
import { UnderWay, type UnderWayParts } from './under-way.ts';
import {
  type CalculationParts,
  endAnalysis,
  failUnfinished,
  listAnalyses,
  type Standing,
  startAnalysis,
} from './use-cases.ts';

export { sqliteAnalysisStore } from './store.sqlite.ts';
export type { Standing } from './use-cases.ts';

export interface Calculations {
  readonly routes: readonly Route[];
  startAnalysis(actor: Actor, sent: ExecuteSent): Standing;
  listAnalyses(actor: Actor, request: ListRequest): Listed<Standing>;
  endAnalysis(actor: Actor, id: string): void;
  /** At the start of the server. */
  recover(): void;
  /** Those under way are stopped. */
  stop(): void;
  /** Forgets those that ended so long ago. */
  prune(olderThanMs: number): number;
}

export type CalculationFeatureParts = Omit<CalculationParts, 'underWay'> &
  Omit<UnderWayParts, 'store' | 'analyses'> & { readonly store: AnalysisStore };

export function calculationsFeature(given: CalculationFeatureParts): Calculations {
  const underWay = new UnderWay(given);
  const parts: CalculationParts = { ...given, underWay };
  return {
    routes: calculationRoutes(parts),
    startAnalysis: (actor, sent) => startAnalysis(parts, actor, sent),
    listAnalyses: (actor, request) => listAnalyses(parts, actor, request),
    endAnalysis: (actor, id) => endAnalysis(parts, actor, id),
    recover: () => void failUnfinished(parts),
    stop: () => underWay.stop(),
    prune: (olderThanMs) => parts.store.prune(parts.clock.now() - olderThanMs),
  };
}

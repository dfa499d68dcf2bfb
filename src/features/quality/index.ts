/** How good the data of datasets are: rules and settings, what was measured of each version, and its pages. */
import type { Actor } from '../../platform/access/actor.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Delivery } from '../../platform/events/index.ts';
import type { Route } from '../../platform/http/route.ts';
import type { JobKind } from '../../platform/jobs/index.ts';
import { qualityRoutes } from './api.ts';
import { measureAfterLoad, measureJob } from './jobs.ts';
import type { QualityPageParts } from './page-model.ts';
import { qualityPages } from './pages.ts';
import { type QualityParts, scoreOf } from './use-cases.ts';

export { sqliteQualityStore } from './store.sqlite.ts';

export interface Quality {
  readonly routes: readonly Route[];
  // biome-ignore lint/suspicious/noExplicitAny: kinds with payloads of different types stand side by side
  readonly jobKinds: readonly JobKind<any>[];
  /** What the present version scored; null: not measured yet, or the actor sees only a part of the rows. */
  scoreOf(actor: Actor, datasetId: string): number | null;
  pages(surroundings: Omit<QualityPageParts, keyof QualityParts>): readonly Route[];
  /** What follows from a publication. */
  readonly afterLoad: (delivery: Delivery) => void;
}

export const qualityFeature = (
  parts: QualityParts & { readonly transaction: (work: (tx: Tx) => void) => void },
): Quality => ({
  routes: qualityRoutes(parts),
  pages: (surroundings) => qualityPages({ ...parts, ...surroundings }),
  scoreOf: (actor, datasetId) => scoreOf(parts, actor, datasetId),
  jobKinds: [measureJob(parts)],
  afterLoad: measureAfterLoad(parts),
});

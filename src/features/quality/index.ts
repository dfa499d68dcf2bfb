/** How good the data of datasets are: rules and settings, what was measured of each version, and its pages. */
import type { Tx } from '../../platform/db/index.ts';
import type { Delivery } from '../../platform/events/index.ts';
import type { Route } from '../../platform/http/route.ts';
import type { JobKind } from '../../platform/jobs/index.ts';
import { qualityRoutes } from './api.ts';
import { measureAfterLoad, measureJob } from './jobs.ts';
import type { QualityPageParts } from './page-model.ts';
import { qualityPages } from './pages.ts';
import type { QualityParts } from './use-cases.ts';

export { sqliteQualityStore } from './store.sqlite.ts';

export interface Quality {
  readonly routes: readonly Route[];
  // biome-ignore lint/suspicious/noExplicitAny: kinds with payloads of different types stand side by side
  readonly jobKinds: readonly JobKind<any>[];
  pages(surroundings: Omit<QualityPageParts, keyof QualityParts>): readonly Route[];
  /** What follows from a publication. */
  readonly afterLoad: (delivery: Delivery) => void;
}

export const qualityFeature = (
  parts: QualityParts & { readonly transaction: (work: (tx: Tx) => void) => void },
): Quality => ({
  routes: qualityRoutes(parts),
  pages: (surroundings) => qualityPages({ ...parts, ...surroundings }),
  jobKinds: [measureJob(parts)],
  afterLoad: measureAfterLoad(parts),
});

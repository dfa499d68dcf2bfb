/** Documents that make the rows of a dataset out of other tables: checked, previewed, published and run. */
import type { Delivery } from '../../platform/events/index.ts';
import type { Route } from '../../platform/http/route.ts';
import type { JobKind } from '../../platform/jobs/index.ts';
import { runAfterInputs } from './after-inputs.ts';
import { pipelineRoutes } from './api.ts';
import { pipelineJob } from './jobs.ts';
import type { PipelinePageParts } from './page-sources.ts';
import { pipelinePages } from './pages.ts';
import type { PipelineParts } from './parts.ts';

export { sqlitePipelineStore } from './store.sqlite.ts';

export interface Pipelines {
  readonly routes: readonly Route[];
  // biome-ignore lint/suspicious/noExplicitAny: kinds with payloads of different types stand side by side
  readonly jobKinds: readonly JobKind<any>[];
  pages(offered: Omit<PipelinePageParts, keyof PipelineParts>): readonly Route[];
  /** What follows from new data in a dataset. */
  readonly afterLoad: (delivery: Delivery) => void;
}

export const pipelinesFeature = (parts: PipelineParts): Pipelines => ({
  routes: pipelineRoutes(parts),
  jobKinds: [pipelineJob(parts)],
  pages: (offered) => pipelinePages({ ...parts, ...offered }),
  afterLoad: runAfterInputs(parts),
});

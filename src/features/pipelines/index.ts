/** Documents that make the rows of a dataset out of other tables: checked, previewed, published and run. */
import type { Actor } from '../../platform/access/actor.ts';
import type { Delivery } from '../../platform/events/index.ts';
import type { Route } from '../../platform/http/route.ts';
import type { JobKind } from '../../platform/jobs/index.ts';
import { runAfterInputs } from './after-inputs.ts';
import { pipelineRoutes } from './api.ts';
import { pipelineJob } from './jobs.ts';
import type { Pipeline } from './model.ts';
import type { PipelinePageParts } from './page-sources.ts';
import { pipelinePages } from './pages.ts';
import type { PipelineParts } from './parts.ts';
import { getRun, runPublished, type ShownRun } from './runs.ts';
import { sweepRuns } from './sweep.ts';
import { listPipelines } from './use-cases.ts';

export { type PresentedRun, presentRun } from './model.ts';
export { sqlitePipelineStore } from './store.sqlite.ts';

/** Those among which the command line looks for a name. */
const MOST_LISTED = 10_000;

export interface Pipelines {
  readonly routes: readonly Route[];
  // biome-ignore lint/suspicious/noExplicitAny: kinds with payloads of different types stand side by side
  readonly jobKinds: readonly JobKind<any>[];
  list(actor: Actor): readonly Pipeline[];
  /** Asks for a run of the published version, in the name of who published it; gives the run's id. */
  runPublished(actor: Actor, id: string): string;
  getRun(actor: Actor, id: string, run: string): ShownRun;
  pages(offered: Omit<PipelinePageParts, keyof PipelineParts>): readonly Route[];
  /** What follows from new data in a dataset. */
  readonly afterLoad: (delivery: Delivery) => void;
  /** From time to time: removes what failed runs left and nobody went on with. */
  sweep(): Promise<number>;
}

export const pipelinesFeature = (parts: PipelineParts): Pipelines => ({
  routes: pipelineRoutes(parts),
  jobKinds: [pipelineJob(parts)],
  list: (actor) => listPipelines(parts, actor, { limit: MOST_LISTED, after: null, offset: 0 }).items,
  runPublished: (actor, id) => runPublished(parts, actor, id).id,
  getRun: (actor, id, run) => getRun(parts, actor, id, run),
  pages: (offered) => pipelinePages({ ...parts, ...offered }),
  afterLoad: runAfterInputs(parts),
  sweep: () => sweepRuns(parts),
});

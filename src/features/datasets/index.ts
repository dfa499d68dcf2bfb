/** Datasets and their versions, behind one door that takes the actor. */
import type { Static } from '#sdk';
import type { Privacy } from '../../engine/import/privacy-schema.ts';
import type { StandingDecisions } from '../../engine/import/standing-decisions.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { tenantOf } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import type { Change } from '../../platform/changes/changes.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Route } from '../../platform/http/route.ts';
import type { JobContext, JobKind } from '../../platform/jobs/index.ts';
import type { Listed, ListRequest } from '../../platform/listing/page.ts';
import { datasetRoutes } from './api.ts';
import {
  endWorkInProject,
  findDeletedDataset,
  listDeletedDatasets,
  loadWaitingInProject,
  purgeDataset,
  purgeDatasetsOf,
  restoreDataset,
} from './bin.ts';
import { type ImportRequest, importDataset } from './import-dataset.ts';
import { type ImportParts, importJob } from './jobs.ts';
import type { FileMode, Load, LoadEntry } from './load.ts';
import { loadMadeFiles, type MadeFiles } from './load-made.ts';
import { prepareStage, type StageFolder } from './load-staged.ts';
import { isLoading } from './load-state.ts';
import type { CreateDataset, Dataset, DatasetStatus, DatasetVersion, DeletedDataset } from './model.ts';
import { datasetPages } from './pages.ts';
import { type BuiltVersion, publishVersion, setDatasetStatus } from './publish.ts';
import { listPushesUnder, type PushRequest, type TakenPush, takePushes } from './push.ts';
import { pushRoutes } from './push-api.ts';
import { pushJob } from './push-job.ts';
import type { PushEntry } from './push-store.ts';
import { refusalRoutes } from './refusal-api.ts';
import { refusalPages } from './refusal-pages.ts';
import { removeFiles } from './remove-files.ts';
import { seesAll } from './sees-all.ts';
import { decidedColumns, standingDecisions } from './standing.ts';
import { sweepDatasets } from './sweep.ts';
import { forgetRefused } from './sweep-refused.ts';
import { undoLoad } from './undo-load.ts';
import {
  contentsOfProjects,
  createDataset,
  listDatasets,
  listRecentDatasets,
  type OpenDataset,
  openDataset,
} from './use-cases.ts';
import { verifyFiles } from './verify-files.ts';
import type { LineageProblem } from './verify-lineage.ts';
import { formerVersion, listLoads } from './versions.ts';

export { decidedWords } from './decided-words.ts';
export type { ImportRequest } from './import-dataset.ts';
export { importEvents, importPayload } from './import-events.ts';
export { type ImportPayload, type ImportSettings, serialOf } from './jobs.ts';
export { type FileMode, type Load, WITHOUT_DETAILS } from './load.ts';
export type { MadeFiles } from './load-made.ts';
export { type StageFolder, stagedName } from './load-staged.ts';
export { type Dataset, type DatasetVersion, type DeletedDataset, scopeOfDataset } from './model.ts';
export type { BuiltVersion } from './publish.ts';
export type { PushEntry } from './push-store.ts';
export { seenProblems } from './refused-rows.ts';
export { refusedWords } from './refused-words.ts';
export { type DatasetStorage, datasetStorage, type StorageRoots } from './storage.ts';
export { sqliteDatasetStore } from './store.sqlite.ts';
export type { DatasetParts, OpenDataset } from './use-cases.ts';

export interface Datasets {
  readonly routes: readonly Route[];
  /** The one door: foreign, unknown and deleted ids give the same `not_found`. */
  openDataset(actor: Actor, id: string, permission?: Permission): OpenDataset;
  listDatasets(actor: Actor, projectId: string, request: ListRequest): Listed<Dataset>;
  createDataset(actor: Actor, projectId: string, sent: Static<typeof CreateDataset>): Dataset;
  setStatus(actor: Actor, id: string, status: Exclude<DatasetStatus, 'ready'>): Dataset;
  /** With `tx` inside the transaction that ends the job. */
  publishVersion(actor: Actor, id: string, built: BuiltVersion, load: Load, tx?: Tx): DatasetVersion;
  count(actor: Actor): number;
  /** The published version before the present one; null where there is none. */
  formerVersion(actor: Actor, id: string): DatasetVersion | null;
  /** What each load did to the rows, newest first; nothing for who sees only a part of them. */
  listLoads(actor: Actor, id: string, request: ListRequest): Listed<LoadEntry>;
  /** True while a load waits or runs. */
  isLoading(actor: Actor, id: string): boolean;
  /** Those that the actor may see and that changed last. */
  listRecent(actor: Actor, limit: number): readonly Dataset[];
  /** By the id of the project: how many datasets it has, and when one of them changed last. */
  contents(actor: Actor): ReadonlyMap<string, { readonly datasets: number; readonly changedMs: number }>;
  /** Pages of projects with their datasets, and of single datasets. */
  pages(render: Render): readonly Route[];
  /** Keeps the file and asks for its load; gives the id of the job. */
  importDataset(actor: Actor, id: string, request: ImportRequest, signal?: AbortSignal): Promise<string>;
  /** Loads a file that a job has made, and ends the job with it. */
  loadMadeFiles(context: JobContext, actor: Actor, id: string, made: MadeFiles): Promise<void>;
  /** Takes rows that are sent, into each of the datasets or into none; what it gives is on disk, and is loaded a moment later. */
  takePushes(
    actor: Actor,
    requests: readonly ({ readonly dataset: string } & PushRequest)[],
    also?: (change: Change) => void,
  ): Promise<TakenPush[]>;
  /** Pushes whose key begins in one way, newest first; none for who sees only a part of the rows. */
  listPushesUnder(actor: Actor, id: string, prefix: string, limit: number): readonly PushEntry[];
  /** Publishes the version before a load again. */
  undoLoad(actor: Actor, id: string, load: string): DatasetVersion;
  /** What the job runner runs for datasets. */
  // biome-ignore lint/suspicious/noExplicitAny: kinds with payloads of different types stand side by side
  readonly jobKinds: readonly JobKind<any>[];
  /** What is wrong with the way from the versions that are kept back to their files; reads those files. */
  verifyLineage(actor: Actor, id: string, signal: AbortSignal): Promise<LineageProblem[]>;
  /** Folder of a version that the door has opened. */
  folderOf(version: DatasetVersion): string;
  /** Whether the actor sees every row and every value of a dataset; not of one that is not there for them. */
  seesAll(actor: Actor, id: string): boolean;
  /** What was decided about people in a dataset that the actor may load into, for its next load. */
  standingDecisions(actor: Actor, id: string, mode: FileMode): StandingDecisions | null;
  /** What was decided about people in the events of a dataset that the door has opened, by the names that pipelines call columns by. */
  decidedColumns(dataset: Dataset): ReadonlyMap<string, Privacy>;
  /** At the start, before jobs run: removes leftovers of interrupted loads. */
  sweep(): Promise<string[]>;
  /** Removes refused rows that are old enough; says of how many loads. */
  forgetRefused(): Promise<number>;
  readonly bin: DatasetBin;
  /** Where a job may gather files for a dataset: a folder on its disk, with room. */
  prepareStage(actor: Actor, id: string): Promise<StageFolder>;
}

/** Deleted datasets, until they are removed for good. Whoever changes them brings the change along. */
export interface DatasetBin {
  list(actor: Actor): readonly DeletedDataset[];
  find(actor: Actor, id: string): DeletedDataset | null;
  /** Of every tenant; for the appliance itself. */
  deletedBefore(timeMs: number): readonly { tenant: string; id: string }[];
  restore(change: Change, actor: Actor, id: string): Dataset;
  /** Null as etag: whatever it is by now. */
  purge(change: Change, actor: Actor, id: string, etag: string | null): DeletedDataset;
  /** With the project that is deleted: its loads end. Gives the ids of the jobs. */
  endWorkInProject(change: Change, project: { tenant: string; id: string }): readonly string[];
  /** With the project that is restored: pushed rows that waited come in. */
  loadWaitingInProject(change: Change, actor: Actor, project: { tenant: string; id: string }): void;
  /** With the project that is removed for good. */
  purgeOfProject(change: Change, project: { tenant: string; id: string }): void;
  /** After the change: removes files that nothing refers to any more; says how many must wait. */
  removeFiles(): Promise<number>;
}

export const datasetsFeature = (parts: ImportParts): Datasets => ({
  routes: [...datasetRoutes(parts), ...pushRoutes(parts), ...refusalRoutes(parts)],
  openDataset: (actor, id, permission) => openDataset(parts, actor, id, permission),
  listDatasets: (actor, projectId, request) => listDatasets(parts, actor, projectId, request),
  createDataset: (actor, projectId, sent) => createDataset(parts, actor, projectId, sent),
  setStatus: (actor, id, status) => setDatasetStatus(parts, actor, id, status),
  publishVersion: (actor, id, built, load, tx) => publishVersion(parts, actor, id, built, load, tx),
  formerVersion: (actor, id) => formerVersion(parts, actor, id),
  listLoads: (actor, id, request) => listLoads(parts, actor, id, request),
  isLoading: (actor, id) => isLoading(parts, actor, id),
  count: (actor) => parts.store.count(tenantOf(actor)),
  listRecent: (actor, limit) => listRecentDatasets(parts, actor, limit),
  contents: (actor) => contentsOfProjects(parts, actor),
  pages: (render) => [...datasetPages({ ...parts, render }), ...refusalPages({ ...parts, render })],
  importDataset: (actor, id, request, signal) => importDataset(parts, actor, id, request, signal),
  loadMadeFiles: (context, actor, id, made) => loadMadeFiles(parts, context, actor, id, made),
  takePushes: (actor, requests, also) => takePushes(parts, actor, requests, also),
  listPushesUnder: (actor, id, prefix, limit) => listPushesUnder(parts, actor, id, prefix, limit),
  undoLoad: (actor, id, load) => undoLoad(parts, actor, id, load),
  verifyLineage: (actor, id, signal) => verifyFiles(parts, actor, id, signal),
  jobKinds: [importJob(parts), pushJob(parts)],
  folderOf: (version) => parts.storage.folderOf(version.manifestPath),
  standingDecisions: (actor, id, mode) =>
    standingDecisions(parts, openDataset(parts, actor, id, 'write:datasets').dataset, mode),
  seesAll: (actor, id) => seesAll(parts, actor, id),
  decidedColumns: (dataset) => decidedColumns(parts, dataset),
  sweep: () => sweepDatasets(parts.store, parts.storage),
  forgetRefused: () => forgetRefused(parts),
  prepareStage: (actor, id) => prepareStage(parts, actor, id),
  bin: {
    list: (actor) => listDeletedDatasets(parts, actor),
    find: (actor, id) => findDeletedDataset(parts, actor, id),
    deletedBefore: (timeMs) => parts.store.listDeletedBefore(timeMs),
    restore: (change, actor, id) => restoreDataset(parts, change, actor, id),
    purge: (change, actor, id, etag) => purgeDataset(parts, change, actor, id, etag),
    endWorkInProject: (change, project) => endWorkInProject(parts, change, project),
    loadWaitingInProject: (change, actor, project) => loadWaitingInProject(parts, change, actor, project),
    purgeOfProject: (change, project) => purgeDatasetsOf(parts, change, project),
    removeFiles: () => removeFiles(parts),
  },
});

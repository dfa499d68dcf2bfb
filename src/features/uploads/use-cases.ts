import { AppError, invalid } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { tenantOf } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';
import type { JobStore } from '../../platform/jobs/index.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import type { Log } from '../../platform/log/index.ts';
import type { Scanner } from '../../platform/scanner/index.ts';
import type { Turns } from '../../platform/turns.ts';
import type { ColumnMappings } from '../column-mappings/index.ts';
import type { Datasets, ImportSettings } from '../datasets/index.ts';
import type { Project } from '../tenancy/index.ts';
import { demandFree, type UploadFiles } from './files.ts';
import { NOTHING_YET, shownFileName, type Upload } from './model.ts';
import { allowUpload } from './policy.ts';
import type { Receivers } from './receivers.ts';
import type { UploadStore } from './store.ts';

export interface UploadSettings {
  readonly maxBytes: number;
  /** Uploads that one person may have open. */
  readonly maxOpen: number;
  readonly import: ImportSettings;
}

export interface Checksum {
  readonly sha256: string;
  readonly bytes: number;
}

export interface UploadParts {
  readonly store: UploadStore;
  readonly files: UploadFiles;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly jobs: JobStore;
  readonly datasets: Pick<
    Datasets,
    'standingDecisions' | 'openDataset' | 'folderOf' | 'listDatasets' | 'listLoads' | 'createDataset' | 'importDataset'
  >;
  readonly mappings: Pick<ColumnMappings, 'get' | 'create' | 'matching'>;
  /** Where the raw file of a load lies, by its checksum. */
  readonly rawPath: (upload: Upload, sha256: string) => string;
  readonly getProject: (actor: Actor, id: string, permission: Permission) => Project;
  readonly listProjects: (actor: Actor, request: ListRequest) => Listed<Project>;
  readonly settings: () => UploadSettings;
  /** Each file is shown to every one of them, before anything reads it. */
  readonly scanners: () => readonly Scanner[];
  /** Uploads that scanners look at just now. */
  readonly scanning: Set<string>;
  readonly log: Pick<Log, 'error'>;
  /** Which uploads are being received by this process. */
  readonly receivers: Receivers;
  /** Children that look into files: few at a time. */
  readonly looks: Turns;
  /** Of complete uploads, from the moment they are: who loads one need not wait for it then. Null: it could not be read. */
  readonly checksums: Map<string, Promise<Checksum | null>>;
  /** Loads of one upload are asked for one after another. */
  readonly asking: Map<string, Promise<unknown>>;
}

export interface NewUpload {
  readonly name: string;
  readonly bytes: number | null;
  /** One of the two: a new dataset will be made in the project, or the file goes into the dataset. */
  readonly projectId?: string | undefined;
  readonly datasetId?: string | undefined;
}

/** A new upload, of which nothing has come yet. */
export async function beginUpload(parts: UploadParts, actor: Actor, sent: NewUpload): Promise<Upload> {
  const { store, changes, clock, newId } = parts;
  const { maxBytes, maxOpen, import: load } = parts.settings();
  const { project, dataset } = targetOf(parts, actor, sent);
  if (sent.bytes === 0) invalid('import.emptyFile', 'The file is empty (0 bytes): there is nothing to import.');
  if ((sent.bytes ?? 0) > maxBytes) throw tooLarge(maxBytes);
  await demandFree(parts.files.root(project), load.minFreeBytes + (sent.bytes ?? 0));
  const nowMs = clock.now();
  const upload: Upload = {
    ...{ id: newId(), tenant: project.tenant, workspace: project.workspace, project: project.id, dataset },
    ...{ ...NOTHING_YET, user: actor.id, name: shownFileName(sent.name), bytes: sent.bytes, state: 'receiving' },
    ...{ createdAtMs: nowMs, updatedAtMs: nowMs },
  };
  return changes.make(actor, (change) => {
    if (store.countOpen(upload.tenant, actor.id) >= maxOpen) throw tooManyOpen(maxOpen);
    store.insert(change.tx, upload);
    const { name, bytes } = upload;
    change.record({ action: 'upload.begin', ...about(upload), event: 'created', after: { name, bytes } });
    return upload;
  });
}

function targetOf(parts: UploadParts, actor: Actor, { projectId, datasetId }: NewUpload) {
  if ((projectId === undefined) === (datasetId === undefined))
    invalid('upload.whereTo', 'Say where the file is to go: either "projectId" (a new dataset) or "datasetId".', [
      { pointer: '/projectId', message: 'this or datasetId' },
    ]);
  const dataset =
    datasetId === undefined ? null : parts.datasets.openDataset(actor, datasetId, 'write:datasets').dataset;
  const project = parts.getProject(actor, dataset?.project ?? projectId!, 'write:datasets');
  return { project, dataset: dataset?.id ?? null };
}

/** THE door to an upload: foreign and unknown ids give the same `not_found`. */
export const getUpload = ({ store }: UploadParts, actor: Actor, id: string): Upload =>
  allowUpload(actor, store.find(tenantOf(actor), id));

/** One's own, newest first. */
export function listUploads({ store }: UploadParts, actor: Actor, request: ListRequest): Listed<Upload> {
  const { rows, total } = store.list(tenantOf(actor), actor.id, request);
  return listed(rows, total, request, (upload) => [String(upload.createdAtMs), upload.id]);
}

/** Bytes that are there: of an upload that is being received, the length of its file. */
export async function receivedBytes({ files }: UploadParts, upload: Upload): Promise<number> {
  if (upload.state !== 'receiving') return upload.bytes ?? 0;
  return (await files.find(files.path(upload)))?.bytes ?? 0;
}

/**
 * Ends an upload and removes what came of it; a load that it began is cancelled. What has ended already stays as it is, and what was
 * loaded stays loaded.
 */
export async function cancelUpload(parts: UploadParts, actor: Actor, id: string): Promise<Upload> {
  getUpload(parts, actor, id);
  return parts.receivers.alone(id, cancelled(), () => cancel(parts, actor, id));
}

async function cancel(parts: UploadParts, actor: Actor, id: string): Promise<Upload> {
  const { store, files, changes, clock, jobs } = parts;
  const upload = getUpload(parts, actor, id);
  if (!['receiving', 'complete', 'refused', 'loading'].includes(upload.state)) return upload;
  const job = upload.job === null ? null : jobs.find(upload.job, upload.tenant);
  if (job?.state === 'done') return upload;
  const after: Upload = { ...upload, state: 'cancelled', updatedAtMs: clock.now() };
  const others = store.listParts(upload.tenant, upload.id);
  // What was loaded together ends together; what only waits for its columns goes on alone.
  const ended = job === null ? [] : others.filter(({ state }) => state === 'loading');
  changes.make(actor, (change) => {
    if (!store.update(change.tx, { ...after, lead: null }, upload.state)) throw changedMeanwhile();
    for (const part of others) {
      const state = ended.includes(part) ? 'cancelled' : part.state;
      if (!store.update(change.tx, { ...part, state, lead: null, updatedAtMs: after.updatedAtMs }, part.state))
        throw changedMeanwhile();
    }
    if (upload.job !== null) jobs.cancel(change.tx, upload.job, upload.tenant);
    const before = { state: upload.state, job: upload.job };
    change.record({
      action: 'upload.cancel',
      ...about(upload),
      event: 'updated',
      before,
      after: { state: after.state, ...(ended.length > 0 ? { parts: ended.map(({ name }) => name) } : {}) },
    });
  });
  for (const { id: gone, ...place } of [upload, ...ended]) {
    parts.checksums.delete(gone);
    await files.remove(files.path({ id: gone, ...place }));
  }
  return after;
}

export const about = (upload: Upload) => ({ kind: 'upload', id: upload.id, workspace: upload.workspace });

export const cancelled = () => new AppError('cancelled', 'upload.cancelled', 'The upload was cancelled.');

export const changedMeanwhile = () =>
  new AppError('conflict', 'upload.changed', 'The upload went on meanwhile. Read it again, then repeat what you did.');

export const tooLarge = (maxBytes: number) =>
  new AppError(
    'too_large',
    'upload.tooLarge',
    `The file is larger than the ${sizeText(maxBytes)} that this server takes (server.max_upload_bytes).`,
  );

const sizeText = (bytes: number): string => {
  const [size, unit] = bytes >= 10_485_760 ? [bytes / 1_048_576, 'MiB'] : [bytes / 1024, 'KiB'];
  return `${Math.floor(size).toLocaleString('en')} ${unit}`;
};

const tooManyOpen = (most: number) =>
  new AppError(
    'rate_limited',
    'upload.tooManyOpen',
    `You have ${most} uploads open, the most that one person may have. Load or cancel some of them first.`,
  );

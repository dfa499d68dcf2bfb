import { AppError, invalid } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { FileMode } from '../datasets/index.ts';
import type { Upload } from './model.ts';
import { demandFile } from './preview.ts';
import { about, changedMeanwhile, getUpload, type UploadParts } from './use-cases.ts';

export interface LoadRequest {
  /** One of the two; absent: the dataset that was named when the upload began. */
  readonly datasetId?: string | undefined;
  readonly newDatasetName?: string | undefined;
  readonly mapping: unknown;
  readonly mappingId?: string | undefined;
  readonly timeZone: string | null;
  readonly mode: FileMode;
  /** Columns of the key of an upsert. */
  readonly key?: readonly string[] | undefined;
}

/**
 * Asks for the load of a complete upload into a dataset, which is made when a name is given. Asking again while it is under way, or
 * after it has succeeded, gives the same load: a double click loads once.
 */
export async function loadUpload(parts: UploadParts, actor: Actor, id: string, request: LoadRequest): Promise<Upload> {
  getUpload(parts, actor, id);
  const before = parts.asking.get(id) ?? Promise.resolve();
  const own = before.then(() => load(parts, actor, id, request));
  const settled = own.catch(() => undefined);
  parts.asking.set(id, settled);
  try {
    return await own;
  } finally {
    if (parts.asking.get(id) === settled) parts.asking.delete(id);
  }
}

async function load(parts: UploadParts, actor: Actor, id: string, request: LoadRequest): Promise<Upload> {
  const upload = getUpload(parts, actor, id);
  const job = upload.job === null ? null : parts.jobs.find(upload.job, upload.tenant);
  if (job && (job.state === 'ready' || job.state === 'running' || job.state === 'done')) return upload;
  await demandFile(parts, upload);
  const kept = request.mappingId === undefined ? null : parts.mappings.get(actor, request.mappingId);
  const dataset = datasetFor(parts, actor, upload, request);
  const mapping = upload.kind?.startsWith('xes') ? null : (kept?.mapping ?? request.mapping ?? null);
  const { mode, key, timeZone } = request;
  const file = parts.files.path(upload);
  try {
    const staysAsItIs = (await parts.checksums.get(upload.id)) ?? true;
    const wanted = { file, name: upload.name, staysAsItIs, mode, key, mapping, timeZone } as const;
    const jobId = await parts.datasets.importDataset(actor, dataset, wanted);
    return keep(parts, actor, upload, { ...upload, dataset, job: jobId, state: 'loading' }, mode);
  } catch (error) {
    // So that the next attempt finds the dataset that was made for this one.
    if (dataset !== upload.dataset) keep(parts, actor, upload, { ...upload, dataset }, mode);
    throw error;
  }
}

function keep(parts: UploadParts, actor: Actor, before: Upload, next: Upload, mode: LoadRequest['mode']): Upload {
  const after: Upload = { ...next, updatedAtMs: parts.clock.now() };
  return parts.changes.make(actor, (change) => {
    if (!parts.store.update(change.tx, after, before.state)) throw changedMeanwhile();
    const { dataset, job } = after;
    const outcome = after.state === 'loading' ? 'success' : 'failure';
    change.record({ action: 'upload.load', ...about(after), event: 'updated', outcome, after: { dataset, job, mode } });
    return after;
  });
}

/** The dataset that is named; a new one; or the one of an earlier attempt that came to nothing. */
function datasetFor({ datasets }: UploadParts, actor: Actor, upload: Upload, request: LoadRequest): string {
  const { datasetId, newDatasetName } = request;
  if (datasetId !== undefined && newDatasetName !== undefined)
    invalid('upload.twoTargets', 'Name a dataset or a new one, not both.', [
      { pointer: '/newDatasetName', message: 'not together with datasetId' },
    ]);
  if (newDatasetName === undefined) {
    const id = datasetId ?? upload.dataset;
    if (id === null)
      invalid('upload.whereTo', 'Say into which dataset: "datasetId", or "newDatasetName" for a new one.', [
        { pointer: '/datasetId', message: 'this or newDatasetName' },
      ]);
    return datasets.openDataset(actor, id, 'write:datasets').dataset.id;
  }
  const earlier = upload.dataset === null ? null : findOwn(datasets, actor, upload.dataset);
  if (earlier && !earlier.version && earlier.name === newDatasetName.normalize('NFC').trim()) return earlier.id;
  return datasets.createDataset(actor, upload.project, { name: newDatasetName }).id;
}

function findOwn(datasets: UploadParts['datasets'], actor: Actor, id: string) {
  try {
    return datasets.openDataset(actor, id, 'write:datasets').dataset;
  } catch (error) {
    if (error instanceof AppError && error.fault === 'not_found') return null; // deleted meanwhile
    throw error;
  }
}

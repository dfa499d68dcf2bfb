import { AppError, invalid } from '#sdk';
import type { MappingInput } from '../../engine/import/mapping.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { FileMode, ImportPayload } from '../datasets/index.ts';
import type { Upload } from './model.ts';
import { demandFile } from './preview.ts';
import { about, changedMeanwhile, getUpload, type UploadParts } from './use-cases.ts';

export interface LoadRequest {
  /** One of the two; absent: the dataset that was named when the upload began. */
  readonly datasetId?: string | undefined;
  readonly newDatasetName?: string | undefined;
  readonly mapping: unknown;
  readonly mappingId?: string | undefined;
  /** The kept mapping from which the one that is sent was made; for the record. */
  readonly takenFrom?: string | undefined;
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
  if (upload.lead !== null) throw partOfAnother(parts, upload);
  const others = parts.store.listParts(upload.tenant, upload.id);
  for (const one of [upload, ...others]) await demandFile(parts, one);
  const kept = request.mappingId === undefined ? null : parts.mappings.get(actor, request.mappingId);
  const takenFrom = request.takenFrom === undefined ? null : findMapping(parts, actor, request.takenFrom);
  const dataset = datasetFor(parts, actor, upload, request);
  const said = kept?.mapping ?? request.mapping ?? null;
  const mapping = upload.kind?.startsWith('xes') ? aboutPeople(said) : said;
  const { mode, key, timeZone } = request;
  const file = async (one: Upload) => {
    const staysAsItIs = (await parts.checksums.get(one.id)) ?? true;
    return { file: parts.files.path(one), name: one.name, staysAsItIs } as const;
  };
  try {
    const more = await Promise.all(others.map(file));
    const wanted = { ...(await file(upload)), more, mode, key, mapping, timeZone } as const;
    const job = await parts.datasets.importDataset(actor, dataset, wanted);
    const now = { dataset, job, state: 'loading', mappingId: kept?.id ?? takenFrom?.id ?? null } as const;
    return keep(parts, actor, [upload, ...others], now, mode);
  } catch (error) {
    // So that the next attempt finds the dataset that was made for this one.
    if (dataset !== upload.dataset) keep(parts, actor, [upload], { dataset }, mode);
    throw error;
  }
}

/** Of a mapping what an XES file does not say itself: what becomes of columns about people. */
function aboutPeople(mapping: unknown): unknown {
  const { columns = [] } = (mapping ?? {}) as MappingInput;
  const decided = columns.flatMap(({ column, privacy }) => (privacy ? [{ column, privacy }] : []));
  return decided.length > 0 ? { columns: decided } : null;
}

const partOfAnother = ({ store }: UploadParts, { tenant, lead }: Upload): AppError =>
  new AppError(
    'conflict',
    'upload.partOfAnother',
    `This file is loaded together with "${store.find(tenant, lead!)?.name ?? lead}": load that one, or take them apart first.`,
  );

/** Records what became of the uploads of one load; the first one is the one that was asked for. */
function keep(
  parts: UploadParts,
  actor: Actor,
  uploads: readonly Upload[],
  now: Partial<Upload>,
  mode: LoadRequest['mode'],
): Upload {
  const job = now.job ? parts.jobs.find(now.job, uploads[0]!.tenant) : null;
  const { files = [] } = (job?.payload ?? {}) as Partial<ImportPayload>;
  const after = uploads.map((upload, i): Upload => {
    return { ...upload, ...now, sha256: files[i]?.sha256 ?? upload.sha256, updatedAtMs: parts.clock.now() };
  });
  return parts.changes.make(actor, (change) => {
    after.forEach((upload, i) => {
      if (!parts.store.update(change.tx, upload, uploads[i]!.state)) throw changedMeanwhile();
    });
    const [first, ...more] = after as [Upload, ...Upload[]];
    const outcome = first.state === 'loading' ? 'success' : 'failure';
    const what = {
      dataset: first.dataset,
      job: first.job,
      mode,
      ...(more.length > 0 ? { parts: more.map(({ id }) => id) } : {}),
    };
    change.record({ action: 'upload.load', ...about(first), event: 'updated', outcome, after: what });
    return first;
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

/** One that was deleted meanwhile cannot be named. */
function findMapping({ mappings }: UploadParts, actor: Actor, id: string) {
  return unlessGone(() => mappings.get(actor, id));
}

function findOwn(datasets: UploadParts['datasets'], actor: Actor, id: string) {
  return unlessGone(() => datasets.openDataset(actor, id, 'write:datasets').dataset);
}

function unlessGone<T>(find: () => T): T | null {
  try {
    return find();
  } catch (error) {
    if (error instanceof AppError && error.fault === 'not_found') return null;
    throw error;
  }
}

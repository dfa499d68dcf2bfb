import { AppError } from '#sdk';
import type { Mapping } from '../../engine/import/mapping.ts';
import { changesCells } from '../../engine/import/private-cells.ts';
import { readManifest } from '../../engine/segments/manifest.ts';
import { veils } from '../../engine/segments/veil.ts';
import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, notFound, reachOf, tenantOf } from '../../platform/access/guard.ts';
import { seenOrNull } from '../../platform/access/seen.ts';
import type { Download } from '../../platform/http/route.ts';
import type { Job } from '../../platform/jobs/index.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import { scopeOfDataset } from '../datasets/index.ts';
import type { Upload, UploadRecord, UploadState } from './model.ts';
import { outcomeOf } from './status.ts';
import { about, getUpload, type UploadParts } from './use-cases.ts';

/** Where an upload stands, in a word; of its load, what became of its job. */
export type Stand = UploadState | 'running' | 'failed';

/** An upload with where it stands. */
export interface SeenRecord extends UploadRecord {
  readonly stands: Stand;
}

/** @param job of its load; null where there is none, or it is long forgotten */
export function standOf({ state, rows }: Pick<Upload, 'state' | 'rows'>, job: Job | null): Stand {
  if (rows !== null) return 'loaded';
  if (state !== 'loading' || job === null || job.state === 'done') return state;
  if (job.state === 'ready' || job.state === 'running') return 'running';
  return job.state === 'cancelled' ? 'cancelled' : 'failed';
}

/** One's own uploads, and those that others have loaded into datasets within reach, newest first. */
export function listUploadRecords(parts: UploadParts, actor: Actor, request: ListRequest): Listed<SeenRecord> {
  const { store, jobs } = parts;
  const { rows, total } = store.listRecords(reachOf(actor), actor.id, request);
  const records = rows.map((record) => {
    const { upload } = record;
    const job = upload.job === null || upload.rows !== null ? null : jobs.find(upload.job, upload.tenant);
    const known = { ...upload, ...outcomeOf(upload, job) };
    return { ...record, upload: known, stands: standOf(known, job) };
  });
  const seen = records.map((record) =>
    isSeen(parts, actor, record.upload) ? record : { ...record, datasetName: null },
  );
  return listed(seen, total, request, ({ upload }) => [String(upload.createdAtMs), upload.id]);
}

const isSeen = ({ datasets }: UploadParts, actor: Actor, { dataset }: Upload): boolean =>
  dataset !== null && seenOrNull(() => datasets.openDataset(actor, dataset)) !== null;

/**
 * The file as it came. Its sender has it as long as it waits; once it is loaded, who may load data into its dataset and read single
 * cases. It holds every row and every column: who sees a part of the dataset only, or a dataset whose mapping hides or changes columns,
 * gets it not. Recorded before the first byte goes out.
 */
export async function downloadRawFile(parts: UploadParts, actor: Actor, id: string): Promise<Download> {
  const { store, files, changes } = parts;
  const found = store.find(tenantOf(actor), id);
  if (!found) return notFound('upload');
  const loaded = found.sha256 !== null && found.dataset !== null;
  const upload = loaded ? allowRaw(parts, actor, found) : getUpload(parts, actor, id);
  const path = upload.sha256 === null ? files.path(upload) : parts.rawPath(upload, upload.sha256);
  if (upload.state === 'receiving' || !(await files.find(path)))
    throw new AppError('conflict', 'upload.gone', 'The file of this upload is not here, or no longer.');
  changes.make(actor, (change) => {
    const { name, sha256, dataset } = upload;
    change.record({ action: 'upload.download', ...about(upload), after: { name, sha256, dataset } });
  });
  return { name: upload.name, contentType: 'application/octet-stream', content: Bun.file(path).stream() };
}

/** Passes who sees everything that the file of a loaded upload holds. Faults: `upload.rawWithheld`. */
export function allowRaw({ datasets, store }: UploadParts, actor: Actor, upload: Upload): Upload {
  const { dataset, version, policy, veil } = datasets.openDataset(actor, upload.dataset!, 'write:datasets');
  guardIn(actor, 'read:cases', scopeOfDataset(dataset));
  if (policy.length > 0) throw withheld('A row policy shows you a part of this dataset; its raw files hold all of it.');
  const lead = upload.lead === null ? upload : store.find(upload.tenant, upload.lead);
  const { columns = [] } = (lead?.mapping ?? {}) as Partial<Mapping>;
  if (columns.some(changesCells))
    throw withheld(
      'Columns of this file were left out or changed for privacy when it was loaded; the raw file shows them as they were.',
    );
  if (version && veils(readManifest(datasets.folderOf(version)), veil))
    throw withheld('Columns of this dataset are hidden or masked for you; its raw files show them as they are.');
  return upload;
}

const withheld = (message: string): AppError => new AppError('forbidden', 'upload.rawWithheld', message);

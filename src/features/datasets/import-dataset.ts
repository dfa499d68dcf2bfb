import { statfs } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError, invalid } from '#sdk';
import { hashOf } from '../../engine/canonical.ts';
import { orDiskFull } from '../../engine/disk-full.ts';
import { checksumOf, keepRaw, keepRawLink, type RawFile } from '../../engine/import/keep-raw.ts';
import type { Actor } from '../../platform/access/actor.ts';
import type { Job } from '../../platform/jobs/index.ts';
import type { StepDone } from '../../platform/provenance/index.ts';
import { IMPORT_JOB, type ImportParts, type ImportPayload, serialOf } from './jobs.ts';
import type { FileMode } from './load.ts';
import { removeFiles } from './remove-files.ts';
import { about, openDataset } from './use-cases.ts';

export interface ImportedFile {
  /** Path of a file on this machine. */
  readonly file: string;
  /** What people call it, where its path says nothing; for the audit log. */
  readonly name?: string;
  /** It lies on the disk of the datasets and nobody writes to it: it need not be copied. Its checksum, or true where it is not known. */
  readonly staysAsItIs?: { readonly sha256: string; readonly bytes: number } | true;
}

export interface ImportRequest extends ImportedFile {
  /** Files with the same columns that are read behind it, as one log. */
  readonly more?: readonly ImportedFile[];
  readonly mode: FileMode;
  /** Columns of the key of an upsert. */
  readonly key?: readonly string[] | undefined;
  /** Any part of a mapping; the rest is proposed from the file. */
  readonly mapping: unknown;
  readonly timeZone: string | null;
  /** The load whose refused rows these are, repaired. */
  readonly resentOf?: string;
}

/**
 * Keeps the file under its checksum, then asks for its load; the job is recorded with the request. Returns the job's id. One load
 * of a dataset runs at a time: the same one asked for again is the job that waits, another one is `dataset.loading`.
 */
export async function importDataset(
  parts: ImportParts,
  actor: Actor,
  datasetId: string,
  request: ImportRequest,
  signal?: AbortSignal,
): Promise<string> {
  const { storage } = parts;
  const { dataset } = openDataset(parts, actor, datasetId, 'write:datasets');
  const region = parts.regionOf(dataset.tenant, dataset.workspace);
  await demandSpace(storage.root(region), parts.importSettings().minFreeBytes);
  const folder = storage.raw(region, dataset.tenant);
  const job = await parts.pins.hold(folder, async () => {
    const raw: KeptFile[] = [];
    for (const file of [request, ...(request.more ?? [])])
      raw.push({ ...(await orDiskFull(() => kept(folder, file, signal))), name: file.name ?? basename(file.file) });
    return askForLoad(parts, actor, datasetId, request, raw);
  });
  // A load that has nothing to do may have ended meanwhile, and its file had to wait for this one.
  await removeFiles(parts);
  return job;
}

interface KeptFile extends RawFile {
  readonly name: string;
}

function askForLoad(
  parts: ImportParts,
  actor: Actor,
  datasetId: string,
  request: ImportRequest,
  raw: readonly KeptFile[],
): string {
  const { store, changes, jobs } = parts;
  const user = actor.kind === 'user' || actor.kind === 'service' ? actor.id : null;
  const { mode, key, mapping, timeZone, resentOf } = request;
  demandKey(mode, key);
  const payload: ImportPayload = {
    dataset: datasetId,
    sha256: extractHashOf(raw),
    files: raw.map(({ sha256, name }) => ({ sha256, name })),
    mode,
    ...(mode === 'upsert' ? { key } : {}),
    mapping,
    timeZone,
    user,
    ...(resentOf === undefined ? {} : { resentOf }),
  };
  return changes.make(actor, (change) => {
    // Copying a large file takes its time: the dataset may be gone by now.
    const { dataset } = openDataset(parts, actor, datasetId, 'write:datasets');
    const { id, added } = jobs.enqueue(change.tx, {
      kind: IMPORT_JOB,
      payload,
      tenant: dataset.tenant,
      workspace: dataset.workspace,
      key: dataset.id,
      serial: serialOf(dataset),
      maxAttempts: parts.importSettings().maxAttempts,
      userId: user,
      correlationId: actor.requestId,
    });
    if (!added) demandSameLoad(jobs.find(id), payload);
    const cause = { tenant: dataset.tenant, dataset: dataset.id, user, job: id };
    if (added) for (const file of raw) parts.provenance.record(change.tx, cause, received(file));
    if (!dataset.version) store.setStatus(change.tx, dataset, 'importing');
    const [{ name, bytes }, ...more] = raw as [KeptFile, ...KeptFile[]];
    const after = {
      ...{ file: name, sha256: payload.sha256, bytes, mode, job: id },
      ...(more.length > 0 ? { more: more.map((file) => file.name) } : {}),
      ...(resentOf === undefined ? {} : { resentOf }),
    };
    change.record({ action: 'dataset.import', ...about(dataset), after });
    return id;
  });
}

/** What names an extract: the checksum of its file, or of the list of its files. */
const extractHashOf = (raw: readonly KeptFile[]): string =>
  raw.length === 1 ? raw[0]!.sha256 : hashOf(raw.map(({ sha256 }) => sha256));

/** The step by which a file came. */
export const received = ({ sha256, bytes, name }: Omit<KeptFile, 'path'>): StepDone => ({
  ...{ step: 'receive', inputs: [], output: { kind: 'file', hash: sha256 } },
  parameters: { name, bytes },
});

function demandKey(mode: FileMode, key: readonly string[] | undefined): void {
  if (mode === 'upsert' && (key === undefined || key.length === 0))
    invalid('upsert.noKey', 'Say which columns tell rows apart: the key of the load.', [
      { pointer: '/key', message: 'at least one column' },
    ]);
  if (mode !== 'upsert' && key !== undefined && key.length > 0)
    invalid('upsert.keyUnused', 'A key belongs to the mode upsert alone; leave it out, or choose that mode.', [
      { pointer: '/key', message: 'only with upsert' },
    ]);
}

async function kept(folder: string, { file, staysAsItIs }: ImportedFile, signal?: AbortSignal): Promise<RawFile> {
  if (staysAsItIs === undefined) return keepRaw(folder, file, signal);
  return keepRawLink(folder, file, staysAsItIs === true ? await checksumOf(file, signal) : staysAsItIs);
}

export async function demandSpace(folder: string, minFreeBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= minFreeBytes) return;
  const [free, wanted] = [bavail * bsize, minFreeBytes].map((bytes) => `${Math.round(bytes / 1024 ** 2)} MiB`);
  throw new AppError(
    'no_space',
    'dataset.noSpace',
    `Only ${free} are free where this dataset lies, and loads need ${wanted} (data.min_free_bytes). Free some space; nothing was changed.`,
  );
}

function demandSameLoad(job: Job | null, wanted: ImportPayload): void {
  const { user: _, ...asked } = wanted;
  const { user: __, ...waits } = (job?.payload ?? {}) as Partial<ImportPayload>;
  if (job && JSON.stringify(asked) === JSON.stringify(waits)) return;
  throw new AppError(
    'conflict',
    'dataset.loading',
    'Another file is being loaded into this dataset. Wait until that load has ended, then start this one again.',
  );
}

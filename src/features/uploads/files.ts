import { type FileHandle, mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#sdk';

/** The bytes of uploads, one file each, named by the upload's id. */
export interface UploadFiles {
  path(upload: UploadPlace & { readonly id: string }): string;
  folder(place: UploadPlace): string;
  /** A folder that is there, on the same disk. */
  root(place: UploadPlace): string;
  /** Bytes that are there, and when the last one came; null: none has come yet. */
  find(path: string): Promise<{ bytes: number; changedAtMs: number } | null>;
  remove(path: string): Promise<void>;
  /** What lies there for a tenant, in every region. */
  list(tenant: string): Promise<{ path: string; name: string }[]>;
}

/** Whose file it is, and where it belongs: its region is that of the workspace. */
export interface UploadPlace {
  readonly tenant: string;
  readonly workspace: string;
}

/**
 * @param rootOf storage root of a workspace, a folder that is there
 * @param roots of all regions
 */
export function uploadFiles(rootOf: (place: UploadPlace) => string, roots: readonly string[]): UploadFiles {
  const below = (root: string, tenant: string) => join(root, 'tenants', tenant, 'uploads');
  const folder = (place: UploadPlace) => below(rootOf(place), place.tenant);
  return {
    folder,
    path: (upload) => join(folder(upload), upload.id),
    root: rootOf,
    async find(path) {
      const found = await stat(path).catch(absent);
      return found && { bytes: found.size, changedAtMs: found.mtimeMs };
    },
    remove: (path) => rm(path, { recursive: true, force: true }),
    async list(tenant) {
      const folders = await Promise.all(
        roots.map(async (root) => {
          const here = below(root, tenant);
          const names = (await readdir(here).catch(absent)) ?? [];
          return names.map((name) => ({ path: join(here, name), name }));
        }),
      );
      return folders.flat();
    },
  };
}

function absent(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  throw error;
}

export interface Appending {
  readonly path: string;
  readonly folder: string;
  /** Length that the file has, or is cut to before the first byte. */
  readonly offset: number;
  /** Bytes that may come; one more and none of them is kept. */
  readonly room: number;
  /** Free space that must be left on the disk. */
  readonly minFreeBytes: number;
  readonly signal: AbortSignal;
  /** Called with the length of the file from time to time; what it throws ends the work. */
  readonly onBytes: (bytes: number) => Promise<void> | void;
}

/** Free space is looked at after so many bytes. */
const LOOK_EVERY_BYTES = 32 * 1_048_576;

/** Chunks as they come, and how the memory of one that was dealt with is given back. */
interface Chunks extends AsyncIterable<Uint8Array> {
  giveBack(chunk: Uint8Array): void;
}

/**
 * Appends to a file and forces it to disk; each chunk is written and given back, so that memory does not grow with the file. What came
 * before a fault stays and is forced to disk as well, so that the sender can go on after it; only a body that is too long leaves nothing.
 * @returns length of the file, all of it on disk
 */
export async function appendChunks(chunks: Chunks, to: Appending): Promise<number> {
  await mkdir(to.folder, { recursive: true, mode: 0o750 });
  await demandFree(to.folder, to.minFreeBytes);
  const isNew = to.offset === 0;
  const file = await open(to.path, isNew ? 'w' : 'r+', 0o640);
  let length = to.offset;
  let looked = length;
  try {
    if (!isNew) await file.truncate(length);
    for await (const chunk of chunks) {
      to.signal.throwIfAborted();
      if (length + chunk.length > to.offset + to.room) await tooLong(file, to);
      for (let at = 0; at < chunk.length; ) {
        const { bytesWritten } = await file.write(chunk, at, chunk.length - at, length);
        at += bytesWritten;
        length += bytesWritten;
      }
      chunks.giveBack(chunk);
      await to.onBytes(length);
      if (length - looked < LOOK_EVERY_BYTES) continue;
      looked = length;
      await demandFree(to.folder, to.minFreeBytes);
    }
    to.signal.throwIfAborted();
    await file.datasync();
    return length;
  } catch (error) {
    // As much as can be: the fault at hand is the one to tell.
    await file.datasync().catch(() => undefined);
    throw isFull(error) ? noSpace(0) : error;
  } finally {
    await file.close();
    if (isNew) await forceEntries(to.folder);
  }
}

async function tooLong(file: FileHandle, { offset, room }: Appending): Promise<never> {
  await file.truncate(offset);
  const message = `More bytes came than the ${offset + room} that the upload has. What this request sent was not kept.`;
  throw new AppError('invalid', 'upload.tooLong', message);
}

const isFull = (error: unknown): boolean => ['ENOSPC', 'EDQUOT'].includes(String((error as { code?: unknown })?.code));

/** Fault `no_space` where less than `wanted` bytes are free on the disk of an existing folder. */
export async function demandFree(folder: string, wanted: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < wanted) throw noSpace(wanted);
}

const noSpace = (wanted: number) =>
  new AppError(
    'no_space',
    'upload.noSpace',
    `The disk of the server is full${wanted > 0 ? ` (${Math.round(wanted / 1_048_576)} MiB must be free for this)` : ''}. What came so far is kept: go on when there is room again.`,
  );

async function forceEntries(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

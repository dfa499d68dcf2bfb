import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileBytes } from '../../platform/file-bytes.ts';

export interface RawFile {
  path: string;
  sha256: string;
  bytes: number;
}

const PARTIAL = '.tmp-';

/** Checksum and length of a file, read in a stream. */
export async function checksumOf(file: string, signal?: AbortSignal): Promise<Omit<RawFile, 'path'>> {
  const hasher = new Bun.CryptoHasher('sha256');
  let bytes = 0;
  for await (const chunk of fileBytes(file)) {
    signal?.throwIfAborted();
    hasher.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hasher.digest('hex'), bytes };
}

/**
 * Keeps a file that lies on the same disk and changes no more under its checksum, without copying it: the file gets a second name.
 * The same content is kept once.
 */
export async function keepRawLink(folder: string, file: string, sum: Omit<RawFile, 'path'>): Promise<RawFile> {
  await mkdir(folder, { recursive: true, mode: 0o750 });
  const path = join(folder, sum.sha256);
  if (!existsSync(path)) {
    const partial = join(folder, `${PARTIAL}${randomUUID()}`);
    await link(file, partial);
    await rename(partial, path);
  }
  await syncEntries(folder);
  return { path, ...sum };
}

/** Keeps a file as it came, under its checksum; the same content is kept once. Streamed: memory does not grow with it. */
export async function keepRaw(folder: string, file: string, signal?: AbortSignal): Promise<RawFile> {
  await mkdir(folder, { recursive: true, mode: 0o750 });
  const partial = join(folder, `${PARTIAL}${randomUUID()}`);
  const hasher = new Bun.CryptoHasher('sha256');
  const out = await open(partial, 'wx', 0o640);
  let bytes = 0;
  try {
    for await (const chunk of fileBytes(file)) {
      signal?.throwIfAborted();
      hasher.update(chunk);
      for (let at = 0; at < chunk.length; ) at += (await out.write(chunk, at)).bytesWritten;
      bytes += chunk.length;
    }
    await out.sync();
    const sha256 = hasher.digest('hex');
    const path = join(folder, sha256);
    if (!(await Bun.file(path).exists())) await rename(partial, path);
    await syncEntries(folder); // a job that is about to be recorded will name this file
    return { path, sha256, bytes };
  } finally {
    await out.close();
    await rm(partial, { force: true });
  }
}

async function syncEntries(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes files whose copying was interrupted. Runs at the start, before any is copied. @returns the files removed */
export async function sweepRaw(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter((name) => name.startsWith(PARTIAL));
  for (const name of names) await rm(join(folder, name), { force: true });
  return names.map((name) => join(folder, name));
}

import { open, rename, rm } from 'node:fs/promises';
import { AppError } from '#sdk';
import { diskFull, isNoSpace } from './engine/disk-full.ts';

/** Writes a file of this machine, which is there whole or not at all; returns its size. It must not exist unless it may be replaced. */
export async function writeWhole(
  file: string,
  overwrite: boolean,
  content: ReadableStream<Uint8Array>,
): Promise<number> {
  const partial = `${file}.part`;
  let bytes = 0;
  try {
    const handle = await openNew(file, partial, overwrite, content);
    try {
      for await (const part of content) {
        await handle.write(part);
        bytes += part.length;
      }
    } finally {
      await handle.close();
    }
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw isNoSpace(error) ? diskFull() : error;
  }
  return bytes;
}

async function openNew(file: string, partial: string, overwrite: boolean, content: ReadableStream<Uint8Array>) {
  try {
    if (!overwrite) demandAbsent(file, await Bun.file(file).exists());
    return await open(partial, 'w', 0o640);
  } catch (error) {
    await content.cancel();
    if (error instanceof AppError) throw error;
    throw new AppError(
      'invalid',
      'export.cannotWrite',
      `${file} cannot be written (${(error as { code?: string }).code}).`,
    );
  }
}

export function demandAbsent(file: string, exists: boolean): void {
  if (exists) throw new AppError('conflict', 'export.fileExists', `${file} is there already; --overwrite replaces it.`);
}

import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '#sdk';
import { detectFile, type LogKind, refuse } from './detect.ts';
import type { UnpackLimits } from './unpacked-chunks.ts';
import { type ZipEntry, ZipFile } from './zip-file.ts';

/** What a file is once it is unpacked. */
export type PlainKind = Exclude<LogKind, 'zip'>;

/** What programs put beside the files that somebody packs. */
const BESIDE = /^__MACOSX\/|(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini)$/;
const MOST_NAMED = 3;

/** A ZIP archive is taken that holds one file and nothing else. Faults: `import.notAnEventLog`, and those of {@link ZipFile}. */
export async function demandOneFile(path: string): Promise<void> {
  await using zip = await opened(path);
  theFile(zip);
}

/**
 * A file as it is read: itself, or the one in its archive, which is written into the folder under a name of ours.
 * Faults: those of {@link detectFile} and {@link ZipFile}.
 */
export async function plainFile(
  path: string,
  folder: string,
  limits: UnpackLimits,
): Promise<{ readonly path: string; readonly kind: PlainKind }> {
  const kind = await detectFile(path);
  if (kind !== 'zip') return { path, kind };
  const inside = join(folder, `unpacked-${crypto.randomUUID()}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await using zip = await opened(path);
  await pipeline(Readable.from(zip.chunks(theFile(zip), limits)), createWriteStream(inside, { mode: 0o600 }));
  const found = await detectFile(inside);
  return found === 'zip'
    ? refuse('a ZIP archive inside a ZIP archive', 'Unpack it first.')
    : { path: inside, kind: found };
}

async function opened(path: string): Promise<ZipFile> {
  try {
    return await ZipFile.open(path);
  } catch (error) {
    if (error instanceof AppError && error.code === 'import.damagedZip')
      refuse('a ZIP archive', 'It is damaged: pack its file again, or load the file itself.');
    throw error;
  }
}

function theFile({ entries }: ZipFile): ZipEntry {
  const files = [...entries.values()].filter(({ name }) => !name.endsWith('/') && !BESIDE.test(name));
  const [only, ...others] = files;
  if (only && others.length === 0) return only;
  const names = files.slice(0, MOST_NAMED).map(({ name }) => `"${name.slice(0, 100)}"`);
  const holds =
    files.length === 0
      ? 'no file'
      : `${files.length} files (${names.join(', ')}${files.length > MOST_NAMED ? ', …' : ''})`;
  return refuse(
    'a ZIP archive',
    `It holds ${holds}; taken is one that holds a single log. Unpack it first, and load the files in it.`,
  );
}

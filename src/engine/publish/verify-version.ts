import { existsSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#sdk';
import { sumFile } from '../segments/column-files.ts';
import { DECLARATIONS } from '../segments/declarations-file.ts';
import { type FileSum, type Manifest, manifestSum, readManifest } from '../segments/manifest.ts';

/** One file that is not what the manifest says. */
export interface Damage {
  file: string;
  problem: 'missing' | 'changed';
}

export interface Verified {
  files: number;
  bytes: number;
  damage: Damage[];
}

/** Compares every file of a version with its checksum, and the version's hash with its content. */
export function verifyVersion(folder: string): Verified {
  const damage: Damage[] = [];
  const manifest = checkedManifest(folder, damage);
  if (!manifest) return { files: 0, bytes: 0, damage };
  let files = 0;
  let bytes = 0;
  for (const [file, sum] of filesOf(manifest)) {
    files++;
    bytes += sum.bytes;
    const path = join(folder, file);
    if (!existsSync(path)) damage.push({ file, problem: 'missing' });
    else if (sumFile(path).sha256 !== sum.sha256) damage.push({ file, problem: 'changed' });
  }
  return { files, bytes, damage };
}

/** The manifest, when it is what was written; a manifest of another format is for its own program to judge. */
function checkedManifest(folder: string, damage: Damage[]): Manifest | null {
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) {
    damage.push({ file: 'manifest.json', problem: 'missing' });
    return null;
  }
  const text = readFileSync(path, 'utf8');
  if (isAsWritten(text)) return readManifest(folder);
  damage.push({ file: 'manifest.json', problem: 'changed' });
  return null;
}

function isAsWritten(text: string): boolean {
  try {
    const manifest = JSON.parse(text) as Manifest;
    return manifest.sum === manifestSum(manifest) && text === JSON.stringify(manifest);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return false;
    throw error;
  }
}

/** Stops a publish that lacks a file or whose file has another size than was written. */
export async function requireWhole(folder: string): Promise<void> {
  for (const [file, sum] of filesOf(readManifest(folder))) {
    const size = await stat(join(folder, file)).then(
      (found) => found.size,
      () => null,
    );
    if (size === sum.bytes) continue;
    throw new AppError('internal', 'publish.damaged', `The new version is not whole (${file}); nothing was published.`);
  }
}

function* filesOf(manifest: Manifest): Generator<[string, FileSum]> {
  for (const [id, sum] of Object.entries(manifest.dictionaries)) yield [join('dictionaries', `${id}.dict`), sum];
  if (manifest.declarations) yield [DECLARATIONS, manifest.declarations];
  for (const segment of manifest.segments) {
    for (const [id, sum] of Object.entries(segment.files)) yield [join('segments', segment.folder, `${id}.col`), sum];
    if (segment.dead) yield [join('segments', segment.folder, 'dead'), segment.dead];
    if (segment.archive.bytes > 0) yield [join('archive', `${segment.folder}.parquet`), segment.archive];
  }
}

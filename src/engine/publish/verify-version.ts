import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#sdk';
import { sumFile } from '../segments/column-files.ts';
import { type FileSum, type Manifest, readManifest, versionHash } from '../segments/manifest.ts';

/** One file that is not what the manifest says. */
export interface Damage {
  file: string;
  problem: 'missing' | 'changed';
}

/** Compares every file of a version with its checksum, and the version's hash with its content. */
export function verifyVersion(folder: string): { files: number; bytes: number; damage: Damage[] } {
  const manifest = readManifest(folder);
  const damage: Damage[] = [];
  let files = 0;
  let bytes = 0;
  for (const [file, sum] of filesOf(manifest)) {
    files++;
    bytes += sum.bytes;
    const path = join(folder, file);
    if (!existsSync(path)) damage.push({ file, problem: 'missing' });
    else if (sumFile(path).sha256 !== sum.sha256) damage.push({ file, problem: 'changed' });
  }
  const { hash, ...content } = manifest;
  if (versionHash(content) !== hash) damage.push({ file: 'manifest.json', problem: 'changed' });
  return { files, bytes, damage };
}

/** Stops a publish that lacks a file or whose file has another size than was written. */
export function requireWhole(folder: string): void {
  for (const [file, sum] of filesOf(readManifest(folder))) {
    if (statSync(join(folder, file), { throwIfNoEntry: false })?.size === sum.bytes) continue;
    throw new AppError('internal', 'publish.damaged', `The new version is not whole (${file}); nothing was published.`);
  }
}

function* filesOf(manifest: Manifest): Generator<[string, FileSum]> {
  for (const [id, sum] of Object.entries(manifest.dictionaries)) yield [join('dictionaries', `${id}.dict`), sum];
  for (const segment of manifest.segments) {
    for (const [id, sum] of Object.entries(segment.files)) yield [join('segments', segment.folder, `${id}.col`), sum];
    if (segment.dead) yield [join('segments', segment.folder, 'dead'), segment.dead];
    if (segment.archive.bytes > 0) yield [join('archive', `${segment.folder}.parquet`), segment.archive];
  }
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#sdk';
import type { KeyFiles } from './key-backup.ts';
import { decodeKey, readKeyFile, writeKeyFile } from './key-file.ts';

/**
 * Puts key files back into a data folder, which the caller holds. A file with another key in it is never overwritten: then nothing is
 * written at all.
 */
export function restoreKeys(folder: string, keys: KeyFiles): { written: string[]; there: string[] } {
  const names = Object.keys(keys);
  const there = names.filter((name) => existsSync(join(folder, name)));
  const other = there.filter((name) => !readKeyFile(join(folder, name)).equals(decodeKey(keys[name]!, name)));
  if (other.length > 0)
    throw new AppError(
      'conflict',
      'secrets.otherKey',
      `The data folder "${folder}" has another key in ${other.join(', ')}. Nothing was written. Move ${other.length === 1 ? 'that file' : 'those files'} away first, if the copy is what belongs to this folder.`,
    );
  const written = names.filter((name) => !there.includes(name));
  for (const name of written) writeKeyFile(join(folder, name), decodeKey(keys[name]!, name));
  return { written, there };
}

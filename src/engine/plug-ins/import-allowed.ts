import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#sdk';
import { type PlugInFile, sha256 } from './folder.ts';

/** Imports exactly the bytes whose checksum was allowed, by a copy in a private folder. Gives the plug-in. */
export async function importAllowed(file: PlugInFile, folder: string) {
  const bytes = readFileSync(file.path);
  if (sha256(bytes) !== file.sha256) {
    throw new AppError('conflict', 'plugin.changed', `The plug-in "${file.name}" was changed after it was allowed.`);
  }
  const copy = join(mkdtempSync(join(folder, 'bytes-')), `${file.name}${file.path.endsWith('.ts') ? '.ts' : '.mjs'}`);
  writeFileSync(copy, bytes, { mode: 0o600 });
  const { default: plugIn } = await import(copy);
  if (typeof plugIn?.kind !== 'string' || typeof plugIn.id !== 'string') {
    throw new AppError(
      'invalid',
      'plugin.noDescriptor',
      `The plug-in "${file.name}" has no default export made with a define… function.`,
    );
  }
  return plugIn;
}

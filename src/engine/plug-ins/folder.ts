import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A file of a plug-in folder and what became of it. */
export interface PlugInFile {
  /** File name without its ending. */
  name: string;
  path: string;
  sha256: string;
}

export type PlugInState =
  | { state: 'allowed'; file: PlugInFile }
  | { state: 'not loaded'; name: string; path: string; reason: string };

/** Name of a plug-in → SHA-256 of its file: what the administrator has allowed. */
export type AllowList = Readonly<Record<string, string>>;

export const sha256 = (bytes: Uint8Array): string => new Bun.CryptoHasher('sha256').update(bytes).digest('hex');

/**
 * The plug-ins of a folder: one pre-bundled file (`.js`, `.mjs`, `.ts`) each, in the order of their names. A file whose
 * checksum is not on the allow-list is not loaded, and the reason says what to write into the configuration. Links are
 * refused: what they point at could change behind the checksum.
 */
export function readPlugInFolder(folder: string, allow: AllowList): PlugInState[] {
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return names
    .filter((name) => /\.(m?js|ts)$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => stateOf(join(folder, name), allow));
}

function stateOf(path: string, allow: AllowList): PlugInState {
  const name = basename(path).replace(/\.(m?js|ts)$/, '');
  const refused = (reason: string): PlugInState => ({ state: 'not loaded', name, path, reason });
  if (!lstatSync(path).isFile()) return refused('it is a link or no plain file');
  let sum: string;
  try {
    sum = sha256(readFileSync(path));
  } catch (error) {
    return refused(`it cannot be read: ${(error as Error).message}`);
  }
  const allowed = Object.hasOwn(allow, name) ? allow[name] : undefined;
  if (allowed === undefined) {
    return refused(
      `its checksum is not on the allow-list; to allow it, add  ${name} = "${sum}"  under [plugins.allow]`,
    );
  }
  if (allowed.toLowerCase() !== sum) return refused(`its checksum is ${sum}, the allow-list says ${allowed}`);
  return { state: 'allowed', file: { name, path, sha256: sum } };
}

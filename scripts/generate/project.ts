import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';

/** The checkout. Every generator takes its root as an argument, so that the tests can run it on a copy. */
export const projectRoot = resolve(import.meta.dir, '../..');

/** A file that a generator owns: path from the project's root and what must stand in it. */
export interface GeneratedFile {
  path: string;
  text: string;
}

/** Source files of a folder without their ending, sorted; tests left out. A missing folder is an empty one. */
export function sourcesIn(root: string, folder: string): string[] {
  const names: string[] = [];
  try {
    names.push(...readdirSync(resolve(root, folder)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return names
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => name.slice(0, -'.ts'.length))
    .sort();
}

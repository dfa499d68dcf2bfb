import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Paths of the files below a folder in which a text stands, whatever they are. */
export const filesHolding = (folder: string, text: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    // Some go while the others are read.
    .filter((path) => existsSync(path) && readFileSync(path).includes(text));

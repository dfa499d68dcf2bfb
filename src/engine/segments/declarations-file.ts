import { linkSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#sdk';
import type { XesDeclarations } from '../../mining/formats/xes/xes-declarations.ts';
import { writeSummed } from './column-files.ts';
import type { FileSum, Manifest } from './manifest.ts';

/** File of a version with what an XES log said of itself: up to some MB, which nothing but an export reads. */
export const DECLARATIONS = 'declarations.json';

export const writeDeclarations = (folder: string, declarations: XesDeclarations): FileSum =>
  writeSummed(join(folder, DECLARATIONS), Buffer.from(JSON.stringify(declarations)));

/** Undefined for a log that did not come as XES. */
export function readDeclarations(folder: string, { declarations }: Manifest): XesDeclarations | undefined {
  if (!declarations) return undefined;
  try {
    const bytes = readFileSync(join(folder, DECLARATIONS));
    if (bytes.length === declarations.bytes) return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  throw new AppError(
    'unavailable',
    'version.damaged',
    `A file of this dataset version is missing or damaged: ${DECLARATIONS}. Restore it from a backup, or load the data again.`,
  );
}

/** The file taken over by a version that is made from another. */
export function linkDeclarations(from: string, manifest: Manifest, into: string): void {
  if (manifest.declarations) linkSync(join(from, DECLARATIONS), join(into, DECLARATIONS));
}

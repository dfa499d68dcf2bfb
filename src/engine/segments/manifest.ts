import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, type ColumnSpec, type Step } from '#sdk';
import { hashOf } from '../canonical.ts';

/** A file of a version: its size and SHA-256, taken when it was written. */
export interface FileSum {
  bytes: number;
  sha256: string;
}

export interface SegmentRef {
  /** Folder under `segments/`, and name of the Parquet file under `archive/`. */
  folder: string;
  cases: number;
  events: number;
  /** Column files by column id, and `offsets`, `case-id.offsets`, `case-id.bytes`, `variant`, `variant-first`, `out-of-order`. */
  files: Record<string, FileSum>;
  archive: FileSum;
  /** Columns that came after this segment was written: all missing here. */
  missing?: readonly string[];
  /** Bits of cases that later segments replace; absent: none. */
  dead?: FileSum & { cases: number; events: number };
}

/** One applied enrichment: replayed at every load. */
export interface RecipeStep {
  enrichment: string;
  version: number;
  params: unknown;
}

/** What a version consists of. Everything that gives its identity is under `hash`. */
export interface Manifest {
  schema: 1;
  kind: 'case-centric' | 'object-centric';
  /** Where it comes from: the version it was derived from, or the view of a filtered copy. */
  origin?: { version?: string; steps?: readonly Step[] };
  hash: string;
  /** Checksum of everything else in this document. */
  sum: string;
  zone: string;
  cases: number;
  events: number;
  /** Milliseconds since the epoch; null in a log without times. */
  start: number | null;
  end: number | null;
  columns: readonly ColumnSpec[];
  /** Columns that publish derives (start times, bounds of cases): in the segments, not in the archive. */
  derived: readonly string[];
  /** Name of a classifier, the column that holds it and, where several make it up, the columns it is made of. */
  classifiers: readonly { name: string; column: string; parts?: readonly string[] }[];
  dictionaries: Record<string, FileSum & { values: number }>;
  recipe: readonly RecipeStep[];
  segments: readonly SegmentRef[];
  /**
   * Of `declarations.json`: what an XES log said of itself beside its events, for writing it again; loads and enrichments
   * keep it. No part of the hash: no result looks at it, so that logs that differ in nothing else share their results.
   */
  declarations?: FileSum;
}

/** The version's identity: columns, dictionaries, segments and dead bits, not the bytes of Parquet. */
export function versionHash(m: Omit<Manifest, 'hash' | 'sum'>): string {
  const segments = m.segments.map(({ cases, events, files, dead }) => ({
    cases,
    events,
    files: Object.fromEntries(Object.entries(files).map(([name, f]) => [name, f.sha256])),
    dead: dead?.sha256,
  }));
  const dictionaries = Object.fromEntries(Object.entries(m.dictionaries).map(([id, d]) => [id, d.sha256]));
  const { schema, kind, zone, columns, classifiers, recipe } = m;
  return hashOf({ schema, kind, zone, columns, classifiers, recipe, dictionaries, segments });
}

/** Checksum of the document, over what is no part of the version's identity too. */
export const manifestSum = (m: Omit<Manifest, 'sum'>): string => hashOf({ ...m, sum: undefined });

/** Bits of events that the source has out of order, beside the columns of a segment; empty: none, absent: it is not known. */
export const OUT_OF_ORDER = 'out-of-order';

export const knowsSourceOrder = ({ segments }: Pick<Manifest, 'segments'>): boolean =>
  segments.some(({ files }) => files[OUT_OF_ORDER] !== undefined);

export function readManifest(folder: string): Manifest {
  let manifest: Manifest | null;
  try {
    manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  } catch (error) {
    throw new AppError(
      'unavailable',
      'version.unreadable',
      `The manifest of this dataset version is missing or damaged (${(error as { code?: string }).code ?? 'no JSON'}). Restore it from a backup, or load the data again.`,
    );
  }
  if (manifest?.schema !== 1) {
    throw new AppError(
      'unavailable',
      'version.schema',
      `The dataset version has format ${manifest?.schema}; this program reads format 1.`,
    );
  }
  return manifest;
}

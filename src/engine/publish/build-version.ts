import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError, COLUMNS, type ColumnSpec, ident, sql } from '#sdk';
import { row, rows } from '../duckdb/query.ts';
import type { StagedLog } from '../import/staged-log.ts';
import { syncFolder, writeDictionary, writeSummed } from '../segments/column-files.ts';
import { writeDeclarations } from '../segments/declarations-file.ts';
import { type Manifest, manifestSum, type SegmentRef, versionHash } from '../segments/manifest.ts';
import { addClassifiers } from './classifiers.ts';
import { derivation, derivedColumns } from './derive.ts';
import { failPoint } from './fail-point.ts';
import { orderCases, SEGMENT_EVENTS } from './order-cases.ts';
import { writeSegment } from './write-segment.ts';

export interface BuildOptions {
  segmentEvents?: number;
  onProgress?(share: number): void;
  signal?: AbortSignal;
}

/** Builds a complete version folder from a staged log: dictionaries, segments, archive, manifest; all forced to disk. */
export async function buildVersion(
  staged: StagedLog,
  archiving: DuckDBConnection,
  into: string,
  options: BuildOptions = {},
): Promise<Manifest> {
  const { connection } = staged;
  mkdirSync(join(into, 'archive'), { recursive: true });
  mkdirSync(join(into, 'dictionaries'), { recursive: true });
  const withClassifiers = await addClassifiers(staged);
  const { columns } = withClassifiers;
  const dictionaries = await writeDictionaries(connection, columns, into);
  failPoint('publish.dictionariesWritten');

  const lifecycle = dictionaries.values.get(COLUMNS.lifecycle) ?? [''];
  const instanceId = columns.find((c) => c.id === staged.instanceId && c.class === 'category')?.id ?? null;
  const derived = derivedColumns(columns, lifecycle);
  const derive = derivation(lifecycle, instanceId);
  const order = staged.inOrder ? 'row' : null;
  const plans = await orderCases(connection, columns, order, options.segmentEvents ?? SEGMENT_EVENTS);
  if (plans.length === 0)
    throw new AppError('invalid', 'import.noEvents', 'The file has no usable event: nothing was imported.');
  const segments: SegmentRef[] = [];
  for (const plan of plans) {
    options.signal?.throwIfAborted();
    const job = { into, number: segments.length, plan, columns, derive, order } as const;
    segments.push(await writeSegment(connection, archiving, job));
    failPoint('publish.segmentWritten');
    options.onProgress?.(segments.length / plans.length);
  }
  const bounds = await row<{ start: number | null; end: number | null }>(
    connection,
    sql`select min("time") as start, max("time") as "end" from sorted`,
  );
  return finishVersion(into, {
    schema: 1,
    kind: 'case-centric',
    zone: staged.zone,
    cases: segments.reduce((n, s) => n + s.cases, 0),
    events: segments.reduce((n, s) => n + s.events, 0),
    ...bounds,
    columns: [...columns, ...derived],
    derived: derived.map((c) => c.id),
    classifiers: withClassifiers.classifiers,
    dictionaries: dictionaries.files,
    recipe: [],
    segments,
    ...(staged.declarations ? { declarations: writeDeclarations(into, staged.declarations) } : {}),
  });
}

/** Writes the manifest last: a folder with a manifest is complete. */
export function finishVersion(into: string, content: Omit<Manifest, 'hash' | 'sum'>): Manifest {
  const named = { ...content, hash: versionHash(content) };
  const manifest: Manifest = { ...named, sum: manifestSum(named) };
  for (const part of ['archive', 'dictionaries', 'segments']) syncFolder(join(into, part));
  failPoint('publish.beforeManifest');
  writeSummed(join(into, 'manifest.json'), Buffer.from(JSON.stringify(manifest)));
  syncFolder(into);
  failPoint('publish.manifestWritten');
  return manifest;
}

/** Writes each category column's dictionary: the values of its ENUM, in their order. */
export async function writeDictionaries(connection: DuckDBConnection, columns: readonly ColumnSpec[], into: string) {
  const files: Record<string, Manifest['dictionaries'][string]> = {};
  const values = new Map<string, readonly string[]>();
  for (const column of columns.filter((c) => c.class === 'category')) {
    const type = ident(`e_${column.id}`);
    const found = await rows<{ v: string }>(connection, sql`select unnest(enum_range(null::${type}))::varchar as v`);
    const list = found.map((r) => r.v);
    files[column.id] = writeDictionary(join(into, 'dictionaries', `${column.id}.dict`), list);
    values.set(column.id, ['', ...list]);
  }
  return { files, values };
}

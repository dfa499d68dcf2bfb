import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError, type Bits, COLUMNS, type ColumnSpec, hasBit, MAX_CATEGORY_VALUES, sql } from '#sdk';
import { joinDeclarations } from '../../mining/formats/xes/xes-declarations.ts';
import { execute, row } from '../duckdb/query.ts';
import type { StagedLog } from '../import/staged-log.ts';
import { erasedValue, readDictionary } from '../segments/column-files.ts';
import { readDeclarations, writeDeclarations } from '../segments/declarations-file.ts';
import type { Manifest, SegmentRef } from '../segments/manifest.ts';
import type { OpenVersion } from '../segments/open-version.ts';
import { type BuildOptions, finishVersion, writeDictionaries } from './build-version.ts';
import { carryOver, deadBits } from './carry-over.ts';
import { classifyIncoming } from './classifiers.ts';
import { derivation, derivedColumns } from './derive.ts';
import { extendDictionary, type JoinedColumns, joinColumns, renameIncoming } from './incoming.ts';
import { type LoadPeriod, loadPeriods, OUTCOMES } from './load-periods.ts';
import type { MergeCounts } from './merge-counts.ts';
import { mergeRows } from './merge-rows.ts';
import { loadOldRows } from './old-rows.ts';
import { orderCases, SEGMENT_EVENTS } from './order-cases.ts';
import { scopeOf } from './rebuild-scope.ts';
import { JUDGED, type OrderColumn } from './source-order.ts';
import { writeSegment } from './write-segment.ts';

export interface Change {
  /** Rows to add; cases they touch are written whole into new segments. */
  load?: StagedLog;
  /** Columns of the load whose values tell rows apart (`case_id`: the case): rows that are there under the same key are replaced. */
  key?: readonly string[];
  /** Cases to erase; their segments are written anew at once. */
  erase?: readonly string[];
}

export interface Rebuilt extends MergeCounts {
  manifest: Manifest;
  touchedCases: number;
  periods: LoadPeriod[];
}

/**
 * Makes the next version of a dataset: new and touched cases whole in new segments, dead bits over the old copies, all
 * other segments shared by hard link. Columns of enrichments are left out: the recipe is replayed on the result.
 */
export async function rebuild(
  base: OpenVersion,
  change: Change,
  connections: { connection: DuckDBConnection; archiving: DuckDBConnection },
  into: string,
  options: BuildOptions = {},
): Promise<Rebuilt> {
  const { connection } = connections;
  for (const part of ['archive', 'dictionaries', 'segments']) mkdirSync(join(into, part), { recursive: true });
  const joined = await joinLoad(base, change.load);
  const key = change.key?.map((id) => joined.idOf.get(id) ?? id) ?? null;
  const scope = await scopeOf(base, joined, change.erase ?? [], change.load ? connection : null, key);
  const { anew, erasedIds, touched, wanted } = scope;
  const columns = await extendDictionaries(connection, base, joined, change.load !== undefined, erasedIds);
  await loadOldRows(
    connection,
    base,
    joined.columns.filter((c) => !joined.added.includes(c.id)),
    wanted,
  );
  const counts = await mergeRows(connection, base, { ...joined, columns }, change.load ? { key } : null);
  const periods = change.load ? await loadPeriods(connection, OUTCOMES, base.manifest.zone) : [];

  const dead = deadBits(base, touched);
  const kept = base.manifest.segments.flatMap((_, i) =>
    anew.has(i) ? [] : [carryOver(base, i, dead[i] ?? null, into, joined.added)],
  );
  const dictionaries = await writeDictionaries(connection, columns, into);
  const lifecycle = dictionaries.values.get(COLUMNS.lifecycle) ?? [''];
  const instanceName = change.load?.instanceId ?? null;
  const knowsOrder =
    change.load?.inOrder === true || wanted.some(({ segment }) => base.segments[segment]!.outOfOrder !== null);
  const order = knowsOrder ? JUDGED : null;
  const written = await writeSegments(connections, { columns, lifecycle, instanceName, order }, base, into, options);
  const segments = [...kept, ...written];
  if (segments.length === 0) {
    throw new AppError('conflict', 'rebuild.empty', 'Nothing would remain of the dataset. Delete the dataset instead.');
  }
  const derived = derivedColumns(columns, lifecycle);
  const { load } = change;
  const before = readDeclarations(base.folder, base.manifest);
  const declarations = joinDeclarations(before, load?.declarations, load?.columns ?? [], joined);
  const manifest = finishVersion(into, {
    ...base.manifest,
    origin: { version: base.manifest.hash },
    ...(await totals(base, anew, dead, segments, connection)),
    columns: [...columns, ...derived],
    derived: derived.map((c) => c.id),
    dictionaries: dictionaries.files,
    recipe: [],
    segments,
    ...(declarations ? { declarations: writeDeclarations(into, declarations) } : {}),
  });
  return { manifest, touchedCases: touched.length, periods, ...counts };
}

async function joinLoad(base: OpenVersion, load: StagedLog | undefined): Promise<JoinedColumns> {
  const joined = joinColumns(base, load?.columns ?? []);
  if (!load) return joined;
  await renameIncoming(load, joined);
  return classifyIncoming(load, base, joined);
}

/** Makes the ENUM of every category column. A column that outgrew its codes becomes text. */
async function extendDictionaries(
  connection: DuckDBConnection,
  base: OpenVersion,
  joined: JoinedColumns,
  withLoad: boolean,
  erased: ReadonlySet<string>,
): Promise<ColumnSpec[]> {
  const inLoad = new Set(withLoad ? joined.idOf.values() : []);
  const columns: ColumnSpec[] = [];
  for (const column of joined.columns) {
    if (column.class === 'category') {
      const table = column.level === 'event' ? 'incoming' : 'incoming_cases';
      const values = await extendDictionary(
        connection,
        column,
        knownValues(base, column, erased),
        inLoad.has(column.id) ? table : null,
      );
      if (values > MAX_CATEGORY_VALUES) throw tooManyValues(column);
    }
    columns.push(column);
  }
  return columns;
}

/** The dictionary; after an erasure, values that no remaining case shows are overwritten, so that codes keep their places. */
function knownValues(base: OpenVersion, column: ColumnSpec, erased: ReadonlySet<string>): readonly string[] {
  if (!base.manifest.dictionaries[column.id]) return [''];
  const values = readDictionary(
    join(base.folder, 'dictionaries', `${column.id}.dict`),
    base.manifest.dictionaries[column.id]!.bytes,
  );
  if (erased.size === 0) return values;
  const seen = new Uint8Array(values.length);
  base.segments.forEach((segment, i) => {
    const codes = segment.codes(column.id);
    for (let c = 0; c < segment.cases; c++) {
      const live = base.live[i];
      if ((live && !hasBit(live, c)) || erased.has(segment.caseId(c))) continue;
      if (column.level === 'case') seen[codes[c]!] = 1;
      else for (let e = segment.offsets[c]!; e < segment.offsets[c + 1]!; e++) seen[codes[e]!] = 1;
    }
  });
  return values.map((value, code) => (code === 0 || seen[code] ? value : erasedValue(code)));
}

const tooManyValues = (column: ColumnSpec) =>
  new AppError(
    'conflict',
    'append.tooManyValues',
    `Column "${column.name}" would have more than ${MAX_CATEGORY_VALUES} different values. Map it as text and import the file as a new dataset.`,
  );

async function writeSegments(
  { connection, archiving }: { connection: DuckDBConnection; archiving: DuckDBConnection },
  {
    columns,
    lifecycle,
    instanceName,
    order,
  }: {
    columns: readonly ColumnSpec[];
    lifecycle: readonly string[];
    instanceName: string | null;
    order: OrderColumn;
  },
  base: OpenVersion,
  into: string,
  options: BuildOptions,
): Promise<SegmentRef[]> {
  const instance = columns.find((c) => c.name === 'concept:instance' || c.id === instanceName);
  const derive = derivation(lifecycle, instance?.class === 'category' ? instance.id : null);
  const plans = await orderCases(connection, columns, order, options.segmentEvents ?? SEGMENT_EVENTS);
  const first = Math.max(0, ...base.manifest.segments.map((s) => Number(s.folder))) + 1;
  const written: SegmentRef[] = [];
  for (const plan of plans) {
    options.signal?.throwIfAborted();
    const job = { into, number: first + written.length, plan, columns, derive, order };
    written.push(await writeSegment(connection, archiving, job));
    options.onProgress?.(written.length / plans.length);
  }
  return written;
}

async function totals(
  base: OpenVersion,
  anew: ReadonlySet<number>,
  dead: readonly (Bits | null)[],
  segments: readonly SegmentRef[],
  connection: DuckDBConnection,
) {
  const written = await row<{ start: number | null; end: number | null }>(
    connection,
    sql`select min("time") as start, max("time") as "end" from sorted`,
  );
  await execute(connection, sql`drop table if exists sorted`);
  return {
    cases: segments.reduce((n, s) => n + s.cases - (s.dead?.cases ?? 0), 0),
    events: segments.reduce((n, s) => n + s.events - (s.dead?.events ?? 0), 0),
    ...bounds(base, anew, dead, written),
  };
}

/** First and last time of what remains; an erased case leaves no trace here either. */
function bounds(
  base: OpenVersion,
  anew: ReadonlySet<number>,
  dead: readonly (Bits | null)[],
  written: { start: number | null; end: number | null },
): { start: number | null; end: number | null } {
  let start = written.start ?? Number.POSITIVE_INFINITY;
  let end = written.end ?? Number.NEGATIVE_INFINITY;
  base.segments.forEach((segment, i) => {
    if (anew.has(i)) return;
    const starts = segment.numbers(COLUMNS.caseStart);
    const ends = segment.numbers(COLUMNS.caseEnd);
    for (let c = 0; c < segment.cases; c++) {
      if (dead[i] && hasBit(dead[i], c)) continue;
      if (starts[c]! < start) start = starts[c]!;
      if (ends[c]! > end) end = ends[c]!;
    }
  });
  return start <= end ? { start, end } : { start: null, end: null };
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError, COLUMNS, type ColumnSpec, hasBit, MAX_CATEGORY_VALUES, sql } from '#sdk';
import { execute, row, rows } from '../duckdb/query.ts';
import type { StagedLog } from '../import/staged-log.ts';
import { erasedValue, readDictionary } from '../segments/column-files.ts';
import type { Manifest, SegmentRef } from '../segments/manifest.ts';
import type { OpenVersion } from '../segments/open-version.ts';
import { type BuildOptions, finishVersion, writeDictionaries } from './build-version.ts';
import { carryOver, deadBits, deadEvents } from './carry-over.ts';
import { derivation, derivedColumns } from './derive.ts';
import { type FoundCase, findCases } from './find-cases.ts';
import { extendDictionary, type JoinedColumns, joinColumns, renameIncoming } from './incoming.ts';
import { type MergeCounts, mergeRows } from './merge-rows.ts';
import { loadOldRows } from './old-rows.ts';
import { orderCases, SEGMENT_EVENTS } from './order-cases.ts';
import { writeSegment } from './write-segment.ts';

/** Share of dead events above which the segments that hold them are written anew. */
const COMPACT_ABOVE = 0.2;

export interface Change {
  /** Rows to add; cases they touch are written whole into new segments. */
  load?: StagedLog;
  /** Cases to erase; their segments are written anew at once. */
  erase?: readonly string[];
}

export interface Rebuilt extends MergeCounts {
  manifest: Manifest;
  touchedCases: number;
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
  const touched = change.load ? findCases(base, await caseIdsOf(connection)) : [];
  const erased = findCases(base, change.erase ?? []);
  const anew = segmentsAnew(base, touched, erased);
  const erasedIds = new Set(erased.map((f) => f.caseId));
  const wanted = [...touched.filter((f) => !anew.has(f.segment)), ...liveCases(base, anew, erasedIds)];
  const columns = await extendDictionaries(connection, base, joined, change.load !== undefined, erasedIds);
  await loadOldRows(
    connection,
    base,
    joined.columns.filter((c) => !joined.added.includes(c.id)),
    wanted,
  );
  const counts = await mergeRows(connection, base, { ...joined, columns }, change.load !== undefined);

  const dead = deadBits(base, touched);
  const kept = base.manifest.segments.flatMap((_, i) =>
    anew.has(i) ? [] : [carryOver(base, i, dead[i] ?? null, into, joined.added)],
  );
  const dictionaries = await writeDictionaries(connection, columns, into);
  const lifecycle = dictionaries.values.get(COLUMNS.lifecycle) ?? [''];
  const written = await writeSegments(
    connections,
    columns,
    lifecycle,
    change.load?.instanceId ?? null,
    base,
    into,
    options,
  );
  const segments = [...kept, ...written];
  if (segments.length === 0) {
    throw new AppError('conflict', 'rebuild.empty', 'Nothing would remain of the dataset. Delete the dataset instead.');
  }
  const derived = derivedColumns(columns, lifecycle);
  const manifest = finishVersion(into, {
    ...base.manifest,
    origin: { version: base.manifest.hash },
    ...(await totals(base, segments, written, connection)),
    columns: [...columns, ...derived],
    derived: derived.map((c) => c.id),
    dictionaries: dictionaries.files,
    recipe: [],
    segments,
  });
  return { manifest, touchedCases: touched.length, ...counts };
}

async function joinLoad(base: OpenVersion, load: StagedLog | undefined): Promise<JoinedColumns> {
  const joined = joinColumns(base, load?.columns ?? []);
  if (load) await renameIncoming(load, joined);
  return joined;
}

const caseIdsOf = async (connection: DuckDBConnection): Promise<string[]> =>
  (await rows<{ case_id: string }>(connection, sql`select distinct case_id from incoming`)).map((r) => r.case_id);

/** Segments to write anew: those that hold erased cases and, when too much would be dead, those with dead cases. */
function segmentsAnew(base: OpenVersion, touched: readonly FoundCase[], erased: readonly FoundCase[]): Set<number> {
  const anew = new Set(erased.map((f) => f.segment));
  const dead = deadBits(base, touched);
  const all = base.manifest.segments.reduce((n, s) => n + s.events, 0);
  if (deadEvents(base, dead) > COMPACT_ABOVE * all) {
    dead.forEach((bits, segment) => {
      if (bits) anew.add(segment);
    });
  }
  return anew;
}

function liveCases(base: OpenVersion, segments: ReadonlySet<number>, without: ReadonlySet<string>): FoundCase[] {
  const found: FoundCase[] = [];
  for (const index of segments) {
    const segment = base.segments[index]!;
    const live = base.live[index];
    for (let caseIx = 0; caseIx < segment.cases; caseIx++) {
      if (live && !hasBit(live, caseIx)) continue;
      const caseId = segment.caseId(caseIx);
      if (!without.has(caseId)) found.push({ segment: index, caseIx, caseId });
    }
  }
  return found;
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
  const values = readDictionary(join(base.folder, 'dictionaries', `${column.id}.dict`));
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
  columns: readonly ColumnSpec[],
  lifecycle: readonly string[],
  instanceName: string | null,
  base: OpenVersion,
  into: string,
  options: BuildOptions,
): Promise<SegmentRef[]> {
  const instance = columns.find((c) => c.name === 'concept:instance' || c.id === instanceName);
  const derive = derivation(lifecycle, instance?.class === 'category' ? instance.id : null);
  const plans = await orderCases(connection, columns, options.segmentEvents ?? SEGMENT_EVENTS);
  const first = Math.max(0, ...base.manifest.segments.map((s) => Number(s.folder))) + 1;
  const written: SegmentRef[] = [];
  for (const plan of plans) {
    options.signal?.throwIfAborted();
    written.push(
      await writeSegment(connection, archiving, { into, number: first + written.length, plan, columns, derive }),
    );
    options.onProgress?.(written.length / plans.length);
  }
  return written;
}

async function totals(
  base: OpenVersion,
  segments: readonly SegmentRef[],
  written: readonly SegmentRef[],
  connection: DuckDBConnection,
) {
  const bounds = { start: base.manifest.start, end: base.manifest.end };
  if (written.length > 0) {
    const added = await row<{ start: number | null; end: number | null }>(
      connection,
      sql`select min("time") as start, max("time") as "end" from sorted`,
    );
    bounds.start = least(bounds.start, added.start, Math.min);
    bounds.end = least(bounds.end, added.end, Math.max);
  }
  await execute(connection, sql`drop table if exists sorted`);
  return {
    cases: segments.reduce((n, s) => n + s.cases - (s.dead?.cases ?? 0), 0),
    events: segments.reduce((n, s) => n + s.events - (s.dead?.events ?? 0), 0),
    ...bounds,
  };
}

const least = (a: number | null, b: number | null, pick: (...xs: number[]) => number): number | null =>
  a === null ? b : b === null ? a : pick(a, b);

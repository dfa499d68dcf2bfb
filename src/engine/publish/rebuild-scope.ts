import type { DuckDBConnection } from '@duckdb/node-api';
import { COLUMNS, hasBit, ident, joinSql, sql } from '#sdk';
import { archiveRelation } from '../duckdb/archive-relation.ts';
import { rows } from '../duckdb/query.ts';
import type { OpenVersion } from '../segments/open-version.ts';
import { deadBits, deadEvents } from './carry-over.ts';
import { pairsLifecycle } from './derive.ts';
import { type FoundCase, findCases } from './find-cases.ts';
import type { JoinedColumns } from './incoming.ts';
import type { RowKey } from './upsert-rows.ts';

/** Share of dead events above which the segments that hold them are written anew. */
const COMPACT_ABOVE = 0.2;

/** What a change reaches in the version it is made on. */
export interface RebuildScope {
  /** Live cases that the load brings rows for. */
  touched: readonly FoundCase[];
  erasedIds: ReadonlySet<string>;
  /** Segments that are written anew; the others are taken over. */
  anew: ReadonlySet<number>;
  /** Cases to write into new segments. */
  wanted: readonly FoundCase[];
}

/**
 * Segments are written anew when they hold erased cases (copies that later segments replaced are as readable as others),
 * when too much would be dead, and when a load brings the first words that make starts and completes pairs.
 */
export async function scopeOf(
  base: OpenVersion,
  joined: JoinedColumns,
  erase: readonly string[],
  load: DuckDBConnection | null,
  key: RowKey | null = null,
): Promise<RebuildScope> {
  const touched = load ? await touchedCases(base, load, key) : [];
  const erased = findCases(base, erase, 'all');
  const erasedIds = new Set(erased.map((f) => f.caseId));
  const anew = new Set(erased.map((f) => f.segment));
  const dead = deadBits(base, touched);
  const all = base.manifest.segments.reduce((n, s) => n + s.events, 0);
  const compact = deadEvents(base, dead) > COMPACT_ABOVE * all;
  const pair = load !== null && (await beginsToPair(base, joined, load));
  dead.forEach((bits, segment) => {
    if (pair || (compact && bits)) anew.add(segment);
  });
  const wanted = [...touched.filter((f) => !anew.has(f.segment)), ...liveCases(base, anew, erasedIds)];
  return { touched, erasedIds, anew, wanted };
}

/** The live cases that the load has rows of, and those with a row that it replaces: a key without the case finds them anywhere. */
async function touchedCases(base: OpenVersion, load: DuckDBConnection, key: RowKey | null): Promise<FoundCase[]> {
  const named = findCases(base, await textsOf(load, 'case_id'), 'live');
  if (key === null || key.includes('case_id')) return named;
  const placeOf = (segment: number, caseIx: number) => `${segment}:${caseIx}`;
  const found = new Map(named.map((f) => [placeOf(f.segment, f.caseIx), f]));
  const known = key.filter((id) => base.manifest.columns.some((c) => c.id === id));
  if (known.length < key.length) return named; // a column that is new: no row has this key
  const same = joinSql(
    key.map((id) => sql`a.${ident(id)} is not distinct from i.${ident(id)}`),
    ' and ',
  );
  const held = await rows<{ segment: number; at: number }>(
    load,
    sql`select distinct a.segment::double as segment, a.case_ix::double as at
      from (${archiveRelation(base.folder, base.manifest)}) a semi join incoming i on ${same}`,
  );
  for (const { segment, at } of held) {
    const live = base.live[segment];
    if (found.has(placeOf(segment, at)) || (live && !hasBit(live, at))) continue;
    found.set(placeOf(segment, at), { segment, caseIx: at, caseId: base.segments[segment]!.caseId(at) });
  }
  return [...found.values()].sort((a, b) => a.segment - b.segment || a.caseIx - b.caseIx);
}

async function beginsToPair(base: OpenVersion, joined: JoinedColumns, load: DuckDBConnection): Promise<boolean> {
  if (base.manifest.derived.includes(COLUMNS.instance)) return false;
  if (![...joined.idOf.values()].includes(COLUMNS.lifecycle)) return false;
  return pairsLifecycle([...base.dictionary(COLUMNS.lifecycle), ...(await textsOf(load, COLUMNS.lifecycle))]);
}

const textsOf = async (load: DuckDBConnection, column: string): Promise<string[]> =>
  (
    await rows<{ v: string }>(
      load,
      sql`select distinct ${ident(column)} as v from incoming where ${ident(column)} is not null`,
    )
  ).map((r) => r.v);

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

import type { DuckDBConnection } from '@duckdb/node-api';
import { COLUMNS, hasBit, ident, sql } from '#sdk';
import { rows } from '../duckdb/query.ts';
import type { OpenVersion } from '../segments/open-version.ts';
import { deadBits, deadEvents } from './carry-over.ts';
import { pairsLifecycle } from './derive.ts';
import { type FoundCase, findCases } from './find-cases.ts';
import type { JoinedColumns } from './incoming.ts';

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
): Promise<RebuildScope> {
  const touched = load ? findCases(base, await textsOf(load, 'case_id'), 'live') : [];
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

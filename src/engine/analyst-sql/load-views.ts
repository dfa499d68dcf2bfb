import type { DuckDBConnection } from '@duckdb/node-api';
import { type Bits, hasBit, ident, joinSql, type Segment, type Sql, sql } from '#sdk';
import type { Selection } from '../../mining/views/selection.ts';
import { archiveRelation } from '../duckdb/archive-relation.ts';
import { createKept } from '../duckdb/kept-rows.ts';
import { execute } from '../duckdb/query.ts';
import type { OpenVersion } from '../segments/open-version.ts';
import type { Needs } from './check-statement.ts';
import type { AnalystViews, LoadedColumn } from './views.ts';

/**
 * Copies what a statement reads of a selection into the tables `events` and `cases`. Nothing else is there when it runs: no
 * filter of the statement, no error of it can touch a row that is not kept.
 */
export async function loadViews(
  connection: DuckDBConnection,
  version: OpenVersion,
  selection: Selection,
  views: AnalystViews,
  needs: Needs,
): Promise<void> {
  const { kept, rows } = await keptRows(connection, version, selection);
  if (needs.views.has('events'))
    await execute(
      connection,
      sql`create table events as select ${list(views.events, needs)} from ${rows} order by segment, event_ix`,
    );
  if (needs.views.has('cases'))
    await execute(
      connection,
      sql`create table cases as select ${list(views.cases, needs)} from ${rows} group by segment, case_ix order by segment, case_ix`,
    );
  if (kept) await execute(connection, sql`drop table kept`);
}

/** The rows of the archive that are kept. */
async function keptRows(
  connection: DuckDBConnection,
  { folder, manifest, segments }: OpenVersion,
  { cases, events }: Selection,
): Promise<{ kept: boolean; rows: Sql }> {
  const archive = archiveRelation(folder, manifest);
  if (!cases && !events) return { kept: false, rows: sql`(${archive})` };
  const index = events ? 'event_ix' : 'case_ix';
  await createKept(connection, index, events ? eventPairs(segments, cases, events) : casePairs(segments, cases!));
  return { kept: true, rows: sql`(select * from (${archive}) semi join kept using (segment, ${ident(index)}))` };
}

const list = (columns: readonly LoadedColumn[], { columns: read }: Needs): Sql => {
  const needed = columns.filter(({ name }) => read === null || read.has(name.toLowerCase()));
  const [first] = columns;
  return joinSql(
    (needed.length > 0 ? needed : [first!]).map(({ from, name }) => sql`${from} as ${ident(name)}`),
    ', ',
  );
};

function casePairs(segments: readonly Segment[], cases: readonly Bits[]): Uint32Array {
  const pairs: number[] = [];
  segments.forEach((segment, s) => {
    for (let c = 0; c < segment.cases; c++) if (hasBit(cases[s]!, c)) pairs.push(s, c);
  });
  return Uint32Array.from(pairs);
}

function eventPairs(segments: readonly Segment[], cases: readonly Bits[] | null, events: readonly Bits[]): Uint32Array {
  const pairs: number[] = [];
  segments.forEach((segment, s) => {
    for (let c = 0; c < segment.cases; c++) {
      if (cases && !hasBit(cases[s]!, c)) continue;
      for (let e = segment.offsets[c]!; e < segment.offsets[c + 1]!; e++) if (hasBit(events[s]!, e)) pairs.push(s, e);
    }
  });
  return Uint32Array.from(pairs);
}

import type { DuckDBConnection } from '@duckdb/node-api';
import { type ColumnSpec, ident, joinSql, type Sql, sql } from '#sdk';
import { execute, rows } from '../duckdb/query.ts';
import type { OrderColumn } from './source-order.ts';

/** Events a segment aims at; whole cases, so that the last case may overshoot. */
export const SEGMENT_EVENTS = 1_000_000;

export interface SegmentPlan {
  segment: number;
  cases: number;
  events: number;
  /** Global index of the first case, and row id of the first event in `sorted`. */
  firstCase: number;
  firstRow: number;
}

/**
 * Table `cases`: one row per case in (first time, case id) order, cut into segments of whole cases. Table `sorted`: the
 * events by (case, time, source row), with the column that tells of their order. A case in which an event has no time keeps the source's order.
 */
export async function orderCases(
  connection: DuckDBConnection,
  columns: readonly ColumnSpec[],
  order: OrderColumn,
  segmentEvents = SEGMENT_EVENTS,
): Promise<SegmentPlan[]> {
  await execute(
    connection,
    sql`create table cases as
      with grouped as (
        select case_id, min("time") as first_time, count(*) as events, bool_or("time" is null) as untimed
        from staged group by case_id),
      numbered as (
        select *, row_number() over (order by first_time nulls last, case_id) - 1 as global_ix from grouped),
      summed as (
        select *, sum(events) over (order by global_ix rows unbounded preceding) - events as before from numbered)
      select case_id, untimed, events, global_ix::uinteger as global_ix, (before // ${segmentEvents}::bigint)::usmallint as segment
      from summed order by global_ix`,
  );
  const eventColumns = columns.filter((c) => c.level === 'event').map((c) => ident(c.id));
  if (order !== null) eventColumns.push(ident(order));
  await execute(
    connection,
    sql`create table sorted as
      select c.global_ix, c.segment, ${joinSql(eventColumns, ', ')}
      from staged s join cases c on s.case_id = c.case_id
      order by c.global_ix, case when c.untimed then null else s."time" end, s."row"`,
  );
  await execute(connection, sql`drop table staged`);
  const plan = await rows<Record<'segment' | 'cases' | 'events' | 'first_case' | 'first_row', number>>(
    connection,
    sql`select segment::double as segment, cases::double as cases, events::double as events, first_case::double as first_case,
        (sum(events) over (order by segment rows unbounded preceding) - events)::double as first_row
      from (select segment, count(*) as cases, sum(events) as events, min(global_ix) as first_case from cases group by segment)
      order by segment`,
  );
  return plan.map((p) => ({
    segment: p.segment,
    cases: p.cases,
    events: p.events,
    firstCase: p.first_case,
    firstRow: p.first_row,
  }));
}

/** The value of a column as segments store it: codes from 1 with 0 for missing, numbers with NaN for missing. */
export function encoded(column: ColumnSpec): Sql {
  const name = ident(column.id);
  switch (column.class) {
    case 'category':
      return sql`coalesce(enum_code(${name})::integer + 1, 0)::usmallint as ${name}`;
    case 'boolean':
      return sql`coalesce(${name}::integer + 1, 0)::usmallint as ${name}`;
    default:
      return sql`coalesce(${name}::double, 'nan'::double) as ${name}`;
  }
}

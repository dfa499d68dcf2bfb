import type { DuckDBConnection } from '@duckdb/node-api';
import { COLUMNS, type ColumnSpec, ident, joinSql, type Sql, sql } from '#sdk';
import { archiveRelation } from '../duckdb/archive-relation.ts';
import { execute, row } from '../duckdb/query.ts';
import type { OpenVersion } from '../segments/open-version.ts';
import { type JoinedColumns, plainType } from './incoming.ts';
import type { MergeCounts } from './merge-counts.ts';
import { JUDGED } from './source-order.ts';
import { type RowKey, upsertRows } from './upsert-rows.ts';

/** The rows of a load: added, or put in the place of those with the same key. */
export interface MergedLoad {
  key: RowKey | null;
}

/**
 * Makes `staged` and `staged_cases` from the cases written anew and the load; drops what they were made from. Of a load it leaves
 * table `outcomes (time, outcome)`.
 */
export async function mergeRows(
  connection: DuckDBConnection,
  base: OpenVersion,
  joined: JoinedColumns,
  load: MergedLoad | null,
): Promise<MergeCounts> {
  const event = joined.columns.filter((c) => c.level === 'event');
  const source = sourceOf(base, joined);
  const archive = event.some(source.inArchive)
    ? sql`left join (${archiveRelation(base.folder, base.manifest)}) a using (segment, event_ix)`
    : sql``;
  await execute(
    connection,
    sql`create table staged as
      select row_number() over (order by o.segment, o.event_ix) as "row", w.case_id, o.${ident(JUDGED)} = 1 as ${ident(JUDGED)}, ${joinSql(event.map(source.column), ', ')}
      from old_rows o join wanted w using (no) ${archive}`,
  );
  await execute(connection, sql`drop table old_rows`);
  const counts = await mergeLoad(connection, joined, event, load);
  await mergeCases(connection, base, joined, load !== null);
  return counts;
}

function mergeLoad(
  connection: DuckDBConnection,
  joined: JoinedColumns,
  event: readonly ColumnSpec[],
  load: MergedLoad | null,
): MergeCounts | Promise<MergeCounts> {
  if (load === null) return { inserted: 0, updated: 0, unchanged: 0, duplicates: 0 };
  if (load.key === null) return addLoad(connection, joined, event);
  return upsertRows(connection, joined, event, load.key, typed);
}

/** Loads rows that are not there yet. Rows are the same when all columns of the load agree and they are the n-th such row in both. */
async function addLoad(
  connection: DuckDBConnection,
  joined: JoinedColumns,
  event: readonly ColumnSpec[],
): Promise<MergeCounts> {
  const inLoad = new Set(joined.idOf.values());
  const common = event.filter((c) => inLoad.has(c.id) && !joined.added.includes(c.id));
  const parts = joinSql(
    [sql`case_id`, ...common.map((c) => (c.class === 'category' ? sql`${ident(c.id)}::varchar` : ident(c.id)))],
    ', ',
  );
  const marked = (table: string): Sql =>
    sql`select "row", case_id, a, b, row_number() over (partition by case_id, a, b order by "row") as occurrence
      from (select "row", case_id, hash(${parts}) as a, hash(${parts}, 'again') as b from ${ident(table)})`;
  await execute(
    connection,
    sql`create table fresh as select "row" from (${marked('incoming')}) n
      anti join (${marked('staged')}) o on n.case_id = o.case_id and n.a = o.a and n.b = o.b and n.occurrence = o.occurrence`,
  );
  const values = event.map((c) => (inLoad.has(c.id) ? typed(c, sql`i.${ident(c.id)}`) : sql`null`));
  await execute(
    connection,
    sql`insert into staged select (select coalesce(max("row"), 0) from staged) + i."row", i.case_id, i.${ident(JUDGED)}, ${joinSql(values, ', ')}
      from incoming i semi join fresh using ("row")`,
  );
  const { total, inserted } = await row<{ total: number; inserted: number }>(
    connection,
    sql`select (select count(*) from incoming)::double as total, (select count(*) from fresh)::double as inserted`,
  );
  await execute(
    connection,
    sql`create table outcomes as select i."time", case when f."row" is null then 'unchanged' else 'inserted' end as outcome
      from incoming i left join fresh f using ("row")`,
  );
  await execute(connection, sql`drop table fresh`);
  return { inserted, updated: 0, unchanged: total - inserted, duplicates: 0 };
}

/** The load's value of a case attribute wins where it has one. */
async function mergeCases(
  connection: DuckDBConnection,
  base: OpenVersion,
  joined: JoinedColumns,
  withLoad: boolean,
): Promise<void> {
  const columns = joined.columns.filter((c) => c.level === 'case');
  if (columns.length === 0) return;
  const source = sourceOf(base, joined);
  const inLoad = new Set(withLoad ? joined.idOf.values() : []);
  const fromLoad = columns.some((c) => inLoad.has(c.id));
  const list = columns.map((c) => {
    if (!inLoad.has(c.id)) return source.column(c);
    const id = ident(c.id);
    return sql`coalesce(${typed(c, sql`i.${id}`)}, ${source.value(c)}) as ${id}`;
  });
  const texts = columns.filter(source.inArchive).map((c) => sql`any_value(${ident(c.id)}) as ${ident(c.id)}`);
  const archive =
    texts.length > 0
      ? sql`left join (select segment, case_ix, ${joinSql(texts, ', ')}
          from (${archiveRelation(base.folder, base.manifest)}) group by segment, case_ix) a using (segment, case_ix)`
      : sql``;
  const load = fromLoad ? sql`full join incoming_cases i on i.case_id = w.case_id` : sql``;
  const id = fromLoad ? sql`coalesce(w.case_id, i.case_id)` : sql`w.case_id`;
  await execute(
    connection,
    sql`create table staged_cases as select ${id} as case_id, ${joinSql(list, ', ')}
      from (old_cases o join wanted w using (no) ${archive}) ${load}`,
  );
}

const typed = (c: ColumnSpec, value: Sql): Sql =>
  c.class === 'category' ? sql`${value}::${ident(`e_${c.id}`)}` : value;

interface OldValues {
  /** Whether the value stands in the archive alone: text, and start times that pairing has filled up in the columns. */
  inArchive(c: ColumnSpec): boolean;
  /** The value in `old_rows` or `old_cases` (`o`) or the archive (`a`), typed as `staged` wants it. */
  value(c: ColumnSpec): Sql;
  /** The same under the column's name. */
  column(c: ColumnSpec): Sql;
}

function sourceOf(base: OpenVersion, joined: JoinedColumns): OldValues {
  const paired = base.manifest.derived.includes(COLUMNS.instance);
  const inArchive = (c: ColumnSpec) =>
    !joined.added.includes(c.id) && (c.class === 'text' || (paired && c.id === COLUMNS.startTime));
  const value = (c: ColumnSpec): Sql => {
    if (joined.added.includes(c.id)) return missing(c);
    return inArchive(c) ? sql`a.${ident(c.id)}` : decoded(c);
  };
  return { inArchive, value, column: (c) => sql`${value(c)} as ${ident(c.id)}` };
}

function missing(c: ColumnSpec): Sql {
  if (c.class === 'category') return sql`null::${ident(`e_${c.id}`)}`;
  return sql`null::${plainType(c)}`;
}

function decoded(c: ColumnSpec): Sql {
  const type = ident(`e_${c.id}`);
  const value = sql`o.${ident(c.id)}`;
  if (c.class === 'category') return sql`case when ${value} > 0 then enum_range(null::${type})[${value}]::${type} end`;
  if (c.class === 'boolean') return sql`case when ${value} > 0 then ${value} = 2 end`;
  return sql`case when isnan(${value}) then null else ${value} end`;
}

import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError, type ColumnSpec, ident, joinSql, type Sql, sql } from '#sdk';
import { execute, row } from '../duckdb/query.ts';
import type { JoinedColumns } from './incoming.ts';
import type { MergeCounts } from './merge-counts.ts';
import { JUDGED } from './source-order.ts';

/** What tells rows apart: `case_id` for the case, else ids of columns. */
export type RowKey = readonly string[];

const plain = (columns: readonly ColumnSpec[], id: string): Sql =>
  columns.find((c) => c.id === id)?.class === 'category' ? sql`${ident(id)}::varchar` : ident(id);

/** Two hashes of 64 bits over some values; a missing value is a value like others. */
const hashes = (values: readonly Sql[], a: string, b: string): Sql => {
  const list = joinSql(values, ', ');
  return sql`hash(${list}) as ${ident(a)}, hash(${list}, 'again') as ${ident(b)}`;
};

/**
 * Puts the rows of a load into `staged`: a row whose key is known takes the place of the rows that have it, another one comes
 * behind them. Of several rows of the load with one key the last counts. Columns that the load lacks keep what they had.
 * Leaves table `outcomes (time, outcome)` of the rows that count.
 */
export async function upsertRows(
  connection: DuckDBConnection,
  joined: JoinedColumns,
  event: readonly ColumnSpec[],
  key: RowKey,
  typed: (c: ColumnSpec, value: Sql) => Sql,
): Promise<MergeCounts> {
  await demandKeys(connection, event, key);
  const inLoad = new Set(joined.idOf.values());
  const loaded = event.filter((c) => inLoad.has(c.id));
  const keys = hashes(
    key.map((id) => plain(event, id)),
    'ka',
    'kb',
  );
  const values = hashes([sql`case_id`, ...loaded.map((c) => plain(event, c.id))], 'va', 'vb');
  await execute(
    connection,
    sql`create table latest as select "row", "time", ka, kb, va, vb from (select "row", "time", ${keys}, ${values} from incoming)
      qualify row_number() over (partition by ka, kb order by "row" desc) = 1`,
  );
  await execute(
    connection,
    sql`create table known as select ka, kb, count(*) as copies, min("row") as place, max("row") as newest,
        arg_max(va, "row") as va, arg_max(vb, "row") as vb
      from (select "row", ${keys}, ${values} from staged) semi join latest using (ka, kb) group by ka, kb`,
  );
  await execute(
    connection,
    sql`create table judged as select l."row", l."time", l.ka, l.kb, k.place, k.newest,
        case when k.place is null then 'inserted' when k.copies = 1 and k.va = l.va and k.vb = l.vb then 'unchanged' else 'updated' end as outcome
      from latest l left join known k using (ka, kb)`,
  );
  await replaceRows(connection, event, { inLoad, keys, typed });
  await execute(connection, sql`create table outcomes as select "time", outcome from judged`);
  const counts = await row<Omit<MergeCounts, 'duplicates'> & { total: number; judged: number }>(
    connection,
    sql`select count_if(outcome = 'inserted')::double as inserted, count_if(outcome = 'updated')::double as updated,
        count_if(outcome = 'unchanged')::double as "unchanged", count(*)::double as judged,
        (select count(*) from incoming)::double as total from judged`,
  );
  for (const table of ['latest', 'known', 'judged']) await execute(connection, sql`drop table ${ident(table)}`);
  const { inserted, updated, unchanged } = counts;
  return { inserted, updated, unchanged, duplicates: counts.total - counts.judged };
}

async function replaceRows(
  connection: DuckDBConnection,
  event: readonly ColumnSpec[],
  of: { inLoad: ReadonlySet<string>; keys: Sql; typed: (c: ColumnSpec, value: Sql) => Sql },
): Promise<void> {
  await execute(connection, sql`create table old_staged as select * from staged`);
  await execute(connection, sql`drop table staged`);
  await execute(
    connection,
    sql`create table staged as select * from old_staged where "row" not in (
      select o."row" from (select "row", ${of.keys} from old_staged) o semi join (select ka, kb from judged where outcome = 'updated') using (ka, kb))`,
  );
  const list = event.map((c) => (of.inLoad.has(c.id) ? of.typed(c, sql`i.${ident(c.id)}`) : sql`o.${ident(c.id)}`));
  await execute(
    connection,
    sql`insert into staged select coalesce(j.place, (select coalesce(max("row"), 0) from old_staged) + i."row" + 1), i.case_id, i.${ident(JUDGED)}, ${joinSql(list, ', ')}
      from judged j join incoming i using ("row") left join old_staged o on o."row" = j.newest where j.outcome <> 'unchanged'`,
  );
  await execute(connection, sql`drop table old_staged`);
}

/** Rows that show nothing of their key would all be one row. */
async function demandKeys(connection: DuckDBConnection, event: readonly ColumnSpec[], key: RowKey): Promise<void> {
  if (key.includes('case_id')) return;
  const { without } = await row<{ without: number }>(
    connection,
    sql`select count_if(coalesce(${joinSql(
      key.map((id) => sql`${plain(event, id)}::varchar`),
      ', ',
    )}) is null)::double as without from incoming`,
  );
  if (without === 0) return;
  throw new AppError(
    'invalid',
    'upsert.keyMissing',
    `${without} ${without === 1 ? 'row has' : 'rows have'} no value in any column of the key, so nothing says which rows they replace. Choose another key, or give these columns a value; nothing was changed.`,
  );
}

/** Of several rows of a first load with one key the last stays. @returns how many went */
export async function keepNewest(
  connection: DuckDBConnection,
  columns: readonly ColumnSpec[],
  key: RowKey,
): Promise<number> {
  const by = joinSql(
    key.map((id) => plain(columns, id)),
    ', ',
  );
  const { gone } = await row<{ gone: number }>(
    connection,
    sql`select (count(*) - count(distinct (${by})))::double as gone from staged`,
  );
  if (gone === 0) return 0;
  await execute(connection, sql`alter table staged rename to all_staged`);
  await execute(
    connection,
    sql`create table staged as select * from all_staged qualify row_number() over (partition by ${by} order by "row" desc) = 1`,
  );
  await execute(connection, sql`drop table all_staged`);
  return gone;
}

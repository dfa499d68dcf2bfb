import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError, type ColumnSpec, ident, joinSql, keyword, type Sql, sql } from '#sdk';
import { execute, row } from '../duckdb/query.ts';
import type { StagedLog } from '../import/staged-log.ts';
import type { OpenVersion } from '../segments/open-version.ts';
import { judgedRows } from './source-order.ts';

/** Columns of a version to which a load is added: the old ones under their ids, new ones behind them. */
export interface JoinedColumns {
  columns: readonly ColumnSpec[];
  /** Id in the load → id in the version. */
  idOf: ReadonlyMap<string, string>;
  /** Columns that the version did not have. */
  added: readonly string[];
}

/** Matches the load's columns with the version's by name and level. A column that changed its class is refused. */
export function joinColumns(base: OpenVersion, staged: readonly ColumnSpec[]): JoinedColumns {
  const columns = base.manifest.columns.filter((c) => !base.manifest.derived.includes(c.id));
  const idOf = new Map<string, string>();
  const added: string[] = [];
  let next = Math.max(0, ...base.manifest.columns.map((c) => Number(/^c_(\d+)$/.exec(c.id)?.[1] ?? 0))) + 1;
  for (const column of staged) {
    const known =
      columns.find((c) => c.id === column.id && !/^c_\d+$/.test(c.id)) ??
      columns.find((c) => c.name === column.name && c.level === column.level);
    if (!known) {
      const id = /^c_\d+$/.test(column.id) ? `c_${String(next++).padStart(3, '0')}` : column.id;
      columns.push({ ...column, id });
      idOf.set(column.id, id);
      added.push(id);
      continue;
    }
    if (known.class !== column.class) {
      throw new AppError(
        'conflict',
        'append.classChanged',
        `Column "${column.name}" holds ${known.class} values in the dataset and ${column.class} values in this load. Map it as ${known.class}, or import the file as a new dataset.`,
      );
    }
    idOf.set(column.id, known.id);
    // What somebody decided to mask once is not shown by a later load that says nothing of it.
    if (column.masked && !known.masked) columns[columns.indexOf(known)] = { ...known, masked: true };
  }
  return { columns, idOf, added };
}

const TYPES = { boolean: 'boolean', number: 'double', time: 'double', text: 'varchar', category: 'varchar' } as const;

/** The SQL type of a column while loads are joined: categories as text. */
export const plainType = (column: ColumnSpec): Sql => keyword(TYPES[column.class]);

/** Table `incoming` (and `incoming_cases`): the load under the version's column ids, categories as text. Drops `staged`. */
export async function renameIncoming(staged: StagedLog, joined: JoinedColumns): Promise<void> {
  const { connection } = staged;
  const list = (level: 'case' | 'event') =>
    staged.columns
      .filter((c) => c.level === level)
      .map((c) => sql`${ident(c.id)}::${plainType(c)} as ${ident(joined.idOf.get(c.id)!)}`);
  await execute(
    connection,
    sql`create table incoming as select "row", case_id, ${judgedRows(staged.inOrder)}, ${joinSql(list('event'), ', ')} from staged`,
  );
  await execute(connection, sql`drop table staged`);
  if (list('case').length > 0) {
    await execute(
      connection,
      sql`create table incoming_cases as select case_id, ${joinSql(list('case'), ', ')} from staged_cases`,
    );
    await execute(connection, sql`drop table staged_cases`);
  }
  for (const column of staged.columns.filter((c) => c.class === 'category')) {
    await execute(connection, sql`drop type if exists ${ident(`e_${column.id}`)}`);
  }
}

/**
 * Type `e_<id>`: the version's dictionary in its order, then the new values by bytes. A code never changes its meaning.
 * @param source table of the load that has the column; null: none  @returns number of values
 */
export async function extendDictionary(
  connection: DuckDBConnection,
  column: ColumnSpec,
  known: readonly string[],
  source: string | null,
): Promise<number> {
  const table = `d_${column.id}`;
  await execute(connection, sql`create table ${ident(table)} (place integer, v varchar)`);
  const appender = await connection.createAppender(table);
  known.slice(1).forEach((value, place) => {
    appender.appendInteger(place);
    appender.appendVarchar(value);
    appender.endRow();
  });
  appender.closeSync();
  const name = ident(column.id);
  if (source) {
    await execute(
      connection,
      sql`insert into ${ident(table)} select ${known.length} + row_number() over (order by v), v
        from (select distinct ${name} as v from ${ident(source)} where ${name} is not null) as fresh
        where v not in (select v from ${ident(table)})`,
    );
  }
  await execute(
    connection,
    sql`create type ${ident(`e_${column.id}`)} as enum (select v from ${ident(table)} order by place)`,
  );
  const { values } = await row<{ values: number }>(
    connection,
    sql`select count(*)::double as "values" from ${ident(table)}`,
  );
  await execute(connection, sql`drop table ${ident(table)}`);
  return values;
}

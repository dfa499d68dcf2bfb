import type { DuckDBConnection } from '@duckdb/node-api';
import { ident, joinSql, type Sql, sql } from '#sdk';
import { row } from '../duckdb/query.ts';
import { cellName } from './cells.ts';
import { logName } from './check-mapping.ts';
import type { Mapping } from './mapping.ts';
import type { Finding } from './survey.ts';

/** Characters of a default that are told. */
const MOST_SIGNS = 100;

/** How many cells of each column were empty, where the mapping says what is taken then. @param table as it was read */
export async function defaultsTaken(
  connection: DuckDBConnection,
  table: Sql,
  mapping: Mapping,
  headers: readonly string[],
): Promise<Finding[]> {
  const columns = mapping.columns.filter((column) => column.default !== undefined && !column.drop);
  if (columns.length === 0) return [];
  const counts = columns.map(
    ({ column }, i) => sql`count_if(${ident(cellName(headers.indexOf(column)))} is null)::double as ${ident(`d${i}`)}`,
  );
  const found = await row<Record<string, number>>(connection, sql`select ${joinSql(counts, ', ')} from ${table}`);
  return columns.flatMap((column, i): Finding[] => {
    const count = found[`d${i}`]!;
    if (count === 0) return [];
    const message = `${count} cells were empty: the default "${column.default!.slice(0, MOST_SIGNS)}" was taken`;
    return [{ code: 'defaultTaken', column: logName(column), count, message }];
  });
}

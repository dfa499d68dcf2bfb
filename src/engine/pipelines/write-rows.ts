import type { DuckDBConnection } from '@duckdb/node-api';
import { cellAt, ident, joinSql, literal, type StepTable, sql } from '#sdk';
import { asText } from '../../mining/expressions/convert.ts';
import { execute, row } from '../duckdb/query.ts';

/** Writes a table as CSV, as it is loaded: times as ISO 8601 in UTC, missing values empty. Gives the number of rows. */
export async function writeRows(connection: DuckDBConnection, table: StepTable, path: string): Promise<number> {
  const cells = table.columns.map(({ name, type }, i) => sql`${asText(cellAt(i), type)} as ${ident(name)}`);
  const query = sql`select ${joinSql(cells, ', ')} from ${table.relation}`;
  const { n } = await row<{ n: number }>(connection, sql`select count(*)::double as n from ${table.relation}`);
  await execute(
    connection,
    sql`copy (${query}) to ${literal(path)} (format csv, header true, delimiter ',', quote '"', escape '"', use_tmp_file false)`,
  );
  return n;
}

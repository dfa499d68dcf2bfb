import type { DuckDBConnection } from '@duckdb/node-api';
import type { Sql } from '#sdk';

/** Runs a statement built by the `sql` tag. */
export async function execute(connection: DuckDBConnection, statement: Sql): Promise<void> {
  await connection.run(statement.text, [...statement.values]);
}

/** All rows, as objects; for small answers. 64-bit integers come as bigint. */
export async function rows<T extends object>(connection: DuckDBConnection, statement: Sql): Promise<T[]> {
  const reader = await connection.runAndReadAll(statement.text, [...statement.values]);
  return reader.getRowObjects() as unknown as T[];
}

/** The first row; a statement that gives none is a defect. */
export async function row<T extends object>(connection: DuckDBConnection, statement: Sql): Promise<T> {
  const [first] = await rows<T>(connection, statement);
  if (!first) throw new Error(`no row from: ${statement.text}`);
  return first;
}

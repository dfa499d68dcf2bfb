import { invalid, type Sql, sql } from '#sdk';
import type { SqlDialect } from './sql-dialect.ts';

/*
 * A table is named with its schema, `sales.orders`. What holds a dot or a quote, or begins or ends with a space, stands in quotes,
 * which are doubled inside: `"odd.schema"."a ""table"""`.
 */

const PLAIN = /^[^."\s]([^."]*[^."\s])?$/;

/** The parts of a name as one text. */
export const tableName = (parts: readonly string[]): string =>
  parts.map((part) => (PLAIN.test(part) ? part : `"${part.replaceAll('"', '""')}"`)).join('.');

/** The parts of such a text: `count` of them, or it is no table of this source. */
export function tableParts(name: string, count: number): readonly string[] {
  const parts = [...name.matchAll(/"((?:[^"]|"")+)"|[^."]+/g)].map(
    ([all, quoted]) => quoted?.replaceAll('""', '"') ?? all,
  );
  if (parts.length === count && tableName(parts) === name) return parts;
  return invalid(
    'connector.badTable',
    `${JSON.stringify(name.slice(0, 200))} names no table. Choose one of the list, as "${count === 1 ? 'table' : 'schema.table'}".`,
  );
}

/** Such a table in a statement. */
export const tableSql = (dialect: SqlDialect, parts: readonly string[]): Sql =>
  parts.map((part) => dialect.name(part)).reduce((whole, part) => sql`${whole}.${part}`);

import type { DuckDBConnection } from '@duckdb/node-api';
import { ident, joinSql, type Sql, sql } from '#sdk';
import { row } from '../duckdb/query.ts';

/** How well cases hide among each other: those that show the same quasi-identifiers are a class. */
export interface Anonymity {
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** Cases of the smallest class: k of k-anonymity. */
  readonly k: number;
  readonly classes: number;
  readonly cases: number;
  /** Cases that are alone in their class. */
  readonly alone: number;
}

/**
 * The classes of cases by the first value that each shows in these columns; a missing value is a value.
 * @param table with the case id as `case_id` and a number that rises with the rows as `place`
 */
export async function anonymityOf(
  connection: DuckDBConnection,
  table: Sql,
  columns: readonly { readonly name: string; readonly value: Sql }[],
): Promise<Anonymity | null> {
  if (columns.length === 0) return null;
  const firsts = columns.map(({ value }, i) => sql`arg_min(${value}, place) as ${ident(`q${i}`)}`);
  const names = joinSql(
    columns.map((_, i) => ident(`q${i}`)),
    ', ',
  );
  const found = await row<Omit<Anonymity, 'columns'> & { k: number | null }>(
    connection,
    sql`select min(n)::double as k, count(*)::double as classes, coalesce(sum(n), 0)::double as cases,
        count_if(n = 1)::double as alone
      from (select count(*) as n from (select ${joinSql(firsts, ', ')} from ${table}
        where case_id is not null group by case_id) group by ${names})`,
  );
  return found.k === null ? null : { columns: columns.map((c) => c.name), ...found };
}

/** The condition "after this row" against the order itself, by DuckDB: rows with and without values, one column and three. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { ident, literal, numberLiteral, sql, type TableColumn } from '#sdk';
import type { SqlDialect } from './sql-dialect.ts';
import { afterPlace, placeAfter, placeOf } from './sql-order.ts';

const COLUMNS: TableColumn[] = ['a', 'b', 'c'].map((name) => ({ name, type: 'number' }));
const dialect = (nulls: 'first' | 'last'): SqlDialect => ({
  name: (name) => ident(name),
  value: (cell, { type }) => (type === 'number' ? numberLiteral(String(cell)) : literal(String(cell))),
  nulls,
  limited: (statement) => statement,
});

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(
    'create table t as select a.a, b.b, c.c from (values (null), (1), (2)) a(a), range(3) b(b), range(3) c(c)',
  );
});
afterAll(() => connection.disconnectSync());

test.each(['first', 'last'] as const)('nulls %s: what is after each row is the rest of the order', async (nulls) => {
  const order = `a nulls ${nulls}, b, c`;
  const rows = (await connection.runAndReadAll(`select a, b, c from t order by ${order}`)).getRowsJS();
  for (const [i, row] of rows.entries()) {
    const place = placeAfter(['a', 'b', 'c'], row as number[]);
    const { text } = afterPlace(dialect(nulls), { columns: COLUMNS, after: place.after, from: false });
    const rest = (await connection.runAndReadAll(`select a, b, c from t where ${text} order by ${order}`)).getRowsJS();
    expect(rest).toEqual(rows.slice(i + 1));
  }
});

test('from a value on, rows without one are left out', async () => {
  const { text } = afterPlace(dialect('last'), { columns: COLUMNS.slice(0, 1), after: [1], from: true });
  const rest = (await connection.runAndReadAll(`select distinct a from t where ${text}`)).getRowsJS();
  expect(rest).toEqual([[2]]);
});

test('a place in another order is refused', () => {
  expect(placeOf(null, ['a'])).toBeNull();
  expect(placeOf({ by: ['a'], after: ['1'] }, ['a'])).toEqual({ by: ['a'], after: ['1'] });
  for (const cursor of [{ by: ['b'], after: ['1'] }, { by: ['a'], after: [] }, { by: 'a', after: 'b' }, 7, 'x', {}])
    expect(() => placeOf(cursor, ['a'])).toThrow('Start it again');
});

test('numbers of 64 bits survive JSON', () => {
  const after = JSON.parse(JSON.stringify(placeAfter(['a'], [9223372036854775807n]))).after;
  expect(afterPlace(dialect('last'), { columns: COLUMNS.slice(0, 1), after, from: true }).text).toContain(
    sql`9223372036854775807`.text,
  );
});

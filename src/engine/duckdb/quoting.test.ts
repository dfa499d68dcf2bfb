/** Names and texts that enter statements as text: whatever they hold, they stay what they are, in both databases. */
import { Database } from 'bun:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { ident, joinSql, keyword, literal, type Sql, sql, wholeNumber } from '#sdk';

/** ADIT_TEST_QUOTES=100000 is the campaign of docs/testing.md. */
const RUNS = Number(process.env.ADIT_TEST_QUOTES ?? 300);
let instance: DuckDBInstance;
let duckdb: DuckDBConnection;
const sqlite = new Database(':memory:');
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
  duckdb = await instance.connect();
});
afterAll(() => {
  duckdb.closeSync();
  instance.closeSync();
  sqlite.close();
});

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom('"', "'", '\\', ';', '-', '/', '*', '$', '?', '%', '\n', '`', '[', ']', ' ', 'a'),
    minLength: 1,
    maxLength: 20,
  }),
  fc.constantFrom(
    '"; drop table t; --',
    "' or 1=1 --",
    "\\'",
    '$$x$$',
    "E'\\n'",
    '/* */',
    'select',
    ':name',
    '?1',
    '\u202e',
    'ﬀ',
  ),
);
const texts = hostile.filter((text) => !text.includes('\0') && text.isWellFormed());

/** The answers of both, as text. */
async function asked(statement: Sql): Promise<{ duckdb: unknown[]; sqlite: unknown[] }> {
  const reader = await duckdb.runAndReadAll(statement.text, [...statement.values]);
  return {
    duckdb: reader.getRows()[0]!,
    sqlite: sqlite.query(statement.text).values(...(statement.values as string[]))[0]!,
  };
}

describe('random names and texts', () => {
  test(`${RUNS} of them come back as they went in, the same as when they are bound`, async () => {
    await fc.assert(
      fc.asyncProperty(texts, texts, async (name, text) => {
        const column = ident(name);
        const answer = await asked(
          sql`select ${literal(text)}, ${text}, (select ${column} from (select ${literal(text)} as ${column}) as t)`,
        );
        expect(answer).toEqual({ duckdb: [text, text, text], sqlite: [text, text, text] });
      }),
      { numRuns: RUNS },
    );
  }, 600_000);
});

test('what cannot be quoted is refused', () => {
  for (const name of ['', 'a\0b']) expect(() => ident(name)).toThrow('an identifier');
  expect(() => literal('a\0b')).toThrow('a literal');
});

test('keywords and numbers hold nothing else', async () => {
  for (const word of ['', 'a b', 'a;b', 'a"', "a'", '1a', 'a-b', 'varchar)', 'ａ'])
    expect(() => keyword(word)).toThrow('a keyword');
  for (const number of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
    expect(() => wholeNumber(number)).toThrow('a whole');
  const { duckdb: row } = await asked(
    sql`select ${joinSql([wholeNumber(-7), sql`cast(${'8'} as ${keyword('integer')})`], ', ')}`,
  );
  expect(row).toEqual([-7, 8]);
});

/** Which statements of analysts are let through: by reason, by every function that DuckDB has, and by random texts. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { AppError, sql } from '#sdk';
import { FUNCTIONS, TABLE_FUNCTIONS, WINDOWS } from '../../src/engine/analyst-sql/allowed.ts';
import { checked } from '../../src/engine/analyst-sql/analyst-sql-child.ts';
import { quotedName } from '../../src/engine/analyst-sql/quoted-name.ts';
import type { AnalystViews, LoadedColumn } from '../../src/engine/analyst-sql/views.ts';
import { openDuckDb } from '../../src/engine/duckdb/open-duckdb.ts';
import { execute, rows } from '../../src/engine/duckdb/query.ts';
import { REFUSED, TAKEN } from './analyst-statements.ts';

const folder = mkdtempSync(join(tmpdir(), 'adit-analyst-'));
const SEED = Number(process.env.ADIT_TEST_SEED ?? 1);
const STATEMENTS = Number(process.env.ADIT_TEST_STATEMENTS ?? 3000);
let instance: DuckDBInstance;
let connection: DuckDBConnection;

const column = (name: string): LoadedColumn => ({ name, kind: 'text', from: sql`null` });
const VIEWS: AnalystViews = {
  events: ['case_id', 'position', 'activity', 'time', 'cost', 'user'].map(column),
  cases: ['case_id', 'duration_ms', 'channel'].map(column),
};

beforeAll(async () => {
  instance = await openDuckDb({ threads: 1, memoryBytes: 200e6, tempFolder: join(folder, 'temp'), folders: [] });
  connection = await instance.connect();
  await execute(
    connection,
    sql`create table events (case_id text, position int, activity text, "time" timestamptz, cost double, "user" text)`,
  );
  await execute(connection, sql`insert into events values ('a', 1, 'x', now(), 1, 'u')`);
  await execute(connection, sql`create table cases (case_id text, duration_ms double, channel text)`);
  await execute(connection, sql`create table secret as select 'hidden' as word`);
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
  rmSync(folder, { recursive: true });
});

const check = (statement: string) => checked(connection, statement, VIEWS);
const codeOf = (statement: string): Promise<string> =>
  check(statement).then(
    () => 'let through',
    (error) => (error instanceof AppError ? error.code : `defect: ${error}`),
  );

describe.each(Object.entries(REFUSED))('%s', (code, statements) => {
  test.each([...statements])('%j', async (statement) => {
    expect(await codeOf(statement)).toBe(code);
  });
});

test('there are many of them', () => {
  expect(Object.values(REFUSED).flat().length).toBeGreaterThan(160);
});

test('every function of DuckDB that is not on the list is refused, as a value, a table and a window', async () => {
  const names = await rows<{ name: string }>(
    connection,
    sql`select distinct function_name as name from duckdb_functions() where regexp_matches(function_name, '^[A-Za-z_]')`,
  );
  expect(names.length).toBeGreaterThan(500);
  const wrong: string[] = [];
  for (const { name } of names) {
    const value = await codeOf(`select "${name}"(1)`);
    if ((value === 'let through') !== FUNCTIONS.has(name)) wrong.push(`${name}: ${value}`);
    const table = await codeOf(`select * from "${name}"(1)`);
    if ((table === 'let through') !== TABLE_FUNCTIONS.has(name)) wrong.push(`${name} as a table: ${table}`);
    const window = await codeOf(`select "${name}"(1) over ()`);
    const isWindow = FUNCTIONS.has(name) || WINDOWS.has(name);
    if (window === 'let through' && !isWindow) wrong.push(`${name} as a window: ${window}`);
  }
  expect(wrong).toEqual([]);
});

test('every function on the list is one that DuckDB has, and no macro of somebody', async () => {
  const known = await rows<{ name: string }>(
    connection,
    sql`select distinct function_name as name from duckdb_functions() where internal`,
  );
  const names = new Set(known.map(({ name }) => name));
  const parsed = new Set(['!~~', '!~~*', '~~~', 'xor']);
  expect([...FUNCTIONS, ...WINDOWS].filter((name) => !names.has(name) && !parsed.has(name))).toEqual([]);
});

test('names are quoted where they are words of SQL', async () => {
  const words = await rows<{ word: string; reserved: boolean }>(
    connection,
    sql`select keyword_name as word, keyword_category in ('reserved', 'type_function') as reserved from duckdb_keywords()`,
  );
  expect(words.length).toBeGreaterThan(300);
  const isReserved = new Set(words.filter(({ reserved }) => reserved).map(({ word }) => word));
  const others = words.filter(({ word }) => !isReserved.has(word));
  expect([...isReserved].filter((word) => quotedName(word) === word)).toEqual([]);
  expect(others.filter(({ word }) => quotedName(word) !== word)).toEqual([]);
  expect(['a"b', 'Cost', 'org:group'].map(quotedName)).toEqual(['"a""b"', '"Cost"', '"org:group"']);
});

test.each(TAKEN)('%j is taken', async (statement, views, columns) => {
  const needs = await check(statement);
  expect([...needs.views].sort()).toEqual([...views].sort());
  expect(needs.columns && [...needs.columns].sort()).toEqual(columns && [...columns].sort());
});

test('a refusal says where', async () => {
  const refused = await check('select activity,\n  größe,\n  getenv(1) from events').catch((error) => error);
  expect(refused.message).toBe('Line 3, column 3: The function getenv cannot be used.');
  expect(refused.details).toEqual([{ line: 3, column: 3, message: 'The function getenv cannot be used.' }]);
  const misspelt = await check('select 1 +\n from events').catch((error) => error);
  expect(misspelt.code).toBe('sql.syntax');
  expect(misspelt.message).toStartWith('Line 2, column 2: ');
});

test(`${STATEMENTS} random texts are refused or harmless, and the instance answers on`, async () => {
  const random = dice(SEED);
  const pieces = [
    ...Object.values(REFUSED)
      .flat()
      .filter((s) => s.length < 200),
    ...TAKEN.map(([s]) => s),
  ].map((s) => s.split(/(\s+|[(),'"])/));
  const tables = async () => rows(connection, sql`select table_name from duckdb_tables() order by 1`);
  const before = await tables();
  let ran = 0;
  for (let n = 0; n < STATEMENTS; n++) {
    const parts = pieces[random(pieces.length)]!.slice();
    for (let changes = random(4); changes >= 0; changes--) {
      const other = pieces[random(pieces.length)]!;
      const from = random(other.length);
      parts.splice(random(parts.length), random(3), ...other.slice(from, from + 1 + random(12)));
    }
    const statement = parts.join('');
    const code = await codeOf(statement);
    expect(code, `seed ${SEED}, number ${n}: ${statement}`).toMatch(/^(let through|sql\.\w+)$/);
    if (code !== 'let through') continue;
    ran++;
    // What is let through may fail, and cannot see what is not in the views.
    const answer = await connection.runAndReadUntil(`select * from (${statement}\n) limit 50`, 50).then(
      (reader) => String(reader.getRows()),
      (error) => String(error),
    );
    expect(answer.includes('hidden'), `seed ${SEED}, number ${n}: ${statement}`).toBe(false);
  }
  expect(ran).toBeGreaterThan(STATEMENTS / 100);
  expect(await tables()).toEqual(before);
}, 120_000);

/** The same numbers for the same seed. */
function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

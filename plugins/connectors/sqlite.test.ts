import { Database } from 'bun:sqlite';
import { afterAll, beforeEach, describe, expect, test } from 'bun:test';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadRequest } from '#sdk';
import { batchesOf, rowsOf, SourceHouse } from '../../tests/connectors/source-house.ts';
import { faultOf } from '../../tests/egress-house.ts';
import sqlite from './sqlite.ts';

const house = new SourceHouse();
const writers: Database[] = [];
afterAll(() => {
  for (const writer of writers) writer.close();
  house.end();
});
let number = 0;
let file: string;
beforeEach(() => {
  file = join(house.folder, `${number++}.db`);
});

/** A database that its program has open; it writes to it by statements. */
function written(...statements: string[]): Database {
  const database = new Database(file);
  writers.push(database);
  database.run('pragma busy_timeout = 0');
  for (const statement of statements) database.run(statement);
  return database;
}
const open = (params: Partial<{ file: string; resting: boolean }> = {}, run = house.run()) =>
  sqlite.open({ file, resting: false, ...params }, run);
const MANY = (count: number) =>
  `insert into orders (id, at, note) with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count}) select i, 100 - i % 7, 'note ' || i from n`;
const ORDERS = 'create table orders (id integer primary key, at int, note text)';

test('values as they are: exact integers, reals, texts, bytes, nulls, whatever was declared', async () => {
  written(
    'create table "odd "" name; drop" ("a" int, "b" real, "c" blob, "d" datetime, "1" text)',
    `insert into "odd "" name; drop" values
       (9223372036854775807, 0.1, x'00ff', '2024-01-02 03:04:05.123456', 'é ☃'), (-9223372036854775808, 9e999, null, 1700000000, ''),
       ('text', null, 7, null, 'a' || char(0) || 'b')`,
  );
  await using source = await open();
  const table = 'odd " name; drop';
  expect(await source.tables()).toEqual([{ name: table }]);
  expect(await source.describe({ table })).toEqual({
    columns: [
      ...[
        { name: 'a', type: 'number' as const },
        { name: 'b', type: 'number' as const },
        { name: 'c', type: 'text' as const },
      ],
      ...[
        { name: 'd', type: 'time' as const },
        { name: '1', type: 'text' as const },
      ],
    ],
    key: [],
  });
  expect(await rowsOf(source, { table })).toEqual([
    [9223372036854775807n, 0.1, '00ff', '2024-01-02 03:04:05.123456', 'é ☃'],
    [-9223372036854775808n, Number.POSITIVE_INFINITY, null, 1700000000n, ''],
    ['text', null, 7n, null, 'a\0b'],
  ]);
  expect(await rowsOf(source, { table, columns: ['1', 'a'], limit: 1 })).toEqual([['é ☃', 9223372036854775807n]]);
});

describe('resuming', () => {
  const requests: [string, Partial<ReadRequest>][] = [
    ['by number of row', { table: 'orders' }],
    ['by a column', { table: 'orders', since: { column: 'at', value: null } }],
    ['by a column from a value on', { table: 'orders', since: { column: 'at', value: 97 } }],
    ['columns and a limit', { table: 'orders', columns: ['note'], limit: 24_000 }],
  ];
  test.each(requests)('%s: from every cursor it is the rest of one reading', async (_, request) => {
    written(ORDERS, MANY(25_000), 'insert into orders values (-5, null, null), (9007199254740993, 97, null)');
    await using source = await open();
    const batches = await batchesOf(source, request);
    expect(batches.length).toBeGreaterThan(1);
    const all = batches.flatMap(({ rows }) => [...rows]);
    let done = 0;
    for (const { rows, cursor } of batches) {
      done += rows.length;
      const limit = request.limit ? request.limit - done : null;
      const kept = JSON.parse(JSON.stringify(cursor));
      expect(Bun.deepEquals(await rowsOf(source, { ...request, cursor: kept, limit }), all.slice(done))).toBe(true);
    }
  });

  test('rows come in the order of the column, those without a value first', async () => {
    written(ORDERS, MANY(20_000), 'insert into orders values (30000, null, null), (30001, 97, null)');
    await using source = await open();
    const at = (await rowsOf(source, { table: 'orders', since: { column: 'at', value: null } })).map(
      ([, value]) => value,
    );
    expect(at[0]).toBeNull();
    expect(at.slice(1)).toEqual(at.slice(1).toSorted((a, b) => Number(a) - Number(b)));
    const from = await rowsOf(source, { table: 'orders', columns: ['at'], since: { column: 'at', value: 100 } });
    expect(from.length).toBe(Math.floor(20_000 / 7));
  });

  test('tables that number no rows, whose columns hide the number, and views are read as a whole', async () => {
    written(
      'create table without (k text primary key, v int) without rowid',
      "insert into without values ('b', 2), ('a', 1)",
      'create table hidden (rowid text, _rowid_ text, oid text)',
      "insert into hidden values ('x', 'y', 'z')",
      'create view seen as select v from without',
    );
    await using source = await open();
    expect(await source.tables()).toEqual([{ name: 'hidden' }, { name: 'seen', note: 'view' }, { name: 'without' }]);
    expect((await source.describe({ table: 'without' })).key).toEqual(['k']);
    for (const [table, rows] of [
      ['without', 2],
      ['hidden', 1],
      ['seen', 2],
    ] as const) {
      const [batch] = await batchesOf(source, { table });
      expect([batch!.rows.length, batch!.cursor]).toEqual([rows, null]);
    }
  });
});

describe('queries', () => {
  test('columns by their names, which are told apart', async () => {
    written(ORDERS, MANY(3));
    await using source = await open();
    const query = "select id, id, count(*) over (), 'a;b' as note from orders -- all of them";
    expect((await source.describe({ query })).columns.map(({ name }) => name)).toEqual([
      ...['id', 'id:1', 'count(*) over ()', 'note'],
    ]);
    expect(await rowsOf(source, { query, limit: 2 })).toEqual([
      [1n, 1n, 3n, 'a;b'],
      [2n, 2n, 3n, 'a;b'],
    ]);
    expect(await rowsOf(source, { query, since: { column: 'id', value: 3 } })).toEqual([[3n, 3n, 3n, 'a;b']]);
  });

  test.each([
    'delete from orders',
    'insert into orders values (9, 9, 9) returning id',
    'create table x (a)',
    'drop table orders',
    'pragma journal_mode = delete',
    "vacuum into '/tmp/never.db'",
    "attach '/etc/passwd' as p",
    'select 1; delete from orders',
    'select 1) select * from asked; delete from orders --',
    "select load_extension('/tmp/x')",
    'begin',
    'select * from nowhere',
    'nonsense',
    '',
    '-- nothing',
  ])('%j is refused, and nothing is written', async (query) => {
    written(ORDERS, MANY(3));
    const before = readFileSync(file);
    await using source = await open();
    expect(await faultOf(rowsOf(source, { query }))).toMatch(/^invalid connector\.(refused|notReading)$/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});

describe('a file that is written to', () => {
  test('with a log: one state is read, and the writer does not wait', async () => {
    const writer = written('pragma journal_mode = wal', ORDERS, MANY(25_000));
    await using source = await open();
    let rows = 0;
    for await (const batch of source.read({ table: 'orders', cursor: null, limit: null })) {
      writer.run('insert into orders values (null, 1, ?)', ['later']);
      writer.run('delete from orders where id = 24999');
      rows += batch.rows.length;
    }
    expect(rows).toBe(25_000);
    expect((await rowsOf(source, { table: 'orders' })).length).toBe(25_004);
  });

  test('without one: the writer waits for a batch at most', async () => {
    const writer = written(ORDERS, MANY(25_000));
    await using source = await open();
    let rows = 0;
    for await (const batch of source.read({ table: 'orders', cursor: null, limit: null })) {
      if (rows === 0) writer.run('insert into orders values (null, 1, ?)', ['later']);
      rows += batch.rows.length;
    }
    expect(rows).toBe(25_001);
  });

  test('one whose program ended leaves nothing beside it, and is not read on once it is written to', async () => {
    const writer = written('pragma journal_mode = wal', ORDERS, MANY(25_000));
    writer.close();
    writers.pop();
    const beside = () => readdirSync(house.folder).filter((name) => name.startsWith(`${number - 1}.db`));
    const source = await open();
    expect((await rowsOf(source, { table: 'orders' })).length).toBe(25_000);
    expect(beside()).toEqual([`${number - 1}.db`]);
    const reading = async () => {
      for await (const _ of source.read({ table: 'orders', cursor: null, limit: null })) written('delete from orders');
    };
    expect(await faultOf(reading())).toBe('conflict connector.changed');
  });

  test('a copy is read without locks; one that lacks its log is no copy', async () => {
    const writer = written(ORDERS, MANY(10));
    writer.run('begin exclusive');
    expect(await rowsOf(await open({ resting: true }), { table: 'orders', columns: ['id'], limit: 1 })).toEqual([[1n]]);
    writer.run('commit');
    written('pragma journal_mode = wal', 'insert into orders values (11, 1, null)');
    expect(await faultOf(open({ resting: true }))).toBe('invalid connector.refused');
  });
});

describe('a file that is no good', () => {
  test('no database, an empty one, one cut off, one with bytes turned', async () => {
    written(ORDERS, MANY(20_000)).close();
    writers.pop();
    const good = readFileSync(file);
    const read = async (bytes: Uint8Array) => {
      writeFileSync(file, bytes);
      return faultOf(open().then((source) => rowsOf(source, { table: 'orders' })));
    };
    expect(await read(Buffer.from('case,activity\n'))).toBe('unavailable connector.garbled');
    expect(await read(new Uint8Array(0))).toBe('invalid connector.notThere');
    expect(await read(good.subarray(0, 50_000))).toBe('unavailable connector.garbled');
    const turned = Buffer.from(good);
    for (let at = 8192; at < turned.length; at += 4096) turned.fill(0xff, at, at + 100);
    expect(await read(turned)).toBe('unavailable connector.garbled');
  });

  test('tables and columns that are not there; a reading that was called off', async () => {
    written(ORDERS, MANY(3));
    const stop = new AbortController();
    await using source = await open({}, house.run({ signal: stop.signal }));
    expect(await faultOf(rowsOf(source, { table: 'nowhere' }))).toBe('invalid connector.notThere');
    expect(await faultOf(rowsOf(source, { table: 'orders', columns: ['x'] }))).toBe('invalid connector.notThere');
    const cursor = { rowid: '1; drop table orders' };
    expect(await faultOf(rowsOf(source, { table: 'orders', cursor }))).toBe('invalid connector.cursor');
    stop.abort();
    expect(await faultOf(rowsOf(source, { table: 'orders' }))).toBe('cancelled connector.cancelled');
    expect(await faultOf(open({ file: '/etc/passwd' }))).toBe('forbidden connector.closedPath');
  });
});

test('the test says what is there', async () => {
  written(ORDERS);
  copyFileSync(file, `${file}.copy`);
  await using source = await open({ file: `${file}.copy` });
  expect(await source.check()).toEqual({
    server: expect.stringMatching(/^SQLite 3\./),
    details: ['One table or view can be read.'],
  });
});

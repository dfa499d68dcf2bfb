import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { ReadRequest } from '#sdk';
import { batchesOf, rowsOf, SourceHouse } from '../../tests/connectors/source-house.ts';
import { faultOf } from '../../tests/egress-house.ts';
import duckdb from './duckdb.ts';

const house = new SourceHouse();
afterAll(() => house.end());

async function written(name: string, write: (connection: DuckDBConnection) => Promise<unknown>): Promise<string> {
  const file = join(house.folder, name);
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await write(connection);
  connection.closeSync();
  instance.closeSync();
  return file;
}
const open = (file: string, signal = new AbortController().signal) => duckdb.open({ file }, house.run({ signal }));

let orders: string;
let typed: string;
beforeAll(async () => {
  orders = await written('orders.duckdb', async (connection) => {
    await connection.run(
      "create table orders as select range as id, 100 - range % 7 as rank, 'note ' || range as note from range(40000)",
    );
    await connection.run('insert into orders values (-5, null, null), (9007199254740993, 97, null)');
    await connection.run('create schema "odd.one"; create table "odd.one"."t "" x" (rowid int, k varchar primary key)');
    await connection.run('insert into "odd.one"."t "" x" values (1, \'a\')');
    await connection.run("create view leak as select * from read_text('/etc/hostname')");
  });
  typed = await written('typed.duckdb', async (connection) => {
    await connection.run(
      "create table t (i bigint, h hugeint, d decimal(38, 3), f float, g double, b boolean, w timestamp, z timestamptz, n timestamp_ns, day date, bytes blob, list int[], s struct(a int, b varchar), e enum ('x', 'y'))",
    );
    await connection.run(
      "insert into t values (9223372036854775807, 170141183460469231731687303715884105727, 12345678901234567890123456789012345.678, 0.1, 'nan', true, '2024-01-02 03:04:05.123456', '2024-01-02 03:04:05.123456+02', '2024-01-02 03:04:05.123456789', '2024-02-29', '\\x00\\xFF', [1, null], {a: 1, b: 'é ☃'}, 'y')",
    );
    await connection.run('insert into t (i) values (-9223372036854775808)');
  });
});

test('values as they are', async () => {
  await using source = await open(typed);
  expect(await rowsOf(source, { table: 't' })).toEqual([
    [
      ...[9223372036854775807n, 170141183460469231731687303715884105727n, '12345678901234567890123456789012345.678'],
      ...[
        0.1,
        'NaN',
        true,
        '2024-01-02T03:04:05.123456',
        '2024-01-02T01:04:05.123456+00:00',
        '2024-01-02T03:04:05.123456789',
      ],
      ...['2024-02-29', '00ff', '[1,null]', '{"a":1,"b":"é ☃"}', 'y'],
    ],
    [-9223372036854775808n, ...Array.from({ length: 13 }, () => null)],
  ]);
  const types = (await source.describe({ table: 't' })).columns.map(({ type }) => type);
  expect(types.join(' ')).toBe('number number number number number boolean time time time time text text text text');
});

test.each(['i', 'h', 'd', 'f', 'w', 'z', 'n', 'day', 'e', 's', 'bytes', 'b'])(
  'a value of the column %s that came out is taken again',
  async (column) => {
    await using source = await open(typed);
    const [[value]] = (await rowsOf(source, { table: 't', columns: [column], limit: 1 })) as [[string]];
    const since = { column, value };
    expect(await rowsOf(source, { table: 't', columns: [column], since, limit: 1 })).toEqual([[value]]);
    const [batch] = await batchesOf(source, { table: 't', columns: [column], since, limit: 1 });
    expect(await rowsOf(source, { table: 't', columns: [column], since, cursor: batch!.cursor })).toEqual([]);
  },
);

describe('resuming', () => {
  const requests: [string, Partial<ReadRequest>][] = [
    ['by number of row', { table: 'orders' }],
    ['by a column', { table: 'orders', since: { column: 'rank', value: null } }],
    ['by a column from a value on', { table: 'orders', since: { column: 'rank', value: 97 } }],
  ];
  test.each(requests)('%s: from every cursor it is the rest of one reading', async (_, request) => {
    await using source = await open(orders);
    const batches = await batchesOf(source, request);
    expect(batches.length).toBeGreaterThan(1);
    const all = batches.flatMap(({ rows }) => [...rows]);
    let done = 0;
    for (const { rows, cursor } of batches) {
      done += rows.length;
      const kept = JSON.parse(JSON.stringify(cursor));
      expect(Bun.deepEquals(await rowsOf(source, { ...request, cursor: kept }), all.slice(done))).toBe(true);
    }
  });
});

test('names with points and quotes; keys; a column called rowid', async () => {
  await using source = await open(orders);
  const table = '"odd.one"."t "" x"';
  expect((await source.tables()).map(({ name }) => name)).toEqual(['leak', 'orders', table]);
  expect(await source.describe({ table })).toEqual({
    columns: [
      { name: 'rowid', type: 'number' },
      { name: 'k', type: 'text' },
    ],
    key: ['k'],
  });
  const [batch] = await batchesOf(source, { table });
  expect([batch!.rows, batch!.cursor]).toEqual([[[1, 'a']], null]);
  expect(await faultOf(rowsOf(source, { table: 'odd.one.t' }))).toBe('invalid connector.notThere');
  expect(await source.check()).toEqual({
    ...{ server: expect.stringMatching(/^DuckDB v1/), details: ['3 tables and views can be read.'] },
  });
});

describe('queries', () => {
  test('columns by their names, which are told apart', async () => {
    await using source = await open(orders);
    const query = 'select id, id, 1 + 1 as note from orders where id >= 0 order by id -- all';
    expect((await source.describe({ query })).columns.map(({ name }) => name)).toEqual(['id', 'id_1', 'note']);
    expect(await rowsOf(source, { query, limit: 2 })).toEqual([
      [0n, 0n, 2],
      [1n, 1n, 2],
    ]);
  });

  test.each([
    "select * from read_csv('/etc/passwd')",
    "select * from '/etc/passwd'",
    "select * from glob('/etc/*')",
    'select * from leak',
    "attach '/tmp/never.duckdb' as x",
    "copy orders to '/tmp/never.csv'",
    "select 1) a; copy orders to '/tmp/never.csv'; select * from (select 1",
    'select 1; select 2',
    'delete from orders',
    "set memory_limit = '1GB'",
    'install httpfs',
    "select getenv('HOME')",
    'select * from nowhere',
    '',
  ])('%j is refused', async (query) => {
    await using source = await open(orders);
    expect(await faultOf(rowsOf(source, { query }))).toMatch(/^invalid connector\.(refused|notReading)$/);
  });

  test('one that takes too long is called off where it runs', async () => {
    const stop = new AbortController();
    await using source = await open(orders, stop.signal);
    const endless = rowsOf(source, { query: 'select count(*) from range(100000000000) a' });
    setTimeout(() => stop.abort(), 50);
    expect(await faultOf(endless)).toBe('cancelled connector.cancelled');
  });

  test('a reading that is left is ended, and the next one goes', async () => {
    await using source = await open(orders);
    for await (const _ of source.read({ table: 'orders', cursor: null, limit: null })) break;
    expect((await rowsOf(source, { table: 'orders', limit: 1 })).length).toBe(1);
  });
});

describe('a file that is no good', () => {
  test('none of DuckDB, cut off, not opened to connectors', async () => {
    const file = join(house.folder, 'bad.duckdb');
    writeFileSync(file, 'case,activity\n');
    expect(await faultOf(open(file))).toBe('unavailable connector.garbled');
    writeFileSync(file, readFileSync(orders).subarray(0, 5000));
    expect(await faultOf(open(file))).toBe('unavailable connector.garbled');
    expect(await faultOf(open('/etc/hostname'))).toBe('forbidden connector.closedPath');
  });

  test('one that another program writes to says so', async () => {
    const script = `const { DuckDBInstance } = require('@duckdb/node-api'); (async () => { await DuckDBInstance.create(${JSON.stringify(orders)}); console.log('open'); setInterval(() => {}, 1000); })()`;
    const writer = Bun.spawn([process.execPath, '-e', script], { cwd: join(import.meta.dir, '../..'), stdout: 'pipe' });
    await writer.stdout.getReader().read();
    expect(await faultOf(open(orders))).toBe('unavailable connector.locked');
    writer.kill();
    await writer.exited;
  });
});

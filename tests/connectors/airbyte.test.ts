/** The protocol of Airbyte against a simulated source, a program of its own. */
import { afterAll, describe, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import airbyte from '../../plugins/connectors/airbyte.ts';
import { faultOf } from '../egress-house.ts';
import { RunHouse } from './connector-run.ts';
import { opened, rowsOf } from './http-house.ts';
import { batchesOf } from './opened.ts';
import { programOf } from './script-program.ts';

const scratch = mkdtempSync(join(tmpdir(), 'adit-airbyte-'));
const program = programOf(scratch, 'airbyte-source.ts');
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const runs = new RunHouse();
const open = (config: object = {}, signal?: AbortSignal) =>
  opened(
    airbyte,
    { program: 'shop', config: JSON.stringify({ password: 'right-password', ...config }) },
    runs.run({ programs: { shop: program }, scratch, ...(signal ? { signal } : {}) }),
  );
const ids = async (...asked: Parameters<typeof rowsOf>) => (await rowsOf(...asked)).map(({ id }) => Number(id));
const upTo = (count: number, from = 1) => Array.from({ length: count - from + 1 }, (_, i) => from + i);

test('streams are tables, with columns and keys of their schema', async () => {
  const source = await open();
  await source.check();
  expect(await source.tables()).toEqual([{ name: 'sales.orders', note: 'incremental' }, { name: 'notes' }]);
  expect(await source.describe({ table: 'sales.orders' })).toEqual({
    columns: [
      { name: 'id', type: 'number' },
      { name: 'at', type: 'time' },
      { name: 'customer.name', type: 'text' },
      { name: 'open', type: 'boolean' },
    ],
    key: ['id'],
  });
});

test('rows come up to each state, and go on behind it; the next load has what is new', async () => {
  const source = await open();
  const batches = await batchesOf(source, { table: 'sales.orders' });
  expect(batches.map(({ rows, cursor }) => [rows.length, cursor !== null])).toEqual([
    [20, true],
    [20, true],
    [10, false],
  ]);
  expect(batches[0]!.rows[0]).toEqual([1, '2026-05-01T08:00:00Z', 'c1', false, null]);
  expect(await ids(source, { table: 'sales.orders' })).toEqual(upTo(50));
  expect(await ids(source, { table: 'sales.orders', cursor: batches[0]!.cursor })).toEqual(upTo(50, 21));
  expect(await ids(source, { table: 'sales.orders', cursor: batches[1]!.cursor })).toEqual(upTo(50, 41));
  expect(await ids(source, { table: 'sales.orders', limit: 7 })).toEqual(upTo(7));
});

test('what the schema does not name is gathered, exactly; a stream without states is read anew', async () => {
  const rows = await rowsOf(await open(), { table: 'notes' });
  expect(rows[0]).toEqual({ text: 'n1', _more: '{"big":12345678901234567890}' });
  expect(await rowsOf(await open(), { table: 'notes', columns: ['big'] })).toContainEqual({
    big: '12345678901234567890',
  });
});

/** One that has ended may still be listed, until its parent looks. */
const isRunning = (pid: string): boolean =>
  existsSync(`/proc/${pid}/stat`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');

describe('a program that', () => {
  const read = async (config: object) => faultOf(rowsOf(await open(config), { table: 'sales.orders' }));

  test('refuses its configuration, or fails', async () => {
    expect(await faultOf((await open({ password: 'x' })).check())).toBe('invalid connector.signIn');
    expect(await read({ does: 'fail' })).toBe('invalid connector.refused');
    expect(await read({ does: 'end' })).toBe('unavailable connector.lost');
    expect(await read({ does: 'end midway' })).toBe('unavailable connector.lost');
    expect(await read({ does: 'garbage' })).toBe('unavailable connector.garbled');
  });

  test('is not opened to connections, or has no configuration', async () => {
    const run = runs.run({ programs: {}, scratch });
    expect(await faultOf(opened(airbyte, { program: 'shop', config: '{}' }, run))).toBe(
      'forbidden connector.noProgram',
    );
    const broken = opened(airbyte, { program: 'shop', config: '{"password": "sec' }, runs.run({ scratch }));
    const error = await broken.catch((fault) => fault);
    expect([error.code, error.message]).toEqual(['connector.badSettings', expect.not.stringContaining('sec')]);
    expect(await faultOf(rowsOf(await open(), { table: 'none' }))).toBe('invalid connector.notThere');
  });

  test('is called off ends with all that it started, and its files are gone', async () => {
    const marks = join(scratch, 'marks');
    const stop = new AbortController();
    const source = await open({ does: 'leave a child', marks }, stop.signal);
    const reading = (async () => {
      for await (const { rows } of source.read({ table: 'sales.orders', cursor: null, limit: null }))
        if (rows.length > 0) stop.abort();
    })();
    expect(await faultOf(reading)).toBe('cancelled connector.cancelled');
    const [own, child, ...flags] = readFileSync(marks, 'utf8').split(' ');
    expect([own!, child!].filter(isRunning)).toEqual([]);
    const files = flags.filter((flag) => flag.startsWith('/'));
    expect([files.length, files.some((path) => existsSync(path))]).toEqual([2, false]);
    expect(readdirSync(scratch).toSorted()).toEqual(['marks', 'source']);
  });
});

/** Connectors in their child processes: what comes back, what ends them, and what is never told. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { AppError, Type } from '#sdk';
import trialConnector from '../../../tests/connectors/trial-connector.ts';
import trialFiles from '../../../tests/connectors/trial-files.ts';
import type { Denial } from '../../platform/egress/index.ts';
import { sha256 } from '../plug-ins/folder.ts';
import { ConnectorHost, type ConnectorTarget } from './connector-host.ts';

const SECRET = 'Correct/Horse "battery"';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'adit-connect-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pathOf = (id: string) => resolve(import.meta.dir, `../../../tests/connectors/${id}.ts`);

interface Options {
  answerMs?: number;
  batchMs?: number;
  memoryBytes?: number;
  perConnection?: number;
}

function hostOf({ answerMs = 20_000, batchMs = 20_000, memoryBytes = 2 ** 30, perConnection = 4 }: Options = {}) {
  const denials: Denial[] = [];
  const host = new ConnectorHost(
    () => ({
      access: {
        ...{ folders: [folder], programs: {} },
        egress: { settings: { allow: [], ca: [], publicUrl: '' }, ownPorts: [8080] },
      },
      limits: { answerMs, batchMs, maxCellBytes: 100_000, maxBatchBytes: 2_000_000 },
      ...{ pool: { perConnection, inAll: 8 }, memoryBytes },
    }),
    (denial) => void denials.push(denial),
  );
  return { host, denials };
}

const trial = (settings: object = {}): ConnectorTarget => ({
  connector: { id: 'trial-connector', path: pathOf('trial-connector'), sha256: null },
  ...{
    params: trialConnector.params,
    key: 'one',
    cause: { purpose: 'connection Trial', tenant: 't1', actor: 'user/u1' },
  },
  settings: { user: 'reader', password: SECRET, ...settings },
});

const ofFiles = (path: string): ConnectorTarget => ({
  connector: { id: 'trial-files', path: pathOf('trial-files'), sha256: null },
  ...{ params: trialFiles.params, settings: { folder: path }, key: 'files', cause: { purpose: 'connection Files' } },
});

async function faultFrom(run: Promise<unknown>): Promise<AppError> {
  try {
    await run;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

const FORMS = [SECRET, encodeURIComponent(SECRET), Buffer.from(SECRET).toString('base64').slice(0, -2)];
function expectNoSecret(said: unknown): void {
  const text = said instanceof AppError ? JSON.stringify(said.toData()) + said.stack : JSON.stringify(said);
  for (const form of [...FORMS, JSON.stringify(SECRET).slice(1, -1)]) expect(text).not.toContain(form);
}

describe('what can be done with a source', () => {
  const { host } = hostOf();

  test('a check, without the secret that the server repeats', async () => {
    const said = await host.run(trial(), 'check', {});
    expect(said).toEqual({ server: 'Trial 1, reader', details: ['signed in with •••'] });
  });

  test('tables and their columns', async () => {
    const { tables, total } = await host.run(trial(), 'tables', {});
    expect([total, tables[0]]).toEqual([4, { name: 'numbers', note: 'of •••' }]);
    const { columns, key } = await host.run(trial(), 'describe', { table: 'numbers' });
    expect([columns.map(({ name }) => name), key]).toEqual([['id', 'note'], ['id']]);
  });

  test('a preview: no more rows than asked for, big numbers whole, nulls as nulls, the cursor closed', async () => {
    const witness = join(folder, 'preview.txt');
    const { columns, rows } = await host.run(trial({ witness }), 'preview', { table: 'numbers', rows: 5 });
    expect(columns[0]).toEqual({ name: 'id', type: 'number' });
    expect(rows).toEqual([
      ['9223372036854775807', 'a'],
      [null, null],
      [0, 'row 0'],
      [1, 'row 1'],
      [2, 'row 2'],
    ]);
    expect(readFileSync(witness, 'utf8')).toBe('cursor closed\nconnection closed\n');
  });

  test('a long secret does not come back in a cell', async () => {
    const { rows } = await host.run(trial(), 'preview', { query: 'echo', rows: 5 });
    expect(rows).toEqual([[1, 'you sent •••']]);
  });

  test('it sees neither the home folder of the server nor its environment', async () => {
    const { rows } = await host.run(trial(), 'preview', { table: 'home', rows: 5 });
    expect(rows[0]![1]).toContain('adit-connector-');
    expect(String(rows[1]![1])).not.toMatch(/PATH|TOKEN|USER/);
  });

  test('files, in full or their beginning', async () => {
    const source = join(folder, 'files');
    mkdirSync(source);
    writeFileSync(join(source, 'a.csv'), 'case,activity\n1,Start\n');
    const { files, isComplete } = await host.run(ofFiles(source), 'files', {});
    expect([files.map(({ path, bytes }) => [path, bytes]), isComplete]).toEqual([[['a.csv', 22]], true]);
    const into = join(folder, 'copy.csv');
    const copied = await host.run(ofFiles(source), 'copyFile', { path: 'a.csv', into, maxBytes: 1000 });
    expect([copied.bytes, copied.isComplete, readFileSync(into, 'utf8')]).toEqual([
      22,
      true,
      'case,activity\n1,Start\n',
    ]);
    const part = join(folder, 'part.csv');
    const cut = await host.run(ofFiles(source), 'copyFile', { path: 'a.csv', into: part, maxBytes: 4 });
    expect([cut.bytes, cut.isComplete, readFileSync(part, 'utf8')]).toEqual([4, false, 'case']);
    const none = await faultFrom(host.run(ofFiles(source), 'copyFile', { path: 'b.csv', into: 'x', maxBytes: 4 }));
    expect(none.code).toBe('connector.notThere');
    expect((await faultFrom(host.run(ofFiles('/etc'), 'check', {}))).code).toBe('connector.closedPath');
    expect((await faultFrom(host.run(ofFiles(source), 'tables', {}))).code).toBe('connector.noTables');
  });
});

describe('what goes wrong', () => {
  test.each([
    ['short rows', 'unavailable connector.badAnswer'],
    ['objects', 'unavailable connector.badAnswer'],
    ['large cursor', 'unavailable connector.badAnswer'],
    ['long cell', 'too_large connector.tooLarge'],
    ['large batch', 'too_large connector.tooLarge'],
    ['throws', 'internal connector.failed'],
    ['stray', 'internal connector.failed'],
    ['dies', 'internal child.died'],
    ['nothing', 'invalid trial.noTable'],
  ])('%s: %s, and no secret', async (table, said) => {
    const fault = await faultFrom(hostOf().host.run(trial(), 'preview', { table, rows: 10 }));
    expect(`${fault.fault} ${fault.code}`).toBe(said);
    expectNoSecret(fault);
  });

  test('settings are checked against what the connector declares', async () => {
    const fault = await faultFrom(hostOf().host.run(trial({ port: 'x', password: undefined }), 'check', {}));
    expect(new Set(fault.details.map(({ pointer }) => pointer))).toEqual(new Set(['/password', '/port']));
  });

  test('a refused sign-in says what to change', async () => {
    const fault = await faultFrom(hostOf().host.run(trial({ user: 'nobody' }), 'check', {}));
    expect(fault.code).toBe('connector.signIn');
    expect(fault.message).toContain('password "•••"');
    const { host } = hostOf();
    expectNoSecret(await faultFrom(host.run(trial(), 'describe', { table: 'none' })));
    expect((await faultFrom(host.run(trial(), 'describe', {}))).code).toBe('connector.whatToRead');
  });

  test.each([8080, 22])('a connection that is not allowed is told, with for whom it was (port %d)', async (port) => {
    const { host, denials } = hostOf();
    const fault = await faultFrom(host.run(trial({ user: 'network', port }), 'check', {}));
    const code = port === 8080 ? 'egress.ownPort' : 'egress.specialAddress';
    expect([fault.fault, fault.code]).toEqual(['forbidden', code]);
    expect(denials).toEqual([
      {
        ...{ purpose: 'connection Trial', tenant: 't1', actor: 'user/u1', target: `127.0.0.1:${port}`, code },
        ...{ message: expect.any(String), addresses: ['127.0.0.1'] },
      },
    ]);
  });

  test('a source that says nothing is given up, and closed', async () => {
    const witness = join(folder, 'slow.txt');
    const { host } = hostOf({ batchMs: 300 });
    const fault = await faultFrom(host.run(trial({ witness }), 'preview', { table: 'silent', rows: 1 }));
    expect(`${fault.fault} ${fault.code}`).toBe('timeout connector.slow');
    expect(readFileSync(witness, 'utf8')).toBe('connection closed\n');
  });

  test('more memory than allowed', async () => {
    const { host } = hostOf({ memoryBytes: 400_000_000 });
    const fault = await faultFrom(host.run(trial(), 'preview', { table: 'hoards', rows: 1 }));
    expect(fault.code).toBe('child.memory');
  });

  test('cancelling lets the source close its cursor', async () => {
    const witness = join(folder, 'cancel.txt');
    const stop = new AbortController();
    const { host } = hostOf();
    const running = host.run(trial({ witness }), 'preview', { table: 'endless', rows: 1e9 }, { signal: stop.signal });
    setTimeout(() => stop.abort(), 1500);
    expect((await faultFrom(running)).fault).toBe('cancelled');
    expect(readFileSync(witness, 'utf8')).toContain('connection closed\n');
    expect((await faultFrom(host.run(trial(), 'check', {}, { signal: stop.signal }))).fault).toBe('cancelled');
  });

  test('nothing is left behind', () => {
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('adit-connector-'))).toEqual([]);
  });
});

test("a customer's file runs as it was allowed, and not when it was changed", async () => {
  const path = join(folder, 'mine.ts');
  const source = readFileSync(pathOf('trial-connector'), 'utf8').replace("'#sdk'", "'@adit/sdk'");
  writeFileSync(path, source);
  const connector = { id: 'mine', path, sha256: sha256(Buffer.from(source)) };
  const { host } = hostOf();
  expect((await host.run({ ...trial(), connector }, 'check', {})).server).toBe('Trial 1, reader');
  writeFileSync(path, `${source}\n`);
  expect((await faultFrom(host.run({ ...trial(), connector }, 'check', {}))).code).toBe('plugin.changed');
});

test('the library of DuckDB is lent to a connector, which cannot have it', async () => {
  const path = join(folder, 'orders.duckdb');
  const made = await DuckDBInstance.create(path);
  const connection = await made.connect();
  await connection.run('create table orders as select range as id from range(3)');
  connection.closeSync();
  made.closeSync();
  const file = resolve(import.meta.dir, '../../../plugins/connectors/duckdb.ts');
  const { host } = hostOf();
  const read = (settings: object) =>
    host.run(
      {
        ...{ connector: { id: 'duckdb', path: file, sha256: null }, params: Type.Object({}), settings },
        ...{ key: 'duckdb', cause: { purpose: 'connection DuckDB' } },
      },
      'preview',
      { table: 'orders', rows: 10 },
    );
  expect((await read({ file: path })).rows).toEqual([['0'], ['1'], ['2']]);
  expect((await faultFrom(read({ file: '/etc/hostname' }))).code).toBe('connector.closedPath');
});

/** `adit connector`: saved connections, with the server up or down, and settings of a file without one. */

import { Database } from 'bun:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { AditBench, problemOf } from '../adit-bench.ts';
import { downAndUp } from './down-and-up.ts';

const TIMEOUT_MS = 60_000;
const bench = new AditBench();
afterAll(() => bench[Symbol.asyncDispose]());

const opened = bench.file('source');
mkdirSync(opened);
const database = join(opened, 'erp.sqlite');
const db = new Database(database, { create: true });
db.run('create table orders (id integer primary key, note text)');
db.run("insert into orders values (1, 'first'), (2, null), (3, 'a' || char(27) || '[31mred')");
db.close();

let free = 0;
const gone = createServer();
beforeAll(async () => {
  await new Promise<void>((done) => gone.listen(0, '127.0.0.1', done));
  free = (gone.address() as { port: number }).port;
  await new Promise((done) => gone.close(done));
});

const config = () =>
  bench.file('adit.toml', `[connectors]\nfolders = ["${opened}"]\n[egress]\nallow = ["127.0.0.1:${free}"]\n`);
const adit = (...args: string[]) => bench.adit([...args, '--config', config()]);
const settings = (values: object) => bench.file('settings.json', JSON.stringify(values));
const SQLITE = { file: database };
const postgres = (more: object) => ({
  ...{ host: '127.0.0.1', port: free, database: 'erp', user: 'reader', password: 'not-to-be-read' },
  ...more,
});

describe('settings of a file', () => {
  const test1 = (values: object, type = 'sqlite', ...more: string[]) =>
    adit('connector', 'test', '--type', type, '--settings', settings(values), ...more);

  test(
    'a test says what the source is; a preview shows its first rows',
    async () => {
      const works = await test1(SQLITE);
      expect([works.code, works.err]).toEqual([0, '']);
      expect(works.out).toStartWith('It works: ');
      const toml = bench.file('settings.toml', `file = "${database}"\n`);
      const args = ['connector', 'preview', '--type', 'sqlite', '--settings', toml];
      const shown = await adit(...args, '--table', 'orders');
      expect(shown.out.split('\n').map((line) => line.split(/ +/))).toEqual([
        ...[['id', 'note'], ['1', 'first'], ['2', '∅'], ['3', 'a·[31mred'], ['']],
      ]);
      const folder = bench.file('folder.json', JSON.stringify({ folder: opened, quietSeconds: 0, pattern: '*.csv' }));
      writeFileSync(join(opened, 'orders.csv'), 'case,activity\n1,open\n');
      const ofFile = await adit(
        ...['connector', 'preview', '--type', 'csv-folder', '--settings', folder, '--file', 'orders.csv'],
      );
      expect(ofFile.out.split('\n').map((line) => line.split(/ +/))).toEqual([
        ['case', 'activity'],
        ['1', 'open'],
        [''],
      ]);
      const { rows } = JSON.parse((await adit(...args, '--query', 'select 9007199254740993 as n', '--json')).out);
      expect(rows).toEqual([['9007199254740993']]);
    },
    TIMEOUT_MS,
  );

  test.each<[string, () => [object, string], number, string]>([
    ['not reached', () => [postgres({}), 'postgresql'], 3, 'egress.cannotConnect'],
    ['not allowed', () => [postgres({ port: 9 }), 'postgresql'], 4, 'egress.specialAddress'],
    ['a folder that is not open', () => [{ file: '/etc/passwd' }, 'sqlite'], 4, 'connector.closedPath'],
    ['a wrong setting', () => [{ file: 7 }, 'sqlite'], 1, 'params.invalid'],
    ['no such connector', () => [{}, 'postgres'], 2, 'cli.noConnector'],
  ])(
    '%s has its exit code, and no secret',
    async (_, asked, code, name) => {
      const [values, type] = asked();
      const got = await test1(values, type, '--json');
      expect([got.code, problemOf(got).code]).toEqual([code, name]);
      expect(got.out + got.err).not.toContain('not-to-be-read');
    },
    TIMEOUT_MS,
  );

  test(
    'calls that make no sense are told so',
    async () => {
      for (const args of [
        ['test'],
        ['test', 'ERP', '--type', 'sqlite', '--settings', 'x'],
        ['test', '--type', 'sqlite'],
        ['test', 'ERP', '--table', 'x'],
        ['preview', 'ERP'],
        ['preview', 'ERP', '--table', 'x', '--rows', '201'],
        ['nothing'],
      ])
        expect((await adit('connector', ...args)).code).toBe(2);
      const secret = bench.file('settings.json', '{ "password": "not-to-be-read" ');
      const got = await adit('connector', 'test', '--type', 'sqlite', '--settings', secret);
      expect([got.code, got.err.includes('not-to-be-read')]).toEqual([2, false]);
    },
    TIMEOUT_MS,
  );
});

downAndUp(bench, () => {
  test(
    'saved connections are listed; one that is not there is said to be',
    async () => {
      const listed = await bench.adit(['connector', 'list', '--data', bench.data]);
      expect([listed.code, listed.out]).toEqual([0, 'There are no connections.\n']);
      const none = await bench.adit(['connector', 'test', 'ERP', '--data', bench.data, '--json']);
      expect([none.code, problemOf(none).code]).toEqual([1, 'connection.notFound']);
    },
    TIMEOUT_MS,
  );
});

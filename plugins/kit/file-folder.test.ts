import { afterAll, beforeEach, describe, expect, test } from 'bun:test';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Value } from '#sdk';
import { contentOf, listed, SourceHouse } from '../../tests/connectors/source-house.ts';
import { faultOf } from '../../tests/egress-house.ts';
import csvFolder from '../connectors/csv-folder.ts';
import xesFolder from '../connectors/xes-folder.ts';

const house = new SourceHouse();
afterAll(() => house.end());
let folder: string;
let number = 0;
beforeEach(() => {
  folder = join(house.folder, `in${number++}`);
  mkdirSync(folder);
});

const put = (path: string, text: string | Uint8Array = 'case,activity\n1,A\n') => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
};
const source = (params = {}, connector = csvFolder, run = house.run()) =>
  connector.open(Value.Default(connector.params, { folder, quietSeconds: 0, ...params }) as never, run);
const paths = async (params = {}) => (await listed(await source(params))).map(({ path }) => path);

describe('which files', () => {
  test('of the kind, by their names; what is hidden, temporary or of another kind stays', async () => {
    const yes = ['A.CSV', 'b.csv', 'c.csv.gz', 'd.tsv', 'Ünïcode ☃.csv', "it's; drop table.csv"];
    const no = ['.hidden.csv', '~$b.csv', 'b.csv~', 'b.csv.part', 'b.csv.tmp', 'b.csv.filepart', 'b.xlsx', 'csv'];
    for (const name of [...yes, ...no]) put(name);
    mkdirSync(join(folder, 'folder.csv'));
    expect(await paths()).toEqual(yes.sort());
  });

  test('a pattern of one’s own: by name, or by path with a slash', async () => {
    for (const path of ['orders-1.csv', 'orders-2.CSV', 'notes.csv', 'a/orders-3.csv', 'a/b/orders-4.csv']) put(path);
    expect(await paths({ pattern: 'Orders-*.csv' })).toEqual(['orders-1.csv', 'orders-2.CSV']);
    const below = { subfolders: true };
    expect(await paths({ ...below, pattern: 'orders-*.csv' })).toEqual([
      ...['a/b/orders-4.csv', 'a/orders-3.csv', 'orders-1.csv', 'orders-2.CSV'],
    ]);
    expect(await paths({ ...below, pattern: 'a/*.csv' })).toEqual(['a/orders-3.csv']);
    expect(await paths({ ...below, pattern: 'a/**/*.csv' })).toEqual(['a/b/orders-4.csv', 'a/orders-3.csv']);
  });

  test('names that are no text could not be asked for', async () => {
    writeFileSync(Buffer.concat([Buffer.from(join(folder, 'b')), Buffer.from([0xff]), Buffer.from('.csv')]), 'x');
    put('a.csv');
    expect(await paths()).toEqual(['a.csv']);
  });

  test('links: within the folder they are files, out of it they are nothing; folders are not followed', async () => {
    const outside = join(house.folder, `outside${number}`);
    mkdirSync(outside);
    writeFileSync(join(outside, 'secret.csv'), 'secret');
    put('real/data.csv', 'data');
    symlinkSync(join(folder, 'real/data.csv'), join(folder, 'inside.csv'));
    symlinkSync(join(outside, 'secret.csv'), join(folder, 'leak.csv'));
    symlinkSync('/etc/passwd', join(folder, 'passwd.csv'));
    symlinkSync(outside, join(folder, 'there'));
    symlinkSync(folder, join(folder, 'round'));
    symlinkSync('loop.csv', join(folder, 'loop.csv'));
    symlinkSync('nobody.csv', join(folder, 'dangling.csv'));
    Bun.spawnSync(['mkfifo', join(folder, 'pipe.csv')]);
    expect(await paths({ subfolders: true })).toEqual(['inside.csv', 'real/data.csv']);
  });

  test('a file is left until nobody writes to it', async () => {
    put('a.csv');
    const open = await source({ quietSeconds: 3600 });
    expect(await listed(open)).toEqual([]);
    expect((await open.check()).details).toEqual([
      'No file can be read now: none is there, or none has a name of the pattern.',
      'One more is still being written to.',
    ]);
    expect((await (await source()).check()).details).toEqual(['One file can be read.']);
  });

  test('the connectors of a folder differ in what they look for', async () => {
    put('log.xes.gz');
    put('log.csv');
    expect((await listed(await source({}, xesFolder))).map(({ path }) => path)).toEqual(['log.xes.gz']);
  });
});

describe('what they hold', () => {
  const bytes = new Uint8Array(2_500_000).map((_, i) => (i * 7 + (i >> 8)) & 255);

  test('a change gives another version, and nothing else does', async () => {
    put('a.csv');
    const version = async () => (await listed(await source()))[0]!.version;
    const first = await version();
    chmodSync(join(folder, 'a.csv'), 0o600);
    expect(await version()).toBe(first);
    appendFileSync(join(folder, 'a.csv'), '2,B\n');
    const second = await version();
    rmSync(join(folder, 'a.csv'));
    put('a.csv', 'case,activity\n1,A\n2,B\n');
    utimesSync(join(folder, 'a.csv'), 1_700_000_000, 1_700_000_000);
    expect(new Set([first, second, await version()]).size).toBe(3);
  });

  test.each([
    ['written to', () => appendFileSync(join(folder, 'a.csv'), 'more')],
    ['cut', () => truncateSync(join(folder, 'a.csv'), 1_500_000)],
  ])('one that is %s while it is read is a fault', async (_, change) => {
    put('a.csv', bytes);
    const open = await source();
    const [file] = await listed(open);
    const reading = async () => {
      for await (const _piece of open.open(file!, 0)) change();
    };
    expect(await faultOf(reading())).toBe('conflict connector.changed');
    expect(await faultOf(contentOf(open, file!))).toBe('conflict connector.changed');
  });

  test('one that is gone, became a link out of the folder, or lies elsewhere is a fault', async () => {
    put('a.csv');
    put('b.csv');
    const open = await source();
    const [a, b] = await listed(open);
    rmSync(join(folder, 'a.csv'));
    expect(await faultOf(contentOf(open, a!))).toBe('invalid connector.notThere');
    rmSync(join(folder, 'b.csv'));
    symlinkSync('/etc/passwd', join(folder, 'b.csv'));
    expect(await faultOf(contentOf(open, b!))).toBe('forbidden connector.leadsOut');
    for (const path of ['../outside.csv', '/etc/passwd', 'x/../../../../etc/passwd', '..']) {
      const fault = await faultOf(contentOf(open, { ...a!, path }));
      expect(['invalid connector.notThere', 'forbidden connector.leadsOut']).toContain(fault);
    }
    rmSync(join(folder, 'b.csv'));
    Bun.spawnSync(['mkfifo', join(folder, 'b.csv')]);
    expect(await faultOf(contentOf(open, b!))).toBe('forbidden connector.leadsOut');
  });
});

test('a folder that is not opened, is gone, or a listing that nobody waits for', async () => {
  expect(await faultOf(source({ folder: '/etc' }))).toBe('forbidden connector.closedPath');
  const open = await source();
  rmSync(folder, { recursive: true });
  expect(await faultOf(open.check())).toBe('invalid connector.notThere');
  mkdirSync(folder);
  put('a.csv');
  const stop = new AbortController();
  const stopped = await source({}, csvFolder, house.run({ signal: stop.signal }));
  stop.abort();
  expect(await faultOf(listed(stopped))).toBe('cancelled connector.cancelled');
});

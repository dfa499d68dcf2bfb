/** Versions on disk: what they hold, what is noticed when they are damaged, and what later loads share with them. */
import { afterAll, expect, test } from 'bun:test';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { COLUMNS } from '#sdk';
import { files } from '../../scripts/bench/measure.ts';
import { buildVersion } from '../../src/engine/publish/build-version.ts';
import { Pins } from '../../src/engine/publish/pins.ts';
import { sweepVersions } from '../../src/engine/publish/place-version.ts';
import { verifyVersion } from '../../src/engine/publish/verify-version.ts';
import { openVersion } from '../../src/engine/segments/open-version.ts';
import { seededNumbers } from '../../src/mining/log/random-log.ts';
import { build, manyOrders, ORDERS, temporaryFolder } from './example-versions.ts';
import { liveCases, stageLog } from './small-logs.ts';
import { testEngine } from './test-engine.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

const engineOf = (name: string) => testEngine(folder, { cacheFolder: at(`cache-${name}`) });

test('every single changed byte and every removed file is found', async () => {
  const { folder: version } = await build(ORDERS, at('whole'), 12);
  expect(verifyVersion(version).damage).toEqual([]);
  const dice = seededNumbers(11);
  const all = [...files(version)];
  expect(all.length).toBeGreaterThan(30);
  for (const path of all) {
    const file = relative(version, path);
    const content = readFileSync(path);
    if (content.length === 0) continue;
    const places = path.endsWith('manifest.json')
      ? content.keys()
      : [0, content.length - 1, Math.floor(dice() * content.length)];
    for (const place of places) {
      const changed = Buffer.from(content);
      changed[place]! ^= 1 << Math.floor(dice() * 8);
      writeFileSync(path, changed);
      expect([file, place, verifyVersion(version).damage]).toEqual([file, place, [{ file, problem: 'changed' }]]);
    }
    rmSync(path);
    expect(verifyVersion(version).damage).toEqual([{ file, problem: 'missing' }]);
    writeFileSync(path, content);
  }
  expect(verifyVersion(version).damage).toEqual([]);
});

test('ids of cases of any length and script come back as they were', async () => {
  const ids = [
    'a',
    'é',
    '発注-1',
    '😀😀',
    'x'.repeat(5000),
    '発'.repeat(4000),
    ...Array.from({ length: 40 }, (_, i) => `c${i}`),
  ];
  const events = ids.map((id, i) => ({ case: id, activity: 'register', time: i * 1000, start: i * 1000 }));
  const { folder: version } = await build({ events, attributes: {} }, at('any-ids'));
  const [segment] = openVersion(version).segments;
  expect(ids.map((_, i) => segment!.caseId(i))).toEqual(ids);
});

test('ids of cases are read from the mapped file: no thread keeps a copy of them', async () => {
  const { folder: version, manifest } = await build(ORDERS, at('mapped-ids'), 12);
  const [segment] = openVersion(version).segments;
  const first = segment!.caseId(0);
  // Nobody does this to a version. Whoever reads the file sees it, and whoever has a copy does not.
  const path = join(version, 'segments', manifest.segments[0]!.folder, 'case-id.bytes.col');
  const file = openSync(path, 'r+');
  writeSync(file, 'X', 0);
  closeSync(file);
  expect(segment!.caseId(0)).toBe(`X${first.slice(1)}`);
});

test('a cut file ends the calculation, not the process', async () => {
  const { folder: version, manifest } = await build(ORDERS, at('cut'), 12);
  for (const file of ['segments/00001/activity.col', 'dictionaries/activity.dict', 'segments/00000/offsets.col']) {
    const content = readFileSync(join(version, file));
    truncateSync(join(version, file), content.length - 1);
    const engine = engineOf('cut');
    const asked = engine.calculate({
      version: { folder: version, hash: manifest.hash },
      policy: [],
      steps: [],
      calculator: { id: 'rework', params: {} },
      k: 0,
      deadlineMs: 20_000,
    });
    const fault = await asked.then(String, (error) => error);
    expect([fault.fault, fault.code]).toEqual(['unavailable', 'version.damaged']);
    expect(fault.message).not.toContain(folder); // a reader of the API learns the file, not the machine's folders
    await engine.stop();
    writeFileSync(join(version, file), content);
  }
  writeFileSync(join(version, 'manifest.json'), 'null');
  expect(() => openVersion(version)).toThrow('format undefined');
});

test('what JavaScript writes into a mapped column never reaches the file', async () => {
  const { folder: version } = await build(ORDERS, at('mapped'));
  const { segments } = openVersion(version);
  segments[0]!.codes(COLUMNS.activity).fill(9);
  segments[0]!.numbers(COLUMNS.time).fill(9);
  segments[0]!.offsets.fill(9);
  expect(verifyVersion(version).damage).toEqual([]);
  expect(openVersion(version).segments[0]!.codes(COLUMNS.activity)[0]).not.toBe(9);
});

test('the same input twice gives the same bytes', async () => {
  const log = manyOrders(30);
  const [a, b] = [await build(log, at('same-a'), 100), await build(log, at('same-b'), 100)];
  expect(b.manifest.hash).toBe(a.manifest.hash);
  const contents = (root: string) =>
    Object.fromEntries(
      [...files(root)]
        .filter((path) => !path.endsWith('.parquet') && !path.endsWith('manifest.json'))
        .map((path) => [relative(root, path), Bun.hash(readFileSync(path)).toString()]),
    );
  expect(contents(b.folder)).toEqual(contents(a.folder));
  expect(Object.keys(contents(a.folder)).length).toBeGreaterThan(60);
});

test('segments hold whole cases, in the order of first time and id', async () => {
  const load = await stageLog([
    ['b', 'x', 10],
    ['a', 'x', 10],
    ['z', 'x', 5],
    ['late', 'x', 20],
    ['z', 'y', 30],
    ['none', 'x', null],
    ['a', 'y', 11],
  ]);
  const manifest = await buildVersion(load, load.archiving, at('order'), { segmentEvents: 3 });
  // z first at 5; a and b both at 10, by id; late at 20; a case without a time last. Events before a case are counted:
  // z 0, a 2, b 4, late 5, none 6; segment = before div 3.
  expect(liveCases(openVersion(at('order')))).toEqual([
    [
      ['z', 'x', 'y'],
      ['a', 'x', 'y'],
    ],
    [
      ['b', 'x'],
      ['late', 'x'],
    ],
    [['none', 'x']],
  ]);
  expect([manifest.cases, manifest.events, manifest.start, manifest.end]).toEqual([5, 7, 5, 30]);
});

test('ties keep the order of the source, and so does a case with an event without a time', async () => {
  const load = await stageLog([
    ['tie', 'c', 7],
    ['tie', 'a', 7],
    ['tie', 'b', 7],
    ['tie', 'first', 6],
    ['untimed', 'last', 9],
    ['untimed', 'gap', null],
    ['untimed', 'early', 8],
  ]);
  await buildVersion(load, load.archiving, at('ties'));
  expect(liveCases(openVersion(at('ties')))).toEqual([
    [
      ['tie', 'first', 'c', 'a', 'b'],
      ['untimed', 'last', 'gap', 'early'],
    ],
  ]);
});

test('pins hold folders, a sweep takes the others and leftovers', async () => {
  const versions = at('versions');
  for (const name of ['used', 'read', 'old', '.tmp-1', '.tmp-1-spill'])
    mkdirSync(join(versions, name), { recursive: true });
  const pins = new Pins();
  const both = Promise.withResolvers<void>();
  const reading = [
    pins.hold(join(versions, 'read'), () => both.promise),
    pins.hold(join(versions, 'read'), async () => {}),
  ];
  await reading[1];
  const inUse = () => new Set([join(versions, 'used'), ...pins.held()]);
  const swept = await sweepVersions(versions, inUse());
  expect(swept.map((path) => relative(versions, path)).sort()).toEqual(['.tmp-1', '.tmp-1-spill', 'old']);
  expect(readdirSync(versions).sort()).toEqual(['read', 'used']);
  both.resolve();
  await reading[0];
  expect(await sweepVersions(versions, inUse())).toEqual([join(versions, 'read')]);
  expect(await sweepVersions(at('no-such-folder'), new Set())).toEqual([]);
});

test('days are those of the zone of the dataset', async () => {
  const shifted = await stageLog([['o', 'a', Date.UTC(2024, 0, 31, 23, 30)]], [], { zone: 'Europe/Berlin' });
  const utc = await stageLog([['o', 'a', Date.UTC(2024, 0, 31, 23, 30)]]);
  const manifests = [
    await buildVersion(shifted, shifted.archiving, at('zone-1')),
    await buildVersion(utc, utc.archiving, at('zone-2')),
  ];
  expect(manifests[0]!.hash).not.toBe(manifests[1]!.hash);
  const engine = engineOf('zone');
  const period = async (i: number) => {
    const version = { folder: at(`zone-${i + 1}`), hash: manifests[i]!.hash };
    const calculator = { id: 'cases-over-time', params: { bucket: 'month' } };
    const { text } = await engine.calculate({ version, policy: [], steps: [], calculator, k: 0, deadlineMs: 9_000 });
    return JSON.parse(text!).items.map((item: { period: string }) => item.period);
  };
  expect([await period(0), await period(1)]).toEqual([['2024-02'], ['2024-01']]);
  await engine.stop();
});

test('a manifest that is gone or cut is named, without the folders of this machine', async () => {
  const { folder: version } = await build(ORDERS, at('manifest-cut'));
  truncateSync(join(version, 'manifest.json'), 20);
  for (const path of [version, at('never-built')]) {
    let message = '';
    try {
      openVersion(path);
    } catch (error) {
      message = `${(error as { code: string }).code}: ${(error as Error).message}`;
    }
    expect(message).toStartWith('version.unreadable: The manifest of this dataset version is missing or damaged');
    expect(message).not.toContain(folder);
  }
});

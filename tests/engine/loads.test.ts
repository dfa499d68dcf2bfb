/** Later loads into a version: what they add, share, replace and erase. */
import { afterAll, expect, test } from 'bun:test';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { COLUMNS } from '#sdk';
import { buildVersion } from '../../src/engine/publish/build-version.ts';
import { rebuild } from '../../src/engine/publish/rebuild.ts';
import { verifyVersion } from '../../src/engine/publish/verify-version.ts';
import { type OpenVersion, openVersion } from '../../src/engine/segments/open-version.ts';
import { build, ORDERS, temporaryFolder } from './example-versions.ts';
import { liveCases, smallLog, stageLog } from './small-logs.ts';
import { stageNothing } from './stage-rows.ts';
import { testEngine } from './test-engine.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

async function append(base: string, into: string, load: Awaited<ReturnType<typeof stageLog>>, segmentEvents = 5) {
  const connections = { connection: load.connection, archiving: load.archiving };
  return rebuild(openVersion(at(base)), { load }, connections, at(into), { segmentEvents });
}

const engineOf = (name: string) => testEngine(folder, { cacheFolder: at(`cache-${name}`) });

test('dictionaries are sorted by bytes, and later values stand behind', async () => {
  const first = await stageLog(['ä', 'z', 'Z', 'a', '🗼', 'ﬁ'].map((a, i) => [`c${i}`, a, i]));
  await buildVersion(first, first.archiving, at('words-1'));
  // UTF-8: 5a 61 7a c3a4 efac81 f09f97bc
  const sorted = ['', 'Z', 'a', 'z', 'ä', 'ﬁ', '🗼'];
  expect(openVersion(at('words-1')).dictionary(COLUMNS.activity)).toEqual(sorted);
  await append(
    'words-1',
    'words-2',
    await stageLog([
      ['n', 'b', 99],
      ['n', 'A', 98],
      ['n', 'z', 97],
    ]),
  );
  const second = openVersion(at('words-2'));
  expect(second.dictionary(COLUMNS.activity)).toEqual([...sorted, 'A', 'b']);
  expect(liveCases(second).at(-1)).toEqual([['n', 'z', 'A', 'b']]);
});

test('a column that came later is missing in the segments before; one that changed its class is refused', async () => {
  await build(ORDERS, at('col-1'), 12);
  const text = { id: 'c_009', name: 'region', level: 'event', class: 'category' } as const;
  const load = await stageLog([['new', 'pay', 1e12]], [{ spec: text, values: ['north'] }]);
  const { manifest } = await append('col-1', 'col-2', load);
  const region = manifest.columns.find((c) => c.name === 'region')!;
  expect(region.id).toBe('c_007');
  expect(manifest.segments.map((s) => s.missing)).toEqual([['c_007'], ['c_007'], undefined]);
  const opened = openVersion(at('col-2'));
  expect([...opened.segments[0]!.codes(region.id)].every((code) => code === 0)).toBe(true);
  const wrong = await stageLog([['new', 'pay', 1e12]], [{ spec: { ...text, name: 'cost' }, values: ['12'] }]);
  expect(await append('col-2', 'col-3', wrong).catch((error) => [error.fault, error.code])).toEqual([
    'conflict',
    'append.classChanged',
  ]);
});

test('the same rows again are not there twice, and genuine duplicates stay', async () => {
  const rows: [string, string, number][] = [
    ['o', 'a', 1],
    ['o', 'b', 2],
    ['o', 'b', 2],
    ['p', 'a', 3],
  ];
  const first = await stageLog(rows);
  await buildVersion(first, first.archiving, at('dup-1'));
  const again = await append('dup-1', 'dup-2', await stageLog(rows));
  expect([again.inserted, again.unchanged, again.manifest.events]).toEqual([0, 4, 4]);
  const third = await append('dup-2', 'dup-3', await stageLog([...rows, ['o', 'b', 2]]));
  expect([third.inserted, third.unchanged, third.manifest.events]).toEqual([1, 4, 5]);
  expect(liveCases(openVersion(at('dup-3'))).flat()).toContainEqual(['o', 'a', 'b', 'b', 'b']);
});

test('dead copies are compacted above a fifth, and what did not change is shared on disk', async () => {
  const log: [string, string, number][] = Array.from({ length: 20 }, (_, i) => [
    `c${String(i).padStart(2, '0')}`,
    'a',
    i,
  ]);
  const load = await stageLog(log);
  await buildVersion(load, load.archiving, at('dead-1'), { segmentEvents: 5 });
  const inode = (version: string, file: string) => statSync(join(at(version), file)).ino;
  // 4 of 20 events would be dead: not above a fifth.
  const touch = (n: number) => stageLog(log.slice(0, n).map(([c, , t]) => [c, 'b', t + 100]));
  const few = await append('dead-1', 'dead-2', await touch(4));
  expect(few.manifest.segments.map((s) => s.dead?.cases ?? 0)).toEqual([4, 0, 0, 0, 0, 0]);
  expect([few.manifest.cases, few.manifest.events, few.touchedCases]).toEqual([20, 24, 4]);
  for (const file of ['segments/00000/activity.col', 'segments/00003/offsets.col', 'archive/00002.parquet'])
    expect(inode('dead-2', file)).toBe(inode('dead-1', file));
  const many = await append('dead-1', 'dead-3', await touch(6));
  expect(many.manifest.segments.some((s) => s.dead)).toBe(false);
  expect(many.manifest.segments.map((s) => s.folder).slice(0, 2)).toEqual(['00002', '00003']);
  expect([many.manifest.cases, many.manifest.events]).toEqual([20, 26]);
  expect(existsSync(join(at('dead-3'), 'segments/00000'))).toBe(false);
  for (const version of ['dead-1', 'dead-2', 'dead-3']) expect(verifyVersion(at(version)).damage).toEqual([]);
});

test('what is erased is gone from copies that later segments replaced, too', async () => {
  const first = await stageLog(smallLog.rows, smallLog.columns);
  await buildVersion(first, first.archiving, at('erase-1'), { segmentEvents: 4 });
  const late = await append('erase-1', 'erase-2', await stageLog([['secret-1', 'z', 900]]), 4);
  expect(late.manifest.segments.some((s) => s.dead)).toBe(true);
  const connections = await stageNothing();
  await rebuild(openVersion(at('erase-2')), { erase: ['secret-1'] }, connections, at('erase-3'), { segmentEvents: 4 });
  const left = openVersion(at('erase-3'));
  expect(
    liveCases(left)
      .flat()
      .map(([id]) => id),
  ).not.toContain('secret-1');
  expect([left.manifest.start, left.manifest.end]).toEqual([2, 800]);
  const grep = Bun.spawn(['grep', '-rlaE', 'secret-1|whispered', at('erase-3')]);
  expect(await new Response(grep.stdout).text()).toBe('');
  expect(readFileSync(join(at('erase-2'), 'dictionaries/c_001.dict'), 'utf8')).toContain('whispered');
});

test('values of case columns that are text survive a load', async () => {
  const note = (values: string[]) => [
    { spec: { id: 'c_001', name: 'case:note', level: 'case', class: 'text' } as const, values },
  ];
  const first = await stageLog(
    [
      ['p', 'a', 1],
      ['q', 'a', 2],
    ],
    note(['of p', 'of q']),
  );
  await buildVersion(first, first.archiving, at('text-1'));
  await append(
    'text-1',
    'text-2',
    await stageLog(
      [
        ['p', 'b', 3],
        ['r', 'a', 4],
      ],
      note(['', 'of r'].map((v) => v || (null as never))),
    ),
  );
  const engine = engineOf('text');
  const kept = async (value: string) => {
    const { manifest } = openVersion(at('text-2'));
    const steps = [{ id: 'case-attribute', params: { attribute: 'case:note', value } }];
    const asked = {
      version: { folder: at('text-2'), hash: manifest.hash },
      policy: [],
      steps,
      k: 0,
      deadlineMs: 9_000,
    };
    return (await engine.count(asked)).kept.cases;
  };
  expect([await kept('of p'), await kept('of q'), await kept('of r'), await kept('of s')]).toEqual([1, 1, 1, 0]);
  await engine.stop();
});

const lifecycle = { id: COLUMNS.lifecycle, name: 'lifecycle:transition', level: 'event', class: 'category' } as const;

test('starts and completes are paired at publish, also when the first start comes with a later load', async () => {
  const pair = (version: OpenVersion) =>
    version.segments.flatMap((segment, s) =>
      [...Array(segment.cases).keys()].flatMap((c) => {
        const live = version.live[s];
        if (live && !((live[c >>> 5]! >>> (c & 31)) & 1)) return [];
        return [...Array(segment.events).keys()]
          .slice(segment.offsets[c]!, segment.offsets[c + 1]!)
          .map((e) => [segment.caseId(c), segment.numbers(COLUMNS.startTime)[e], segment.codes(COLUMNS.instance)[e]]);
      }),
    );
  const rows: [string, string, number][] = [
    ['o', 'a', 10],
    ['o', 'a', 14],
    ['o', 'b', 20],
    // So many others that one changed case is no reason to write the rest anew.
    ...Array.from({ length: 12 }, (_, i): [string, string, number] => [`p${i + 10}`, 'a', 30 + i]),
  ];
  const words = ['start', ...rows.slice(1).map(() => 'complete')];
  const whole = await stageLog(rows, [{ spec: lifecycle, values: words }]);
  const manifest = await buildVersion(whole, whole.archiving, at('pairs'));
  expect(manifest.derived).toContain(COLUMNS.instance);
  // The complete at 14 began at 10; b and p have no start of their own; the paired start is no instance.
  const expected = [
    ['o', Number.NaN, 1],
    ['o', 10, 2],
    ['o', Number.NaN, 2],
    ...rows.slice(3).map(([id]) => [id, Number.NaN, 2]),
  ];
  expect(pair(openVersion(at('pairs')))).toEqual(expected);

  const later = await stageLog(rows.slice(1), [{ spec: lifecycle, values: words.slice(1) }]);
  expect((await buildVersion(later, later.archiving, at('pairs-1'))).derived).not.toContain(COLUMNS.instance);
  await append('pairs-1', 'pairs-2', await stageLog([['o', 'a', 10]], [{ spec: lifecycle, values: ['start'] }]));
  expect(pair(openVersion(at('pairs-2'))).sort()).toEqual(expected.sort());
});

test('start times that pairing filled in do not make old rows look new', async () => {
  const columns = [
    { spec: lifecycle, values: ['start', 'complete', 'complete'] },
    {
      spec: { id: COLUMNS.startTime, name: 'start', level: 'event', class: 'time' } as const,
      values: [null, null, 18],
    },
  ];
  const rows: [string, string, number][] = [
    ['o', 'a', 10],
    ['o', 'a', 14],
    ['o', 'b', 20],
  ];
  const first = await stageLog(rows, columns);
  await buildVersion(first, first.archiving, at('filled-1'));
  const start = (name: string) => [...openVersion(at(name)).segments.at(-1)!.numbers(COLUMNS.startTime)];
  expect(start('filled-1')).toEqual([Number.NaN, 10, 18]);
  const again = await append('filled-1', 'filled-2', await stageLog(rows, columns));
  expect([again.inserted, again.unchanged]).toEqual([0, 3]);
  expect(start('filled-2')).toEqual([Number.NaN, 10, 18]);
});

test('a classifier over several attributes is a column, also for rows that come later', async () => {
  const spec = { id: COLUMNS.resource, name: 'org:resource', level: 'event', class: 'category' } as const;
  const classifiers = [{ name: 'who does what', columns: [COLUMNS.activity, COLUMNS.resource] }];
  const first = await stageLog(
    [
      ['o', 'a', 1],
      ['o', 'b', 2],
    ],
    [{ spec, values: ['Ann', null] }],
    { classifiers },
  );
  const manifest = await buildVersion(first, first.archiving, at('class-1'));
  expect(manifest.classifiers.map(({ name, column }) => [name, column])).toEqual([['who does what', 'k_001']]);
  await append(
    'class-1',
    'class-2',
    await stageLog(
      [
        ['o', 'c', 3],
        ['p', 'a', 4],
      ],
      [{ spec, values: ['Cat', 'Ann'] }],
    ),
  );
  const engine = engineOf('class');
  const arcs = async (classifier?: string) => {
    const version = { folder: at('class-2'), hash: openVersion(at('class-2')).manifest.hash };
    const calculator = { id: 'rework', params: {} };
    const asked = {
      version,
      policy: [],
      steps: [],
      calculator,
      k: 0,
      deadlineMs: 9_000,
      ...(classifier ? { classifier } : {}),
    };
    const { items } = JSON.parse((await engine.calculate(asked)).text!) as {
      items: { activity: string; cases: number }[];
    };
    return items.map((i) => `${i.activity} ${i.cases}`).sort();
  };
  expect(await arcs()).toEqual(['a 2', 'b 1', 'c 1']);
  expect(await arcs('who does what')).toEqual(['a+Ann 2', 'b 1', 'c+Cat 1']);
  expect(await arcs('org:resource').then((list) => list.filter((i) => i.includes('Ann')))).toEqual(['Ann 2']);
  expect(await arcs('who').catch((error) => error.message)).toContain('Classifiers: "concept:name", "who does what"');
  await engine.stop();
});

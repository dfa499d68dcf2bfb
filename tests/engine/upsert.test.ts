/** Loads by key: which rows they replace, what they count, and that the result is the log built from the merged table. */
import { afterAll, describe, expect, test } from 'bun:test';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { COLUMNS } from '#sdk';
import { buildVersion } from '../../src/engine/publish/build-version.ts';
import { rebuild } from '../../src/engine/publish/rebuild.ts';
import { keepNewest } from '../../src/engine/publish/upsert-rows.ts';
import { verifyVersion } from '../../src/engine/publish/verify-version.ts';
import { openVersion } from '../../src/engine/segments/open-version.ts';
import { temporaryFolder } from './example-versions.ts';
import { liveCases, stageLog } from './small-logs.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

/** Case, activity, time, number of the row in its source, cost. */
type Row = readonly [string, string, number, string | null, number | null];

const CLASS = { category: 'category', text: 'text' } as const;

const staged = (rows: readonly Row[], idClass: keyof typeof CLASS = 'category', withCost = true) =>
  stageLog(
    rows.map(([c, a, t]) => [c, a, t] as const),
    [
      { spec: { id: 'c_001', name: 'id', level: 'event', class: idClass }, values: rows.map((r) => r[3]) },
      ...(withCost
        ? [
            {
              spec: { id: 'c_002', name: 'cost', level: 'event', class: 'number' } as const,
              values: rows.map((r) => r[4]),
            },
          ]
        : []),
    ],
  );

let versions = 0;
async function built(rows: readonly Row[], idClass?: keyof typeof CLASS): Promise<string> {
  const name = `v${++versions}`;
  const log = await staged(rows, idClass);
  await buildVersion(log, log.archiving, at(name), { segmentEvents: 4 });
  return name;
}

async function upserted(base: string, load: Awaited<ReturnType<typeof staged>>, key: readonly string[]) {
  const name = `v${++versions}`;
  const connections = { connection: load.connection, archiving: load.archiving };
  const done = await rebuild(openVersion(at(base)), { load, key }, connections, at(name), { segmentEvents: 4 });
  expect(verifyVersion(at(name)).damage).toEqual([]);
  return { name, ...done };
}

/** Every live event as case, activity, time, cost; cases by their id, so that versions with other segments compare. */
function contentOf(name: string) {
  const version = openVersion(at(name));
  const costs = version.manifest.columns.find((c) => c.name === 'cost')!;
  return version.segments
    .flatMap((segment, s) =>
      Array.from({ length: segment.cases }, (_, c) => c)
        .filter((c) => !version.live[s] || (version.live[s]![c >>> 5]! >>> (c & 31)) & 1)
        .map((c) => {
          const [from, to] = [segment.offsets[c]!, segment.offsets[c + 1]!];
          const activities = version.dictionary(COLUMNS.activity);
          const events = Array.from({ length: to - from }, (_, i) => [
            activities[segment.codes(COLUMNS.activity)[from + i]!],
            segment.numbers(COLUMNS.time)[from + i],
            segment.numbers(costs.id)[from + i],
          ]);
          return [segment.caseId(c), events] as const;
        }),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

const ORDERS: Row[] = [
  ['o1', 'create', 10, 'r1', 1],
  ['o1', 'pay', 20, 'r2', 2],
  ['o2', 'create', 30, 'r3', 3],
  ['o3', 'create', 40, 'r4', 4],
];

for (const idClass of ['category', 'text'] as const)
  describe(`a key that is ${idClass}`, () => {
    test('rows with a known key are replaced, equal ones stay, others come in', async () => {
      const base = await built(ORDERS, idClass);
      const load = await staged(
        [
          ['o1', 'pay', 21, 'r2', 7],
          ['o2', 'create', 30, 'r3', 3],
          ['o4', 'create', 50, 'r5', 5],
        ],
        idClass,
      );
      const done = await upserted(base, load, ['c_001']);
      expect([done.inserted, done.updated, done.unchanged, done.duplicates]).toEqual([1, 1, 1, 0]);
      expect(contentOf(done.name)).toEqual([
        [
          'o1',
          [
            ['create', 10, 1],
            ['pay', 21, 7],
          ],
        ],
        ['o2', [['create', 30, 3]]],
        ['o3', [['create', 40, 4]]],
        ['o4', [['create', 50, 5]]],
      ]);
      expect([done.manifest.cases, done.manifest.events]).toEqual([4, 5]);
    });

    test('a row that went to another case is found where it was, and a case without events is gone', async () => {
      const base = await built(ORDERS, idClass);
      const done = await upserted(base, await staged([['o1', 'create', 30, 'r3', 3]], idClass), ['c_001']);
      expect([done.inserted, done.updated]).toEqual([0, 1]);
      expect(
        liveCases(openVersion(at(done.name)))
          .flat()
          .sort(),
      ).toEqual([
        ['o1', 'create', 'pay', 'create'],
        ['o3', 'create'],
      ]);
      expect([done.manifest.cases, done.manifest.events]).toEqual([3 - 1, 4]);
    });
  });

test('of several rows with one key the last counts, in the first load too', async () => {
  const twice: Row[] = [
    ['o9', 'create', 1, 'r9', 1],
    ['o9', 'create', 2, 'r9', 2],
  ];
  const done = await upserted(await built(ORDERS), await staged(twice), ['c_001']);
  expect([done.inserted, done.duplicates]).toEqual([1, 1]);
  const first = await staged(twice);
  expect(await keepNewest(first.connection, first.columns, ['c_001'])).toBe(1);
  await buildVersion(first, first.archiving, at('newest'));
  for (const name of [done.name, 'newest'])
    expect(contentOf(name).find(([id]) => id === 'o9')![1]).toEqual([['create', 2, 2]]);
});

test('a key of several columns takes a missing value for a value; a column that the load lacks keeps its values', async () => {
  const base = await built([['o1', 'create', 10, null, 1], ...ORDERS.slice(1)]);
  const key = ['case_id', COLUMNS.activity, 'c_001'];
  const done = await upserted(base, await staged([['o1', 'create', 11, null, null]], 'category', false), key);
  expect([done.inserted, done.updated]).toEqual([0, 1]);
  expect(contentOf(done.name)[0]).toEqual([
    'o1',
    [
      ['create', 11, 1],
      ['pay', 20, 2],
    ],
  ]);
});

test('rows that show nothing of their key are refused', async () => {
  const load = await staged([['o1', 'create', 11, null, 1]]);
  const refused = await upserted(await built(ORDERS), load, ['c_001']).catch((error) => error);
  expect([refused.fault, refused.code]).toEqual(['invalid', 'upsert.keyMissing']);
});

test('what a load did is told by days, and by months where it spans more than two', async () => {
  const may = Date.UTC(2026, 4, 1);
  const base = await built([['p', 'a', may, 'r1', 1]]);
  const days = await upserted(
    base,
    await staged([
      ['p', 'a', may, 'r1', 2],
      ['p', 'b', may + 86_400_000, 'r2', 1],
    ]),
    ['c_001'],
  );
  expect(days.periods).toEqual([
    { from: '2026-05-01', unit: 'day', inserted: 0, updated: 1, unchanged: 0 },
    { from: '2026-05-02', unit: 'day', inserted: 1, updated: 0, unchanged: 0 },
  ]);
  const late = await staged([
    ['p', 'a', may, 'r1', 2],
    ['p', 'c', Date.UTC(2026, 7, 9), 'r3', 1],
  ]);
  expect((await upserted(days.name, late, ['c_001'])).periods).toEqual([
    { from: '2026-05-01', unit: 'month', inserted: 0, updated: 0, unchanged: 1 },
    { from: '2026-08-01', unit: 'month', inserted: 1, updated: 0, unchanged: 0 },
  ]);
});

test('upserted = rebuilt from the merged table, on random logs', async () => {
  let seed = Number(process.env.ADIT_TEST_SEED ?? 1);
  const next = (n: number) => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return (seed >> 8) % n;
  };
  const some = (count: number): Row[] =>
    Array.from({ length: count }, () => [`o${next(6)}`, 'abc'[next(3)]!, next(1000), `r${next(15)}`, next(3)]);
  const byKey = (rows: readonly Row[]): Row[] => [...new Map(rows.map((row) => [row[3], row])).values()];
  for (let run = 0; run < 5; run++) {
    let table = byKey(some(12));
    let name = await built(table);
    for (let step = 0; step < 3; step++) {
      const load = some(1 + next(8));
      const newest = byKey(load);
      const before = new Map(table.map((row) => [row[3], JSON.stringify(row)]));
      const done = await upserted(name, await staged(load), ['c_001']);
      const inserted = newest.filter((r) => !before.has(r[3])).length;
      const unchanged = newest.filter((r) => before.get(r[3]) === JSON.stringify(r)).length;
      expect([done.inserted, done.unchanged, done.updated, done.duplicates]).toEqual([
        ...[inserted, unchanged, newest.length - inserted - unchanged, load.length - newest.length],
      ]);
      table = byKey([...table, ...load]);
      expect([done.manifest.cases, done.manifest.events]).toEqual([new Set(table.map((r) => r[0])).size, table.length]);
      const sorted = (content: ReturnType<typeof contentOf>) =>
        content.map(([id, events]) => [id, events.map((e) => JSON.stringify(e)).sort()]);
      expect(sorted(contentOf(done.name))).toEqual(sorted(contentOf(await built(table))));
      name = done.name;
    }
  }
}, 60_000);

import { expect, test } from 'bun:test';
import type { Static } from '#sdk';
import { type MemoryEvent, type MemoryLog, memoryLog } from '../log/memory-log.ts';
import { seededNumbers } from '../log/random-log.ts';
import { calculate } from '../views/inline.ts';
import conceptDrift from './concept-drift.ts';

const MINUTE = 60_000;
const SEEDS = Number(process.env.LAW_RUNS ?? 150);

/** How one case goes; chance decides. */
type Process = (random: () => number) => string[];

const either = (random: () => number, share: number, a: string, b: string): string => (random() < share ? a : b);
const times = (random: () => number, again: number, activity: string): string[] => {
  const done = [activity];
  while (random() < again) done.push(activity);
  return done;
};

/** Orders with a choice, a part that may be left out, two steps in any order, and a loop. */
const usual: Process = (random) => [
  'register',
  ...(random() < 0.3 ? ['ask'] : []),
  ...(random() < 0.5 ? ['check stock', 'check credit'] : ['check credit', 'check stock']),
  ...times(random, 0.3, 'work'),
  either(random, 0.7, 'ship', 'hand over'),
  'pay',
];

/** Cases that begin one after the other, `sizes[i]` of each process; the i-th begins in minute i, give or take. */
function logOf(seed: number, parts: readonly (readonly [number, Process])[], segmentEvents = 1_000_000): MemoryLog {
  const random = seededNumbers(seed);
  const rows: MemoryEvent[] = [];
  let c = 0;
  for (const [cases, process] of parts)
    for (let i = 0; i < cases; i++, c++) {
      const begin = c * 100 * MINUTE + Math.floor(random() * 100) * MINUTE;
      process(random).forEach((activity, e) => {
        rows.push({ case: `${c}`, activity, time: begin + e * 30 * MINUTE });
      });
    }
  return memoryLog(rows, { segmentEvents });
}

const pointsOf = async (memory: MemoryLog, params: object = {}) =>
  (await calculate(memory, conceptDrift, params)).points;
/** The place of each change among the cases. */
const placesOf = (points: Static<typeof conceptDrift.result>['points']) =>
  points.map(({ at }) => Date.parse(at) / (100 * MINUTE));

test('a process that does not change: nothing is found, but for the probability that was asked for', async () => {
  let alarms = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const cases = 100 + (seed % 5) * 200;
    if ((await pointsOf(logOf(seed, [[cases, usual]]), { significance: 0.05, minDifference: 0 })).length > 0) alarms++;
  }
  expect(alarms / SEEDS).toBeLessThanOrEqual(0.05);
}, 60_000);

test('of very many variants either, nor of rare ones', async () => {
  const wild: Process = (random) =>
    Array.from({ length: 4 + Math.floor(random() * 8) }, () => `a${Math.floor(random() ** 2 * 60)}`);
  let alarms = 0;
  for (let seed = 0; seed < SEEDS / 3; seed++)
    if ((await pointsOf(logOf(seed, [[400, wild]]), { minDifference: 0 })).length > 0) alarms++;
  expect(alarms / (SEEDS / 3)).toBeLessThanOrEqual(0.05);
}, 60_000);

const CHANGES: readonly [string, Process, string][] = [
  [
    'an activity comes in',
    (r) => usual(r).flatMap((a) => (a === 'work' ? ['work'] : a === 'pay' ? ['confirm', 'pay'] : [a])),
    'confirm',
  ],
  ['an activity is left out', (r) => usual(r).filter((a) => a !== 'check credit'), 'check credit'],
  [
    'two are done in one order only',
    (r) => usual(r).toSorted((a, b) => (a.startsWith('check') && b.startsWith('check') ? (a < b ? -1 : 1) : 0)),
    'check',
  ],
  [
    'a choice is made otherwise',
    (r) => usual(r).map((a) => (a === 'ship' || a === 'hand over' ? either(r, 0.25, 'ship', 'hand over') : a)),
    'ship',
  ],
  [
    'a loop is gone through more often',
    (r) => usual(r).flatMap((a) => (a === 'work' ? times(r, 0.6, 'work') : [a])),
    'work',
  ],
  ['cases begin otherwise', (r) => [either(r, 0.5, 'phone', 'letter'), ...usual(r)], 'phone'],
];

test.each(CHANGES)(
  '%s: found once, within a twentieth of the cases, with what changed',
  async (_, changed, activity) => {
    for (const at of [300, 500]) {
      for (let seed = 1; seed <= 5; seed++) {
        const points = await pointsOf(
          logOf(seed, [
            [at, usual],
            [1000 - at, changed],
          ]),
        );
        const places = placesOf(points);
        expect(places).toHaveLength(1);
        expect(Math.abs(places[0]! - at)).toBeLessThanOrEqual(50);
        const [point] = points;
        expect(point!.pValue).toBeLessThan(0.01);
        expect(point!.casesBefore + point!.casesAfter).toBe(1000);
        expect(Math.abs(point!.casesBefore - at)).toBeLessThanOrEqual(50);
        expect(point!.relations.some(({ from, to }) => [from, to].some((name) => name?.startsWith(activity)))).toBe(
          true,
        );
      }
    }
  },
  60_000,
);

test('several changes, one of them back to how it was', async () => {
  const other = CHANGES[3]![1];
  const third = CHANGES[0]![1];
  for (let seed = 1; seed <= 5; seed++) {
    const memory = logOf(seed, [
      [400, usual],
      [400, other],
      [400, usual],
      [400, third],
    ]);
    const places = placesOf(await pointsOf(memory));
    expect(places).toHaveLength(3);
    [400, 800, 1200].forEach((at, i) => {
      expect(Math.abs(places[i]! - at)).toBeLessThanOrEqual(50);
    });
  }
});

test('the shares before and after are those of all cases between the changes', async () => {
  const memory = logOf(1, [
    [200, () => ['a', 'b']],
    [200, () => ['a', 'c']],
  ]);
  const [point, ...more] = await pointsOf(memory);
  expect(more).toEqual([]);
  expect([point!.casesBefore, point!.casesAfter, point!.support]).toEqual([200, 200, 200]);
  expect(
    point!.relations.map(({ kind, from, to, shareBefore, shareAfter, support }) => [
      kind,
      from,
      to,
      shareBefore,
      shareAfter,
      support,
    ]),
  ).toEqual([
    ['occurs', 'a', 'b', 1, 0, 200],
    ['occurs', 'a', 'c', 0, 1, 200],
    ['ends', 'b', null, 1, 0, 200],
    ['ends', 'c', null, 0, 1, 200],
  ]);
  // Four relations at p = 2 ⁄ (400 choose 200), which is about 4^-200 times √(200 π): 1.9e-119 each.
  expect(Math.log10(point!.relations[0]!.pValue)).toBeCloseTo(
    Math.log10(4 * 2) - 400 * Math.log10(2) + 0.5 * Math.log10(200 * Math.PI),
    2,
  );
  expect((await pointsOf(memory, { limit: 1 }))[0]).toMatchObject({ changed: 4, relations: [{ from: 'a', to: 'b' }] });
});

test('the same in one segment and in many, however cases are ordered in the log', async () => {
  const parts = [
    [300, usual],
    [300, CHANGES[4]![1]],
  ] as const;
  const one = await calculate(logOf(3, parts), conceptDrift, {});
  expect(one.points).toHaveLength(1);
  expect(await calculate(logOf(3, parts, 50), conceptDrift, {})).toEqual(one);
});

test('cases that all begin at once have no before and after', async () => {
  const rows = Array.from({ length: 200 }, (_, i) => [
    { case: `${i}`, activity: 'a', time: 0 },
    { case: `${i}`, activity: i % 2 ? 'b' : 'c', time: i },
  ]).flat();
  expect(await pointsOf(memoryLog(rows))).toEqual([]);
});

test('a small difference among many cases is a change only for who wants to know it', async () => {
  const share =
    (of: number): Process =>
    (random) => ['a', either(random, of, 'b', 'c')];
  const memory = logOf(1, [
    [3000, share(0.5)],
    [3000, share(0.58)],
  ]);
  expect(await pointsOf(memory, { minDifference: 0.2 })).toEqual([]);
  const [point] = await pointsOf(memory, { minDifference: 0.05 });
  expect(Math.abs(point!.casesBefore - 3000)).toBeLessThanOrEqual(300);
});

import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { referenceLog } from '../../../tests/reference-log.ts';
import { exampleLog } from '../log/example-log.ts';
import { type MemoryEvent, type MemoryLog, memoryLog } from '../log/memory-log.ts';
import { plainCases } from '../log/plain-cases.ts';
import { randomLog } from '../log/random-log.ts';
import { calculate, inlineRun } from '../views/inline.ts';
import temporalDeviations from './temporal-deviations.ts';

const numRuns = Number(process.env.LAW_RUNS ?? 150);
const ALL = { limit: 200_000, worst: 1000 };

interface Seen {
  pair: string;
  caseId: string;
  ms: number;
}

/** Every two events of every case, by the definition. */
function everyPair(memory: MemoryLog): Seen[] {
  return plainCases(memory).flatMap(({ id, events }) =>
    events.flatMap((to, j) =>
      events.slice(0, j).flatMap((from) => {
        const ms = (Number.isNaN(to.start) ? to.time : to.start) - from.time;
        return Number.isNaN(ms) ? [] : [{ pair: `${from.activity} → ${to.activity}`, caseId: id, ms }];
      }),
    ),
  );
}

function statistics(values: readonly number[]) {
  const mean = values.reduce((x, y) => x + y, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, stdDev: values.length === 1 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}

async function compare(memory: MemoryLog, zeta: number): Promise<void> {
  const found = await calculate(memory, temporalDeviations, { zeta, ...ALL });
  const seen = Map.groupBy(everyPair(memory), ({ pair }) => pair);
  expect(new Set(found.items.map(({ from, to }) => `${from} → ${to}`))).toEqual(new Set(seen.keys()));
  const furthest = new Map<string, { deviations: number; distance: number }>();
  for (const item of found.items) {
    const of = seen.get(`${item.from} → ${item.to}`)!;
    const { mean, stdDev } = statistics(of.map(({ ms }) => ms));
    expect(item.meanMs).toBeCloseTo(mean, 3);
    expect(Math.abs(item.stdDevMs - stdDev)).toBeLessThanOrEqual(1e-9 * stdDev + 1e-3);
    // Held against the figures that were given: at the limit itself rounding decides.
    const outside = of.filter(({ ms }) => Math.abs(ms - item.meanMs) > zeta * item.stdDevMs + 0.001);
    for (const { caseId, ms } of outside) {
      const known = furthest.get(caseId) ?? { deviations: 0, distance: 0 };
      const distance = Math.abs(ms - item.meanMs) / item.stdDevMs;
      furthest.set(caseId, { deviations: known.deviations + 1, distance: Math.max(distance, known.distance) });
    }
    expect(item).toMatchObject({
      ...{ count: of.length, cases: new Set(of.map(({ caseId }) => caseId)).size, deviations: outside.length },
      early: outside.filter(({ ms }) => ms < item.meanMs).length,
      late: outside.filter(({ ms }) => ms > item.meanMs).length,
      deviatingCases: new Set(outside.map(({ caseId }) => caseId)).size,
    });
  }
  expect([found.deviatingCases, found.total]).toEqual([furthest.size, found.items.length]);
  const worst = found.worst!;
  expect(worst.length).toBe(Math.min(1000, furthest.size));
  const distances = worst.map(({ distance }) => distance ?? Number.POSITIVE_INFINITY);
  expect(distances).toEqual(distances.toSorted((x, y) => y - x));
  for (const { caseId, deviations, distance } of worst) {
    const of = furthest.get(caseId)!;
    expect(deviations).toBe(of.deviations);
    expect(distance).toBeCloseTo(of.distance, 6);
  }
}

describe('every pair, against the definition', () => {
  test('the orders', async () => {
    for (const zeta of [0, 0.5, 1, 1.5, 3]) await compare(exampleLog(), zeta);
  });
  test('Receipt', async () => compare((await referenceLog('receipt')).memory, 3), 60_000);
  test('generated logs, with and without starts, with missing times', () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), fc.boolean(), fc.constantFrom(0, 0.05, 0.4), (seed, starts, missing) =>
        compare(randomLog(seed, { starts, missing, segmentEvents: 7 }), 1.25),
      ),
      { seed: 9, numRuns },
    ));
});

const DAY = 86_400_000;
const at = (id: string, ...events: [string, number][]): MemoryEvent[] =>
  events.map(([activity, days]) => ({ case: id, activity, time: days * DAY }));

test('two cases by hand', async () => {
  // A to B: 60 and 30 days: mean 45, standard deviation √(2 · 15²) = 21.2; the others occur once.
  const log = memoryLog([...at('x', ['A', 0], ['B', 60], ['C', 150]), ...at('y', ['A', 0], ['B', 30], ['D', 60])]);
  const found = await calculate(log, temporalDeviations, {});
  expect(found.items.map((i) => [i.from, i.to, i.count, i.meanMs / DAY, i.stdDevMs / DAY, i.deviations])).toEqual([
    ['A', 'B', 2, 45, 15 * Math.SQRT2, 0],
    ['A', 'C', 1, 150, 0, 0],
    ['A', 'D', 1, 60, 0, 0],
    ['B', 'C', 1, 90, 0, 0],
    ['B', 'D', 1, 30, 0, 0],
  ]);
});

test('an activity that comes again makes a pair with itself, and each with each', async () => {
  const found = await calculate(memoryLog(at('x', ['A', 0], ['A', 1], ['B', 3], ['A', 4])), temporalDeviations, {});
  // A to A: 1, 4 and 3 days; A to B: 3 and 2; B to A: 1.
  expect(found.items.map((i) => [i.from, i.to, i.count, i.cases, i.meanMs / DAY])).toEqual([
    ['A', 'A', 3, 1, 8 / 3],
    ['A', 'B', 2, 1, 2.5],
    ['B', 'A', 1, 1, 1],
  ]);
});

test('small differences of long times are not lost', async () => {
  // A hundred years and one, two, three … milliseconds: variance (n² − 1) ⁄ 12 · n ⁄ (n − 1) = n (n + 1) ⁄ 12.
  const n = 2000;
  const years = 100 * 365 * DAY;
  const rows = Array.from({ length: n }, (_, i) => [
    { case: `c${i}`, activity: 'a', time: i * 977 },
    { case: `c${i}`, activity: 'b', time: i * 977 + years + i + 1 },
  ]).flat();
  const { items } = await calculate(memoryLog(rows, { segmentEvents: 300 }), temporalDeviations, {});
  expect(items[0]!.meanMs).toBe(years + (n + 1) / 2);
  expect(items[0]!.stdDevMs).toBeCloseTo(Math.sqrt((n * (n + 1)) / 12), 9);
});

test('one case of very many events is not gone through pair by pair', async () => {
  const rows = Array.from({ length: 100_000 }, (_, i) => ({ case: 'c', activity: `a${i % 3}`, time: i * 1000 }));
  const { items, deviations } = await calculate(memoryLog(rows), temporalDeviations, { zeta: 1 });
  expect(items.reduce((sum, { count }) => sum + count, 0)).toBe((100_000 * 99_999) / 2);
  expect(deviations).toBeGreaterThan(0);
});

test('a view against the profile of another selection; its own as JSON says the same', async () => {
  const { memory } = await referenceLog('receipt');
  const own = await calculate(memory, temporalDeviations, { ...ALL, zeta: 2 });
  const model = JSON.stringify(own);
  expect(await calculate(memory, temporalDeviations, { ...ALL, zeta: 2, model })).toEqual({ ...own, model: 'json' });
  const other = memoryLog(at('x', ['A', 0], ['B', 5], ['C', 6]));
  const profile = (meanDays: number, stdDevMs: number) =>
    JSON.stringify({
      items: [
        { from: 'A', to: 'B', meanMs: meanDays * DAY, stdDevMs },
        { from: 'A', to: 'Z', meanMs: 1, stdDevMs: 1 },
      ],
    });
  const against = async (text: string) => {
    const { items, worst } = await calculate(other, temporalDeviations, { model: text, zeta: 1 });
    return [
      items.map((i) => [i.from, i.to, i.count, i.early, i.late]),
      worst!.map(({ ms, distance }) => [ms / DAY, distance]),
    ];
  };
  expect(await against(profile(4, DAY))).toEqual([[['A', 'B', 1, 0, 0]], []]);
  expect(await against(profile(7, DAY))).toEqual([[['A', 'B', 1, 1, 0]], [[5, 2]]]);
  expect(await against(profile(4, 0))).toEqual([[['A', 'B', 1, 0, 1]], [[5, null]]]);
  const refused = (text: string, message: RegExp) =>
    expect(calculate(other, temporalDeviations, { model: text })).rejects.toThrow(message);
  await refused('profile', /"profile" is no temporal profile/);
  await refused('{"items":[{"from":"A"}]}', /not right at \/items\/0/);
  await refused('{"items":[{"from":"A","to":"B","meanMs":1,"stdDevMs":-1}]}', /stdDevMs/);
});

test('single cases are named only where they may be shown; many activities are cut', async () => {
  const memory = exampleLog();
  const params = { model: 'temporal-profile', zeta: 1, limit: 10, worst: 5 };
  const found = await temporalDeviations.compute(memory.log, params, { ...inlineRun(memory), k: 2 });
  expect([found.worst, found.hidden]).toEqual([null, 1]);
  const rows = Array.from({ length: 402 }, (_, i) => at(`c${i}`, ['often', 0], [`a${i}`, 1])).flat();
  const many = await calculate(memoryLog(rows), temporalDeviations, { worst: 0 });
  expect([many.cut, many.total, many.worst]).toEqual([3, 399, []]);
});

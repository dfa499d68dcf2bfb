import { expect, test } from 'bun:test';
import { memoryLog } from '../log/memory-log.ts';
import { randomLog } from '../log/random-log.ts';
import { type PlainEvent, plainTraces } from '../organisation/example-logs.ts';
import { calculate } from '../views/inline.ts';
import resourcePerformance from './resource-performance.ts';

/** 2,000 logs by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);
const MINUTE = 60_000;

const work = (id: string, activity: string, resource: string, from: number, minutes: number) => ({
  ...{ case: id, activity, resource, start: from * MINUTE, time: (from + minutes) * MINUTE },
});

test('who does the long activities is not slow for it', async () => {
  // Ann: one short (10) and one long (60) activity; Bob: two short ones (20 each). Mean of short: 50 ⁄ 3.
  const rows = [
    ...[work('1', 'short', 'Ann', 0, 10), work('2', 'long', 'Ann', 0, 60)],
    ...[work('3', 'short', 'Bob', 0, 20), work('4', 'short', 'Bob', 0, 20)],
  ];
  const { items, pairs } = await calculate(memoryLog(rows), resourcePerformance);
  expect(items.map(({ resource, service }) => [resource, service.meanMs, service.ratio])).toEqual([
    ['Ann', 35 * MINUTE, 70 / (50 / 3 + 60)],
    ['Bob', 20 * MINUTE, 40 / (100 / 3)],
  ]);
  expect(pairs.map(({ resource, activity, service }) => [resource, activity, service.ratio])).toEqual([
    ['Bob', 'short', 20 / (50 / 3)],
    ['Ann', 'long', 1],
    ['Ann', 'short', 10 / (50 / 3)],
  ]);
});

test('the work of nobody known ends a wait, and may be what is done again', async () => {
  const { resource: _, ...unknown } = work('1', 'check', '', 20, 10);
  const rows = [work('1', 'check', 'Ann', 0, 10), unknown, work('1', 'pay', 'Bob', 35, 5)];
  const { items, activities, missing } = await calculate(memoryLog(rows), resourcePerformance);
  expect(missing).toBe(1);
  expect(items).toMatchObject([
    { resource: 'Ann', redone: 1, redoneShare: 1, waiting: { timed: 0 } },
    // From minute 30, when the other one was done.
    { resource: 'Bob', redone: 0, waiting: { timed: 1, sumMs: 5 * MINUTE } },
  ]);
  expect(activities[0]).toMatchObject({ activity: 'check', events: 2, cases: 1, redone: 1, redoneShare: 0.5 });
});

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const median = (values: readonly number[]) => {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
};

/** Service times, waits and repetitions of the events that fit. */
function measured(traces: readonly (readonly PlainEvent[])[], fits: (event: PlainEvent) => boolean) {
  const found = { service: [] as number[], waiting: [] as number[], redone: 0 };
  for (const trace of traces)
    trace.forEach((event, i) => {
      if (!fits(event)) return;
      const start = Number.isNaN(event.start) ? event.time : event.start;
      const [service, waited] = [event.time - event.start, i === 0 ? Number.NaN : start - trace[i - 1]!.time];
      if (!Number.isNaN(service)) found.service.push(service);
      if (!Number.isNaN(waited)) found.waiting.push(Math.max(0, waited));
      if (trace.slice(i + 1).some(({ activity }) => activity === event.activity)) found.redone++;
    });
  return found;
}

test('equal to the definition on random logs', async () => {
  for (let seed = 1; seed <= numRuns; seed++) {
    const memory = randomLog(seed, { segmentEvents: 25 });
    if (memory.log.findColumn('resource') === null) continue;
    const traces = plainTraces(memory, { missing: true });
    const { pairs, activities, items } = await calculate(memory, resourcePerformance);
    for (const pair of pairs) {
      const expected = measured(traces, (e) => e.resource === pair.resource && e.activity === pair.activity);
      expect(pair.redone).toBe(expected.redone);
      for (const kind of ['service', 'waiting'] as const) {
        const values = expected[kind];
        expect([pair[kind].timed, pair[kind].sumMs, pair[kind].medianMs]).toEqual(
          values.length > 0 ? [values.length, sum(values), median(values)] : [0, null, null],
        );
      }
    }
    for (const of of activities) {
      const expected = measured(traces, (e) => e.activity === of.activity);
      expect([of.redone, of.waiting.timed, of.service.timed]).toEqual([
        ...[expected.redone, expected.waiting.length, expected.service.length],
      ]);
    }
    const mean = new Map(activities.map((of) => [of.activity, of.service.meanMs]));
    for (const { resource, service } of items) {
      const own = traces.flat().filter((e) => e.resource === resource && !Number.isNaN(e.time - e.start));
      const expected = sum(own.map(({ activity }) => mean.get(activity)!));
      if (expected === 0) expect(service.ratio).toBeNull();
      else expect(service.ratio).toBeCloseTo(sum(own.map((e) => e.time - e.start)) / expected, 9);
    }
  }
});

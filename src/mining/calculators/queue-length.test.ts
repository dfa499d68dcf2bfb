import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { periodsBetween } from '../kernels/case-periods.ts';
import { loadByDefinition, type PlainInterval } from '../kernels/load-by-definition.ts';
import { openWaits } from '../kernels/open-intervals.ts';
import { peakByPeriod, peakKernels } from '../kernels/period-peaks.ts';
import { exampleLog } from '../log/example-log.ts';
import { type MemoryEvent, memoryLog } from '../log/memory-log.ts';
import { type PlainCase, plainCases } from '../log/plain-cases.ts';
import { randomLog, randomSelection, seededNumbers } from '../log/random-log.ts';
import { calculate, inlineRun } from '../views/inline.ts';
import { officeHours } from '../views/office-hours.ts';
import { EVERYTHING } from '../views/selection.ts';
import queueLength from './queue-length.ts';
import waitingTime from './waiting-time.ts';

const LOGS = Number(process.env.LAW_RUNS ?? 150);
const HOUR = 3_600_000;
const at = (text: string) => Date.parse(`${text}Z`);
const wall = { clock: (instants: Float64Array) => instants };

/** Cases that wait for the activity, or for any, by the definition. */
const waitsOf = (cases: readonly PlainCase[], activity: string | null): PlainInterval[] =>
  cases.flatMap(({ id, events }) =>
    events.slice(1).flatMap(({ activity: of, time, start }, i) => {
      const from = events[i]!.time;
      const begin = Number.isNaN(start) ? time : start;
      if (Number.isNaN(from) || Number.isNaN(begin) || (activity ?? of) !== of) return [];
      return [{ case: id, from, to: Math.max(from, begin) }];
    }),
  );

test('as by the definition, on logs made by chance: zones, calendars, missing times, equal times, selections', async () => {
  let compared = 0;
  const check = async (seed: number) => {
    const made = randomLog(seed, { cases: 25, segmentEvents: 9, missing: seed % 2 ? 0 : 0.1, starts: seed % 7 !== 0 });
    const memory = { ...made, log: { ...made.log, zone: 'Asia/Kathmandu' } };
    const selection = seed % 3 === 0 ? EVERYTHING : randomSelection(memory, seed, seed % 3 === 1 ? 'cases' : 'events');
    const cases = plainCases(memory, selection);
    const clocks = seed % 5 === 0 ? officeHours : wall;
    for (const activity of [null, memory.log.activityNames[1]!]) {
      const params = activity === null ? {} : { activity };
      const found = await calculate(memory, queueLength, { ...params, bucket: 'day' }, selection, undefined, clocks);
      const times = cases.flatMap(({ events }) => events.map(({ time }) => time)).filter((t) => !Number.isNaN(t));
      const intervals = waitsOf(cases, activity);
      // A start lies before the end of the activity, but not always before the end of the one before.
      const stretch = {
        start: Math.min(...times, ...intervals.map(({ from }) => from)),
        end: Math.max(...times, ...intervals.map(({ to }) => to)),
      };
      const zone = 'Asia/Kathmandu';
      const periods = periodsBetween(stretch.start, stretch.end, 'day', zone);
      const expected = loadByDefinition(intervals, periods, stretch, { ...clocks, zone });
      expect(found.items.map(({ mean: _, ...item }) => item)).toEqual(
        expected.map(({ period, from, opened, closed, open, cases, max }) => ({
          ...{ period, from, arrived: opened, begun: closed, waiting: open, cases, max },
        })),
      );
      found.items.forEach(({ mean }, i) => {
        if (mean === null) expect(expected[i]!.mean).toBeNull();
        else expect(mean).toBeCloseTo(expected[i]!.mean!, 9);
      });
      expect(found.max).toBe(Math.max(0, ...expected.map(({ max }) => max)));
      compared += found.max;
    }
  };
  await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 1e9 }), check), { seed: 2, numRuns: LOGS });
  expect(compared).toBeGreaterThan(LOGS);
});

test('peaks are exact however few instants are fetched at once', async () => {
  const random = seededNumbers(5);
  const rows: MemoryEvent[] = Array.from({ length: 600 }, (_, i) => {
    // Whole minutes: many begin and end to wait at the same instant, and most cells hold none.
    const begin = Math.floor(random() * 3000) * 60_000;
    return [
      { case: `${i}`, activity: 'a', time: begin },
      { case: `${i}`, activity: 'b', time: begin + Math.floor(random() * 600) * 60_000 },
    ];
  }).flat();
  const memory = memoryLog(rows, { segmentEvents: 100 });
  const kernels = peakKernels('test', openWaits);
  const periods = periodsBetween(0, 3600 * 60_000, 'day', 'UTC');
  const stretch = { start: 0, end: 3600 * 60_000 };
  const expected = loadByDefinition(waitsOf(plainCases(memory), null), periods, stretch, { ...wall, zone: 'UTC' }).map(
    ({ max }) => max,
  );
  const inline = inlineRun(memory);
  const passesFor = async (cells: number, fetched: number): Promise<number> => {
    let passes = 0;
    const reduce: typeof inline.reduce = (kernel, p) => {
      passes++;
      return inline.reduce(kernel, p);
    };
    const found = await peakByPeriod({ ...inline, reduce }, kernels, { code: 0 }, periods, { cells, fetched });
    expect([cells, fetched, ...found]).toEqual([cells, fetched, ...expected]);
    return passes;
  };
  for (const cells of [1, 3, 20, 65_536]) for (const fetched of [1, 100, 1e6]) await passesFor(cells, fetched);
  // Three days in one cell each: one pass to count, and one for each day where no two fit.
  expect([await passesFor(1, 1e6), await passesFor(1, 1)]).toEqual([2, 4]);
  expect(await passesFor(300, 1)).toBeGreaterThan(2);
  expect(Math.min(...expected)).toBeGreaterThan(10);
});

test('who comes at the instant at which another goes does not wait beside them', async () => {
  const step = (id: string, activity: string, hours: number) => ({
    ...{ case: id, activity },
    time: at('2024-01-01T00:00') + hours * HOUR,
  });
  const memory = memoryLog([
    ...[step('1', 'a', 0), step('1', 'b', 24), step('2', 'a', 24), step('2', 'b', 30)],
    ...[step('3', 'a', 10), step('3', 'b', 10)],
  ]);
  const { items, max } = await calculate(memory, queueLength, { activity: 'b', bucket: 'day' });
  expect(
    items.map(({ arrived, begun, waiting, mean, max, cases }) => [arrived, begun, waiting, mean, max, cases]),
  ).toEqual([
    [2, 1, 1, 1, 1, 2],
    [1, 2, 0, 1, 1, 2],
  ]);
  expect(max).toBe(1);
});

test('what was open before a period counts in it only as long as it is open in it', async () => {
  const step = (id: string, activity: string, ms: number) => ({
    ...{ case: id, activity },
    time: at('2024-01-01T12:00') + ms,
  });
  const midnight = 12 * HOUR;
  // Three wait over midnight: one goes on at midnight, and is not of the next day; two go on right after it.
  const memory = memoryLog([
    ...['1', '2', '3'].map((id) => step(id, 'a', 0)),
    ...[step('1', 'b', midnight), step('2', 'b', midnight + 1), step('3', 'b', midnight + 2)],
    ...[step('4', 'a', midnight + HOUR), step('4', 'b', midnight + 2 * HOUR)],
  ]);
  const { items } = await calculate(memory, queueLength, { bucket: 'day' });
  expect(items.map(({ max }) => max)).toEqual([3, 2]);
});

test("Little's law: the mean is the sum of waiting times over the time of the log", async () => {
  for (const seed of [1, 2, 3]) {
    const memory = randomLog(seed, { missing: 0 });
    const waiting = await calculate(memory, waitingTime);
    const queue = await calculate(memory, queueLength, { bucket: 'month' });
    const times = plainCases(memory).flatMap(({ events }) => events.map(({ time }) => time));
    expect(queue.mean! * (Math.max(...times) - Math.min(...times))).toBeCloseTo(waiting.sumMs, 3);
  }
});

test('an unknown activity is named', async () => {
  const failed = await calculate(exampleLog(), queueLength, { activity: 'pays' }).catch((error) => error);
  expect(failed.message).toContain('"pay"');
});

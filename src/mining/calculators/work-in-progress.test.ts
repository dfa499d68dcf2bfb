import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Static } from '#sdk';
import { periodsBetween } from '../kernels/case-periods.ts';
import { loadByDefinition, type PlainInterval } from '../kernels/load-by-definition.ts';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { type PlainCase, plainCases } from '../log/plain-cases.ts';
import { randomLog, randomSelection } from '../log/random-log.ts';
import { calculate } from '../views/inline.ts';
import { officeHours } from '../views/office-hours.ts';
import { EVERYTHING } from '../views/selection.ts';
import workInProgress from './work-in-progress.ts';

const LOGS = Number(process.env.LAW_RUNS ?? 150);
const at = (text: string) => Date.parse(`${text}Z`);

type Params = Partial<Static<typeof workInProgress.params>>;

/** What is open, by the definition, and from when to when the log is watched. */
function intervalsOf(cases: readonly PlainCase[], params: Params): PlainInterval[] {
  if (params.of === 'activities') {
    return cases.flatMap(({ id, events }) =>
      events
        .filter(({ activity, time }) => !Number.isNaN(time) && (params.activity ?? activity) === activity)
        .map(({ time, start }) => ({ case: id, from: Number.isNaN(start) ? time : Math.min(start, time), to: time })),
    );
  }
  return cases.flatMap(({ id, events }) => {
    const times = events.map(({ time }) => time).filter((time) => !Number.isNaN(time));
    if (times.length === 0) return [];
    const done = params.completedBy?.includes(events.at(-1)!.activity) ?? true;
    return [{ case: id, from: Math.min(...times), to: done ? Math.max(...times) : Number.POSITIVE_INFINITY }];
  });
}

test('as by the definition, on logs made by chance: zones, calendars, missing times, open cases, selections', async () => {
  let compared = 0;
  const check = async (seed: number) => {
    const made = randomLog(seed, { cases: 15, segmentEvents: 9, missing: seed % 2 ? 0 : 0.1 });
    const memory = { ...made, log: { ...made.log, zone: 'America/New_York' } };
    const selection = seed % 3 === 0 ? EVERYTHING : randomSelection(memory, seed, seed % 3 === 1 ? 'cases' : 'events');
    const cases = plainCases(memory, selection);
    const clocks = seed % 5 === 0 ? officeHours : { clock: (instants: Float64Array) => instants };
    const activity = memory.log.activityNames[1]!;
    for (const params of [
      { bucket: 'day' },
      { bucket: 'week', completedBy: [activity] },
      { of: 'activities', bucket: 'day' },
      { of: 'activities', activity, bucket: 'month' },
    ] as Params[]) {
      const found = await calculate(memory, workInProgress, params, selection, undefined, clocks);
      const intervals = intervalsOf(cases, params);
      const instants = [
        ...cases.flatMap(({ events }) => events.map(({ time }) => time)),
        ...intervals.flatMap(({ from, to }) => [from, to]),
      ].filter((t) => Number.isFinite(t));
      const stretch = { start: Math.min(...instants), end: Math.max(...instants) };
      const zone = 'America/New_York';
      const periods = periodsBetween(stretch.start, stretch.end, params.bucket!, zone);
      const expected = loadByDefinition(intervals, periods, stretch, { ...clocks, zone });
      expect(found.items.map(({ mean: _, ...item }) => item)).toEqual(
        expected.map(({ period, from, opened, closed, open, cases }) => ({
          ...{ period, from, started: opened, completed: closed, open, cases },
        })),
      );
      found.items.forEach(({ mean }, i) => {
        if (mean === null) expect(expected[i]!.mean).toBeNull();
        else expect(mean).toBeCloseTo(expected[i]!.mean!, 9);
      });
      compared += found.items.length;
    }
  };
  await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 1e9 }), check), { seed: 1, numRuns: LOGS });
  expect(compared).toBeGreaterThan(LOGS);
});

test('a day on which the clocks go forward has 23 hours', async () => {
  const memory = memoryLog(
    [
      { case: 'a', activity: 'x', time: at('2024-03-30T11:00') },
      { case: 'a', activity: 'y', time: at('2024-04-01T10:00') },
      { case: 'b', activity: 'x', time: at('2024-03-30T23:00') },
      { case: 'b', activity: 'y', time: at('2024-03-31T11:30') },
    ],
    { zone: 'Europe/Berlin' },
  );
  const { items } = await calculate(memory, workInProgress, { bucket: 'day' });
  // Midnights in Berlin: 30 March 23:00 UTC, 31 March 22:00 UTC.
  expect(items.map(({ from, open, mean }) => [from, open, mean])).toEqual([
    ['2024-03-29T23:00:00.000Z', 1, 1],
    ['2024-03-30T23:00:00.000Z', 1, 1 + 12.5 / 23],
    ['2024-03-31T22:00:00.000Z', 0, 1],
  ]);
});

test('what ends when a period begins was open until then, and ends in that period', async () => {
  const memory = memoryLog([
    { case: 'a', activity: 'x', time: at('2024-01-01T00:00') },
    { case: 'a', activity: 'y', time: at('2024-01-02T00:00') },
    { case: 'b', activity: 'x', time: at('2024-01-02T12:00') },
  ]);
  const { items, mean } = await calculate(memory, workInProgress, { bucket: 'day' });
  expect(items.map(({ started, completed, open, mean }) => [started, completed, open, mean])).toEqual([
    [1, 0, 1, 1],
    [1, 2, 0, 0],
  ]);
  expect(mean).toBe(24 / 36);
});

test('a case with several activities at once is one case in each period', async () => {
  const memory = memoryLog([
    { case: 'a', activity: 'short', start: at('2024-01-02T08:00'), time: at('2024-01-03T08:00') },
    { case: 'a', activity: 'long', start: at('2024-01-01T08:00'), time: at('2024-01-05T08:00') },
    { case: 'a', activity: 'late', start: at('2024-01-07T08:00'), time: at('2024-01-07T09:00') },
    { case: 'b', activity: 'long', start: at('2024-01-05T08:00'), time: at('2024-01-05T10:00') },
  ]);
  const { items } = await calculate(memory, workInProgress, { of: 'activities', bucket: 'day' });
  expect(items.map(({ open, cases }) => [open, cases])).toEqual([
    ...[
      [1, 1],
      [2, 1],
      [1, 1],
      [1, 1],
      [0, 2],
      [0, 0],
    ],
    [0, 1],
  ]);
});

test('under a working calendar a weekend has no mean', async () => {
  const { items } = await calculate(
    exampleLog(),
    workInProgress,
    { bucket: 'day' },
    EVERYTHING,
    undefined,
    officeHours,
  );
  // 6 and 7 January 2024 are Saturday and Sunday in New York; 09:00 to 13:00 UTC are before work there.
  expect(items.slice(5).map(({ open, mean }) => [open, mean])).toEqual([
    [1, null],
    [0, null],
  ]);
});

test('an unknown activity is named, with the nearest one', async () => {
  const failed = await calculate(exampleLog(), workInProgress, { completedBy: ['pays'] }).catch((error) => error);
  expect(failed.message).toContain('Did you mean "pay"?');
});

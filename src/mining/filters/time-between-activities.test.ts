import { expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { filterSource, inlineKept, inlineSelect, keptBy } from '../views/inline.ts';
import { DEFAULT_LENS } from '../views/lens.ts';
import { EVERYTHING } from '../views/selection.ts';
import hasActivity from './has-activity.ts';
import timeBetween from './time-between-activities.ts';

const HOUR = 3_600_000;
const on = async (params: object) =>
  (await keptBy(exampleLog({ segmentEvents: 6 }), timeBetween, { from: 'check', to: 'decide', ...params })).cases;

// check → decide: o1 2 h, o2 1 h, o3 from the first check 2 h, from the last 1 h; o4 to the last decide 1 h; o6 2 h.
test('first and last occurrences', async () => {
  expect(await on({ maxMs: HOUR })).toEqual(['o2', 'o4']);
  expect(await on({ maxMs: HOUR, fromOccurrence: 'last' })).toEqual(['o2', 'o3', 'o4']);
  // The first decision of o4 stands before its check: there is no time between them.
  expect(await on({ minMs: 0, toOccurrence: 'first' })).toEqual(['o1', 'o2', 'o3', 'o6']);
  expect(await on({ from: 'pay', to: 'register', minMs: 0 })).toEqual([]);
});

test('one activity: from its first to its last occurrence, where it has two', async () => {
  expect(await on({ to: 'check', minMs: 0 })).toEqual(['o3']);
  expect(await on({ to: 'check', minMs: HOUR + 1 })).toEqual([]);
  expect(await on({ to: 'check', toOccurrence: 'first', minMs: 0 })).toEqual([]);
});

test('percentiles are those of the cases that the filters before left and that have such a time', async () => {
  // All: 2, 1, 2, 1, 2 hours; the median is 2. Of the cases that are paid: 2, 2, 1, 2.
  expect(await on({ minPercentile: 50 })).toEqual(['o1', 'o3', 'o6']);
  expect(await on({ maxPercentile: 0 })).toEqual(['o2', 'o4']);
  const memory = exampleLog();
  const steps = [
    { id: 'has-activity', params: { activities: ['reject'] } },
    { id: 'time-between-activities', params: { from: 'check', to: 'decide', minPercentile: 50 } },
  ];
  const source = filterSource([hasActivity, timeBetween]);
  expect(inlineKept(memory, await inlineSelect(memory, steps, source)).cases).toBe(1);
  expect(await on({ from: 'pay', to: 'register', minPercentile: 10 })).toEqual([]);
});

test('working time: the view’s clock decides', async () => {
  const clock = (s: { numbers(c: string): Float64Array }, column: string) => s.numbers(column).map((t) => t / 2);
  const memory = exampleLog();
  const steps = [{ id: 'time-between-activities', params: { from: 'check', to: 'decide', maxMs: HOUR / 2 } }];
  const slow = await inlineSelect(memory, steps, filterSource([timeBetween]), EVERYTHING, { ...DEFAULT_LENS, clock });
  expect(inlineKept(memory, slow).cases).toBe(2);
});

test('equal and missing times', async () => {
  const rows = [
    ...[
      { case: 'same', activity: 'a', time: 5 },
      { case: 'same', activity: 'b', time: 5 },
    ],
    ...[
      { case: 'half', activity: 'a', time: 5 },
      { case: 'half', activity: 'b' },
    ],
    { case: 'one', activity: 'a', time: 5 },
  ];
  const kept = await keptBy(memoryLog(rows), timeBetween, { from: 'a', to: 'b', minMs: 0 });
  expect(kept.cases).toEqual(['same']);
});

test('bounds', async () => {
  await expect(on({})).rejects.toThrow('at least one bound');
  await expect(on({ minMs: 2, maxMs: 1 })).rejects.toThrow('shortest time');
  await expect(on({ from: 'chek', minMs: 1 })).rejects.toThrow('Did you mean "check"?');
});

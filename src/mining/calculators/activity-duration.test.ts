import { expect, test } from 'bun:test';
import { memoryLog } from '../log/memory-log.ts';
import { calculate } from '../views/inline.ts';
import activityDuration from './activity-duration.ts';

test('only instances with a known start have a duration', async () => {
  const log = memoryLog([
    { case: 'a', activity: 'x', time: 10, start: 4 },
    { case: 'a', activity: 'x', time: 20 },
    { case: 'b', activity: 'x', time: 31, start: 30 },
    { case: 'b', activity: 'y', time: 40 },
    { case: 'b', activity: 'x', time: 52, start: 50 },
  ]);
  const { startsKnown, items } = await calculate(log, activityDuration, {});
  expect(startsKnown).toBe(true);
  expect(items).toEqual([
    { activity: 'x', count: 4, cases: 2, timed: 3, meanMs: 3, medianMs: 2, minMs: 1, maxMs: 6, sumMs: 9 },
    {
      activity: 'y',
      count: 1,
      cases: 1,
      timed: 0,
      meanMs: null,
      medianMs: null,
      minMs: null,
      maxMs: null,
      sumMs: null,
    },
  ]);
});

test('a log without starts has counts and no durations', async () => {
  const log = memoryLog([
    { case: 'a', activity: 'x', time: 10 },
    { case: 'a', activity: 'y', time: 20 },
  ]);
  const { startsKnown, items } = await calculate(log, activityDuration, {});
  expect(startsKnown).toBe(false);
  expect(items.map((i) => [i.activity, i.count, i.timed, i.sumMs])).toEqual([
    ['x', 1, 0, null],
    ['y', 1, 0, null],
  ]);
});

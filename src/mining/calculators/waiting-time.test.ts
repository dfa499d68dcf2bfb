import { expect, test } from 'bun:test';
import { memoryLog } from '../log/memory-log.ts';
import { calculate } from '../views/inline.ts';
import waitingTime from './waiting-time.ts';

test('from the end before to the start; overlap is no waiting; the first waits for nothing', async () => {
  const log = memoryLog([
    { case: 'a', activity: 'x', time: 10, start: 0 },
    { case: 'a', activity: 'y', time: 30, start: 15 }, // 5
    { case: 'a', activity: 'z', time: 40, start: 20 }, // started before y ended: 0
    { case: 'a', activity: 'y', time: 60 }, // no start: from 40 to 60
    { case: 'b', activity: 'y', time: 100, start: 90 },
  ]);
  const { items, sumMs, startsKnown } = await calculate(log, waitingTime, {});
  expect(startsKnown).toBe(true);
  expect(sumMs).toBe(25);
  expect(items).toEqual([
    { activity: 'y', count: 3, cases: 2, timed: 2, meanMs: 12.5, medianMs: 12.5, minMs: 5, maxMs: 20, sumMs: 25 },
    { activity: 'z', count: 1, cases: 1, timed: 1, meanMs: 0, medianMs: 0, minMs: 0, maxMs: 0, sumMs: 0 },
    {
      activity: 'x',
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

test('a missing time makes the waiting on both sides unknown', async () => {
  const log = memoryLog([
    { case: 'a', activity: 'x', time: 10 },
    { case: 'a', activity: 'y' },
    { case: 'a', activity: 'z', time: 40 },
    { case: 'a', activity: 'x', time: 47 },
  ]);
  const { items, startsKnown } = await calculate(log, waitingTime, {});
  expect(startsKnown).toBe(false);
  expect(items.map((i) => [i.activity, i.count, i.timed, i.sumMs])).toEqual([
    ['x', 2, 1, 7],
    ['y', 1, 0, null],
    ['z', 1, 0, null],
  ]);
});

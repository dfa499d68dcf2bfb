import { expect, test } from 'bun:test';
import { memoryLog } from '../log/memory-log.ts';
import { plainCases } from '../log/plain-cases.ts';
import { randomLog } from '../log/random-log.ts';
import { calculate } from '../views/inline.ts';
import activityDuration from './activity-duration.ts';
import waitingTime from './waiting-time.ts';

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

test('sojourn: from the end before, or from the own start where it is earlier, to the end', async () => {
  const log = memoryLog([
    { case: 'a', activity: 'x', time: 10, start: 4 }, // the first: its service, 6
    { case: 'a', activity: 'y', time: 30, start: 15 }, // 20
    { case: 'a', activity: 'y', time: 40, start: 20 }, // started before the other ended: 20
    { case: 'a', activity: 'z', time: 60 }, // no start: 20
    { case: 'b', activity: 'z', time: 100 }, // the first, and no start: not known
    { case: 'b', activity: 'x', start: 100 }, // no end
    { case: 'b', activity: 'y', time: 120, start: 110 }, // after an end that is not known
  ]);
  const { items, startsKnown } = await calculate(log, activityDuration, { measure: 'sojourn' });
  expect(startsKnown).toBe(true);
  expect(items.map((i) => [i.activity, i.count, i.timed, i.sumMs])).toEqual([
    ['y', 3, 2, 40],
    ['z', 2, 1, 20],
    ['x', 2, 1, 6],
  ]);
});

test('sojourn is waiting and service together, on logs made by chance', async () => {
  let summed = 0;
  for (let seed = 0; seed < 60; seed++) {
    const rows = plainCases(randomLog(seed, { missing: 0 })).flatMap(({ id, events }) =>
      events.map(({ activity, time, start }) => ({
        ...{ case: id, activity, time },
        start: Number.isNaN(start) ? time : start,
      })),
    );
    const memory = memoryLog(rows);
    const of = async (measure: 'service' | 'sojourn') =>
      new Map((await calculate(memory, activityDuration, { measure })).items.map((i) => [i.activity, i.sumMs ?? 0]));
    const [service, sojourn] = [await of('service'), await of('sojourn')];
    for (const { activity, sumMs } of (await calculate(memory, waitingTime)).items) {
      expect(sojourn.get(activity)).toBe(service.get(activity)! + (sumMs ?? 0));
      summed++;
    }
  }
  expect(summed).toBeGreaterThan(100);
});

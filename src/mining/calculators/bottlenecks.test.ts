import { expect, test } from 'bun:test';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { calculate } from '../views/inline.ts';
import bottlenecks from './bottlenecks.ts';

const MINUTE = 60_000;

test('every arc of the example, by total delay in minutes', async () => {
  const { arcs, activities, sumMs, startsKnown } = await calculate(exampleLog(), bottlenecks, {});
  expect(arcs.map((a) => [a.from, a.to, a.count, a.cases, a.sumMs / MINUTE, a.medianMs! / MINUTE])).toEqual([
    ['decide', 'pay', 4, 4, 1440, 120],
    ['check', 'decide', 5, 5, 345, 45],
    ['register', 'check', 4, 4, 240, 30],
    ['decide', 'reject', 1, 1, 60, 60],
    ['register', 'decide', 1, 1, 45, 45],
    ['check', 'check', 1, 1, 30, 30],
    ['decide', 'check', 1, 1, 30, 30],
  ]);
  expect(activities.map((a) => [a.activity, a.timed, a.sumMs / MINUTE, a.meanMs && a.meanMs / MINUTE])).toEqual([
    ['pay', 4, 1440, 360],
    ['decide', 6, 390, 65],
    ['check', 6, 300, 50],
    ['reject', 1, 60, 60],
    ['register', 0, 0, null],
  ]);
  expect([sumMs / MINUTE, startsKnown]).toEqual([2190, true]);
  expect(arcs.reduce((total, arc) => total + arc.share, 0)).toBeCloseTo(1, 12);
});

test('an arc twice in a case counts one case; overlap delays nothing', async () => {
  const log = memoryLog([
    { case: 'a', activity: 'x', time: 0 },
    { case: 'a', activity: 'y', time: 10 },
    { case: 'a', activity: 'x', time: 20, start: 5 },
    { case: 'a', activity: 'y', time: 50 },
  ]);
  const { arcs } = await calculate(log, bottlenecks, {});
  expect(arcs.map((a) => [a.from, a.to, a.count, a.cases, a.sumMs, a.meanMs, a.medianMs, a.maxMs])).toEqual([
    ['x', 'y', 2, 1, 40, 20, 20, 30],
    ['y', 'x', 1, 1, 0, 0, 0, 0],
  ]);
});

test('more arcs than fit at first, equal in one segment and in many', async () => {
  const rows = Array.from({ length: 4000 }, (_, i) => ({
    case: `c${Math.floor(i / 100)}`,
    activity: `a${(i * i * 7 + Math.floor(i / 100)) % 83}`,
    time: i * i,
  }));
  const wanted = new Map<string, number>();
  rows.forEach((row, i) => {
    const before = rows[i - 1];
    if (before?.case !== row.case) return;
    const arc = `${before.activity}>${row.activity}`;
    wanted.set(arc, (wanted.get(arc) ?? 0) + row.time - before.time);
  });
  expect(wanted.size).toBeGreaterThan(600);
  const found = await calculate(memoryLog(rows), bottlenecks, { limit: 1000 });
  expect(new Map(found.arcs.map((a) => [`${a.from}>${a.to}`, a.sumMs]))).toEqual(
    new Map([...wanted].toSorted((a, b) => b[1] - a[1]).slice(0, 1000)),
  );
  expect(await calculate(memoryLog(rows, { segmentEvents: 500 }), bottlenecks, { limit: 1000 })).toEqual(found);
});

test('cases of one event have no arcs', async () => {
  const found = await calculate(memoryLog([{ case: 'a', activity: 'x', time: 0 }]), bottlenecks, {});
  expect([found.arcs, found.sumMs, found.activities[0]!.share]).toEqual([[], 0, 0]);
});

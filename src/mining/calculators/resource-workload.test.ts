import { expect, test } from 'bun:test';
import { memoryLog } from '../log/memory-log.ts';
import { randomLog } from '../log/random-log.ts';
import { plainTraces } from '../organisation/example-logs.ts';
import { calculate } from '../views/inline.ts';
import resourceWorkload from './resource-workload.ts';

/** 2,000 logs by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);
const HOUR = 3_600_000;

const spell = (id: string, resource: string, from: number, to: number) => ({
  ...{ case: id, activity: 'x', resource, start: from * HOUR, time: to * HOUR },
});

test('things at the same time', async () => {
  // Ann: 0–4, 2–6, 6–8: busy for 8 hours, 10 hours of work, two at once. Cem: what ends at three is done when the next begins.
  const rows = [
    ...[spell('1', 'Ann', 0, 4), spell('2', 'Ann', 2, 6), spell('3', 'Ann', 6, 8)],
    ...[spell('4', 'Cem', 1, 3), spell('5', 'Cem', 3, 5), spell('6', 'Bob', 1, 1)],
  ];
  for (const segmentEvents of [1, 10]) {
    const { items } = await calculate(memoryLog(rows, { segmentEvents }), resourceWorkload);
    expect(items.map(({ resource, concurrency }) => [resource, concurrency])).toEqual([
      ['Ann', { busyMs: 8 * HOUR, mean: 10 / 8, most: 2 }],
      ['Cem', { busyMs: 4 * HOUR, mean: 1, most: 1 }],
      ['Bob', null],
    ]);
  }
});

/** Work on a scale of ten minutes, counted step by step. */
function concurrencyBySteps(spells: readonly { start: number; time: number }[]) {
  const STEP = 600_000;
  const open = new Map<number, number>();
  for (const { start, time } of spells) for (let t = start; t < time; t += STEP) open.set(t, (open.get(t) ?? 0) + 1);
  const steps = [...open.values()];
  if (steps.length === 0) return null;
  const work = steps.reduce((a, b) => a + b, 0);
  return { busyMs: steps.length * STEP, mean: work / steps.length, most: Math.max(...steps) };
}

test('equal to the definition on random logs, and what it counts adds up', async () => {
  for (let seed = 1; seed <= numRuns; seed++) {
    const memory = randomLog(seed, { segmentEvents: 25 });
    if (memory.log.findColumn('resource') === null) continue;
    const traces = plainTraces(memory);
    const events = traces.flat();
    const found = await calculate(memory, resourceWorkload, { bucket: 'day' });
    expect(found.events).toBe(events.length);
    expect(found.events + found.missing).toBe(memory.log.events);
    expect(found.items.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(events.length > 0 ? 1 : 0, 12);
    for (const item of found.items) {
      const own = events.filter(({ resource }) => resource === item.resource);
      expect(item.events).toBe(own.length);
      expect(item.activities.reduce((sum, { events }) => sum + events, 0)).toBe(own.length);
      expect(item.concurrency).toEqual(concurrencyBySteps(own));
      const days = Object.groupBy(
        own.filter(({ time }) => !Number.isNaN(time)),
        ({ time }) => new Date(time).toISOString().slice(0, 10),
      );
      expect(Object.fromEntries(item.periods.map(({ period, events }) => [period, events]))).toEqual(
        Object.fromEntries(Object.entries(days).map(([day, on]) => [day, on!.length])),
      );
    }
    for (const { period, events, resources } of found.periods) {
      const on = found.items.flatMap(({ periods }) => periods.filter((of) => of.period === period));
      expect([events, resources]).toEqual([on.reduce((sum, of) => sum + of.events, 0), on.length]);
    }
  }
});

test('those who are not shown count among the active', async () => {
  const rows = [...'abc'].map((resource, i) => ({ case: `${i}`, activity: 'x', resource, time: i }));
  const { periods, items, others } = await calculate(memoryLog(rows), resourceWorkload, { top: 1 });
  expect(periods).toMatchObject([{ events: 3, cases: 3, resources: 3 }]);
  expect([items.length, others]).toEqual([1, { resources: 2, events: 2 }]);
});

test('a log without times has no periods, one over many centuries asks for longer ones', async () => {
  const untimed = await calculate(memoryLog([{ case: '1', activity: 'x', resource: 'Ann' }]), resourceWorkload);
  expect(untimed).toMatchObject({
    periods: [],
    items: [{ resource: 'Ann', events: 1, periods: [], concurrency: null }],
  });
  const rows = ['1500-01-01', '2000-01-01'].map((time) => ({ case: '1', activity: 'x', resource: 'Ann', time }));
  await expect(calculate(memoryLog(rows), resourceWorkload, { bucket: 'day' })).rejects.toThrow(
    'choose longer periods',
  );
});

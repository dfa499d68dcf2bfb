import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { memoryLog } from '../log/memory-log.ts';
import { randomLog } from '../log/random-log.ts';
import { calculate } from '../views/inline.ts';
import conformanceCounts from './conformance-counts.ts';
import conformanceOverTime from './conformance-over-time.ts';
import fitness from './fitness.ts';

const ends = { template: 'ends-with', activities: ['pay'], severity: 'error' as const, weight: 1 };

test('periods are those of the zone, by start or by end, with those without cases', async () => {
  // Berlin is an hour ahead in January: 23:30 UTC is the next day there.
  const rows = [
    { case: 'a', activity: 'order', time: '2024-01-01T22:00:00Z' },
    { case: 'a', activity: 'pay', time: '2024-01-01T23:30:00Z' },
    { case: 'b', activity: 'order', time: '2024-01-04T10:00:00Z' },
    { case: 'never', activity: 'pay' },
  ];
  const memory = memoryLog(rows, { zone: 'Europe/Berlin', segmentEvents: 2 });
  const by = async (by: 'start' | 'end') => {
    const found = await calculate(memory, conformanceOverTime, { rules: [ends], bucket: 'day', by });
    expect(found.undated).toBe(1);
    return found.items.map(({ period, cases, found }) => [
      ...[period.slice(-2), cases, found?.conforming, found?.conformingShare],
    ]);
  };
  expect(await by('start')).toEqual([
    ['01', 1, 1, 1],
    ['02', 0, 0, null],
    ['03', 0, 0, null],
    ['04', 1, 0, 0],
  ]);
  expect(await by('end')).toEqual([
    ['02', 1, 1, 1],
    ['03', 0, 0, null],
    ['04', 1, 0, 0],
  ]);
});

test('one period for all cases says what the calculators without periods say', () =>
  fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 40 }), async (seed, segmentEvents) => {
      // All times are known and lie within a month of 1970.
      const memory = randomLog(seed, { segmentEvents, missing: 0 });
      const model = { model: 'imf', noise: 0.4 };
      const year = await calculate(memory, conformanceOverTime, { ...model, bucket: 'year' });
      const counts = await calculate(memory, conformanceCounts, model);
      const of = await calculate(memory, fitness, model);
      const sum = (name: 'conforming' | 'violations') => year.items.reduce((n, { found }) => n + found![name], 0);
      expect(year.items.reduce((n, { cases }) => n + cases, 0)).toBe(counts.cases);
      expect([sum('conforming'), sum('violations')]).toEqual([counts.counts?.conforming ?? 0, of.totalCost ?? 0]);
      if (year.items.length === 1) expect(year.items[0]?.found?.fitness).toBeCloseTo(of.logFitness, 12);
      const deviations = counts.byDeviations.reduce((n, item) => n + item.deviations * item.cases, 0);
      expect(deviations).toBe(of.totalCost ?? 0);
    }),
    { seed: 3, numRuns: 25 },
  ));

test('too many periods are refused by name', async () => {
  const rows = [0, 6000].map((day, i) => ({ case: `${i}`, activity: 'pay', time: day * 86_400_000 }));
  const params = { rules: [ends], bucket: 'day' as const };
  await expect(calculate(memoryLog(rows), conformanceOverTime, params)).rejects.toThrow('6001 days');
});

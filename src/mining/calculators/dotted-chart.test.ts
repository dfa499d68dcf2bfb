import { expect, test } from 'bun:test';
import { referenceLog } from '../../../tests/reference-log.ts';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { calculate } from '../views/inline.ts';
import dottedChart from './dotted-chart.ts';

const HOUR = 3_600_000;

test('the dots of order 3, by hand, on each axis', async () => {
  const dotsOf3 = async (x: 'absolute' | 'relative' | 'share') => {
    const { caseIds, colours, dots } = await calculate(exampleLog({ segmentEvents: 6 }), dottedChart, { x });
    const y = caseIds.indexOf('o3');
    return dots.filter((dot) => dot[1] === y).map(([at, , colour]) => [at, colours[colour!]]);
  };
  const nine = Date.UTC(2024, 0, 3, 9);
  expect(await dotsOf3('absolute')).toEqual([
    [nine, 'register'],
    [nine + HOUR, 'check'],
    [nine + 2 * HOUR, 'check'],
    [nine + 3 * HOUR, 'decide'],
    [nine + 6 * HOUR, 'pay'],
  ]);
  expect((await dotsOf3('relative')).map(([at]) => at)).toEqual([0, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR]);
  expect((await dotsOf3('share')).map(([at]) => at)).toEqual([0, 1 / 6, 2 / 6, 3 / 6, 1]);
});

test('coloured by resource; a case of one moment stands at 0; no time, no dot', async () => {
  const memory = memoryLog([
    { case: 'c', activity: 'a', time: 5, resource: 'Ann' },
    { case: 'c', activity: 'b', time: 5 },
    { case: 'd', activity: 'a', resource: 'Bob' },
  ]);
  const { dots, colours, shown } = await calculate(memory, dottedChart, { x: 'share', colour: 'org:resource' });
  expect(colours).toEqual([null, 'Ann']);
  expect(dots).toEqual([
    [0, 0, 1],
    [0, 0, 0],
  ]);
  expect(shown).toEqual({ cases: 2, events: 3, dots: 2 });
});

test('a sample of whole cases, within the limit, the same whatever the segments, a smaller one inside a larger', async () => {
  const { memory } = await referenceLog('receipt');
  const sample = (maxDots: number, seed = 1) => calculate(memory, dottedChart, { maxDots, seed });
  const [small, large] = [await sample(300), await sample(3000)];
  for (const [chart, limit] of [
    [small, 300],
    [large, 3000],
  ] as const) {
    expect(chart.sampled).toBe(true);
    expect(chart.shown.events).toBe(chart.dots.length);
    // No case of Receipt is longer than 25 events: the next one would go beyond the limit.
    expect(chart.shown.dots).toBeWithin(limit - 25, limit + 1);
  }
  const ids = new Set(large.caseIds);
  expect(small.caseIds.every((id) => ids.has(id))).toBe(true);
  expect((await sample(300, 2)).caseIds).not.toEqual(small.caseIds);
  expect((await sample(10_000)).shown).toEqual({ cases: 1434, events: 8577, dots: 8577 });
});

test('one case that is longer than the limit is thinned out', async () => {
  const rows = Array.from({ length: 10_000 }, (_, i) => ({ case: 'c', activity: 'a', time: i }));
  const { dots, shown } = await calculate(memoryLog(rows), dottedChart, { maxDots: 1000 });
  expect(shown).toEqual({ cases: 1, events: 10_000, dots: 1000 });
  expect(dots.map((dot) => dot[0])).toEqual(Array.from({ length: 1000 }, (_, i) => 10 * i));
});

test('a column without categories is refused', () => {
  expect(calculate(exampleLog(), dottedChart, { colour: 'cost' })).rejects.toThrow('holds no categories');
});

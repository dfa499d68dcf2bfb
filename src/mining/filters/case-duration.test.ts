import { expect, test } from 'bun:test';
import { COLUMNS, type Segment } from '#sdk';
import { exampleLog } from '../log/example-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { filterSource, inlineKept, inlineSelect, keptBy } from '../views/inline.ts';
import caseAttribute from './case-attribute.ts';
import caseDuration from './case-duration.ts';

const HOUR = 3_600_000;
const cases = async (params: object) => (await keptBy(exampleLog({ segmentEvents: 9 }), caseDuration, params)).cases;

// Hours: o1 4, o2 3, o3 6, o4 4, o5 0, o6 24.
test('bounds in milliseconds are included', async () => {
  expect(await cases({ minMs: 4 * HOUR, maxMs: 6 * HOUR })).toEqual(['o1', 'o3', 'o4']);
  expect(await cases({ minMs: 4 * HOUR + 1 })).toEqual(['o3', 'o6']);
  expect(await cases({ maxMs: 0 })).toEqual(['o5']);
});

// Sorted 0 3 4 4 6 24: position = 5 · p / 100. P20 = 3, P50 = 4 (between 4 and 4), P70 = 4 + 0.5 · (6 − 4) = 5, P90 = 15.
test('percentiles, interpolated', async () => {
  expect(await cases({ minPercentile: 20, maxPercentile: 50 })).toEqual(['o1', 'o2', 'o4']);
  expect(await cases({ maxPercentile: 70 })).toEqual(['o1', 'o2', 'o4', 'o5']);
  expect(await cases({ minPercentile: 70 })).toEqual(['o3', 'o6']);
  expect(await cases({ maxPercentile: 90 })).toEqual(['o1', 'o2', 'o3', 'o4', 'o5']);
  expect(await cases({ minPercentile: 100 })).toEqual(['o6']);
  expect(await cases({ minPercentile: 0, maxPercentile: 100 })).toHaveLength(6);
});

test('percentiles see what the filters before left; order matters', async () => {
  const source = filterSource([caseAttribute, caseDuration]);
  const web = { id: 'case-attribute', params: { attribute: 'case:channel', value: 'web' } };
  const fast = { id: 'case-duration', params: { maxPercentile: 50 } };
  const memory = exampleLog();
  // Web orders last 3, 4 and 24 hours, P50 = 4: o1 and o2.
  expect(inlineKept(memory, await inlineSelect(memory, [web, fast], source)).cases).toBe(2);
  const slow = { id: 'case-duration', params: { minPercentile: 50 } };
  // Of the web orders, P50 = 4: o1 and o6.
  expect(inlineKept(memory, await inlineSelect(memory, [web, slow], source)).cases).toBe(2);
  const shop = { id: 'case-attribute', params: { attribute: 'case:channel', value: 'shop' } };
  // Shop orders last 4 and 6 hours, P50 = 5: o3. Of all P50 = 4: both shop orders stay.
  expect(inlineKept(memory, await inlineSelect(memory, [shop, slow], source)).cases).toBe(1);
  expect(inlineKept(memory, await inlineSelect(memory, [slow, shop], source)).cases).toBe(2);
  await expect(inlineSelect(memory, [{ not: slow }], source)).rejects.toThrow('cannot stand inside "not"');
  const short = { id: 'case-duration', params: { maxMs: 4 * HOUR } };
  expect(inlineKept(memory, await inlineSelect(memory, [{ not: short }], source)).cases).toBe(2);
});

test('the clock of the view counts', async () => {
  const memory = exampleLog();
  // A clock on which nothing passes after noon: o1 3 h, o2 3 h, o3 3 h, o4 3 h, o5 0, o6 3 h.
  const clock = (segment: Segment) =>
    segment.numbers(COLUMNS.time).map((t) => {
      const midnight = Math.floor(t / (24 * HOUR)) * 24 * HOUR;
      return t - midnight > 12 * HOUR || midnight > Date.UTC(2024, 0, 6)
        ? Math.min(midnight, Date.UTC(2024, 0, 6)) + 12 * HOUR
        : t;
    });
  const lens = { classifier: COLUMNS.activity, clock };
  const steps = [{ id: 'case-duration', params: { minMs: 3 * HOUR, maxMs: 3 * HOUR } }];
  const selection = await inlineSelect(memory, steps, filterSource([caseDuration]), undefined, lens);
  expect(inlineKept(memory, selection).cases).toBe(5);
});

test('cases without times match no bound; equal times last no time', async () => {
  const memory = memoryLog([
    { case: 'a', activity: 'x' },
    { case: 'b', activity: 'x', time: 5 },
    { case: 'b', activity: 'y', time: 5 },
    { case: 'c', activity: 'x', time: 9 },
    { case: 'c', activity: 'y' },
    { case: 'c', activity: 'z', time: 2 },
  ]);
  expect((await keptBy(memory, caseDuration, { minMs: 0 })).cases.sort()).toEqual(['b', 'c']);
  expect((await keptBy(memory, caseDuration, { minMs: 7, maxMs: 7 })).cases).toEqual(['c']);
  expect((await keptBy(memory, caseDuration, { maxPercentile: 100 })).cases.sort()).toEqual(['b', 'c']);
});

test('bounds must be given and in order', async () => {
  await expect(cases({})).rejects.toThrow('at least one bound');
  await expect(cases({ minMs: 2, maxMs: 1 })).rejects.toThrow('above the longest');
  await expect(cases({ minPercentile: 60, maxPercentile: 40 })).rejects.toThrow('above the longest');
  await expect(cases({ maxPercentile: 101 })).rejects.toThrow('/maxPercentile');
});

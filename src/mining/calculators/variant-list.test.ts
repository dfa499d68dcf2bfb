import { expect, test } from 'bun:test';
import { referenceLog } from '../../../tests/reference-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { randomLog } from '../log/random-log.ts';
import { variantId } from '../model/variant-id.ts';
import { calculate, inlineRun } from '../views/inline.ts';
import { EVERYTHING } from '../views/selection.ts';
import variantList from './variant-list.ts';
import variants from './variants.ts';

/** One case; a letter is an activity, `times` are those of its events. */
const trace = (id: string, activities: string, times: readonly number[]) =>
  [...activities].map((activity, i) => ({ case: id, activity, time: times[i]! }));

const memory = memoryLog([
  ...trace('1', 'ab', [0, 10]),
  ...trace('2', 'ab', [0, 30]),
  ...trace('3', 'ab', [0, 20]),
  ...trace('4', 'ba', [0, 50]),
  ...trace('5', 'abc', [0, 5, 40]),
  ...trace('6', 'abc', [0, 15, 20]),
  ...trace('7', 'B', [7]),
]);
const listed = async (params: object) =>
  (await calculate(memory, variantList, params)).items.map((v) => v.activities.join(''));

test('each order both ways; ties by cases, then by name', async () => {
  expect(await listed({})).toEqual(['ab', 'abc', 'B', 'ba']);
  expect(await listed({ ascending: true })).toEqual(['B', 'ba', 'abc', 'ab']);
  // Medians: ab 20, abc 30, ba 50, B 0; means: the same.
  expect(await listed({ sort: 'median' })).toEqual(['ba', 'abc', 'ab', 'B']);
  expect(await listed({ sort: 'median', ascending: true })).toEqual(['B', 'ab', 'abc', 'ba']);
  expect(await listed({ sort: 'mean' })).toEqual(['ba', 'abc', 'ab', 'B']);
  expect(await listed({ sort: 'length' })).toEqual(['abc', 'ab', 'ba', 'B']);
  expect(await listed({ sort: 'length', ascending: true })).toEqual(['B', 'ab', 'ba', 'abc']);
  expect(await listed({ sort: 'median', limit: 2, offset: 1 })).toEqual(['abc', 'ab']);
  expect(await listed({ limit: 5, offset: 9 })).toEqual([]);
});

test('steps: the median time since the event before, of the cases of the variant', async () => {
  const { items } = await calculate(memory, variantList, { steps: 2 });
  expect(items.map((v) => v.stepMs)).toEqual([[null, 20], [null, 10], [null], [null, 50]]);
  const [, abc] = (await calculate(memory, variantList, { steps: 300 })).items;
  // 5 and 15; 35 and 5.
  expect(abc!.stepMs).toEqual([null, 10, 20]);
  expect((await calculate(memory, variantList, {})).items[0]!.stepMs).toEqual([]);
});

test('an unknown time is no step', async () => {
  const holes = memoryLog([...trace('1', 'abc', [0, 10, Number.NaN]), ...trace('2', 'abc', [0, 20, Number.NaN])]);
  expect((await calculate(holes, variantList, { steps: 9 })).items[0]!.stepMs).toEqual([null, 15, null]);
});

test('search and ids', async () => {
  expect(await listed({ containing: 'C' })).toEqual(['abc']);
  expect(await listed({ containing: 'b' })).toEqual(['ab', 'abc', 'B', 'ba']);
  expect(await listed({ containing: 'nowhere' })).toEqual([]);
  const ids = [variantId(['b', 'a']), variantId(['a', 'b']), '0'.repeat(32)];
  const found = await calculate(memory, variantList, { ids });
  expect(found.items.map((v) => [v.activities.join(''), v.count, v.share])).toEqual([
    ['ab', 3, 3 / 7],
    ['ba', 1, 1 / 7],
  ]);
  expect({ total: found.total, listed: found.listed, once: found.once }).toEqual({ total: 4, listed: 2, once: 2 });
});

test('small variants are counted and not listed', async () => {
  const run = { ...inlineRun(memory, EVERYTHING), k: 2 };
  const params = { limit: 25, offset: 0, sort: 'count', ascending: false, containing: '', ids: [], steps: 0 } as const;
  const found = await variantList.compute(memory.log, { ...params, ids: [] }, run);
  expect(found.items.map((v) => v.activities.join(''))).toEqual(['ab', 'abc']);
  expect({ total: found.total, hidden: found.hidden, listed: found.listed }).toEqual({
    total: 4,
    hidden: 2,
    listed: 2,
  });
  const asked = await variantList.compute(memory.log, { ...params, ids: [variantId(['B'])] }, run);
  expect(asked.items).toEqual([]);
});

test('receipt: the same variants and durations as the other calculator, page by page', async () => {
  const { memory: receipt } = await referenceLog('receipt');
  const all = (await calculate(receipt, variants, { limit: 50_000 })).items;
  for (const offset of [0, 50, 100]) {
    const { items } = await calculate(receipt, variantList, { offset, limit: 50 });
    expect(items.map(({ p90Ms: _, stepMs: _none, ...v }) => v)).toEqual(all.slice(offset, offset + 50));
  }
});

test('medians of the first step, computed another way', async () => {
  const random = randomLog(4, { cases: 300 });
  const { items } = await calculate(random, variantList, { steps: 300, limit: 200 });
  const times = new Map<string, number[]>();
  for (const segment of random.segments)
    for (let c = 0; c < segment.cases; c++) {
      const [begin, end] = [segment.offsets[c]!, segment.offsets[c + 1]!];
      const [codes, time] = [segment.codes('activity'), segment.numbers('time')];
      const id = variantId(Array.from(codes.subarray(begin, end), (code) => random.log.activityNames[code]!));
      const step = end - begin > 1 ? time[begin + 1]! - time[begin]! : Number.NaN;
      if (!Number.isNaN(step)) times.set(id, [...(times.get(id) ?? []), step]);
    }
  expect(items.length).toBeGreaterThan(20);
  for (const { id, stepMs } of items) {
    const sorted = (times.get(id) ?? []).sort((a, b) => a - b);
    const middle = (sorted.length - 1) / 2;
    const median = sorted.length ? (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2 : undefined;
    expect(stepMs[1] ?? undefined).toEqual(median);
  }
});

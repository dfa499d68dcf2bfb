import { expect, test } from 'bun:test';
import { referenceLog } from '../../../tests/reference-log.ts';
import { memoryLog } from '../log/memory-log.ts';
import { randomLog } from '../log/random-log.ts';
import { calculate } from '../views/inline.ts';
import variantCoverage from './variant-coverage.ts';
import variants from './variants.ts';

for (const name of ['receipt', 'running-example'] as const) {
  test(`${name}: the reference's variants`, async () => {
    const { memory, is } = await referenceLog(name, true);
    const { total, cases, items } = await calculate(memory, variants, { limit: 10_000 });
    expect({ variants: total, cases }).toEqual({ variants: is.variants.variants, cases: is.variants.cases });
    expect(items.length).toBe(total);
    expect(items.filter((v) => v.count === 1).length).toBe(is.variants.singletons);
    expect(Math.max(...items.map((v) => v.activities.length))).toBe(is.variants.max_len);
    // The reference orders equal counts in its own way.
    const most = is.variants.top5.filter(([count]) => count > 1);
    for (const [count, activities] of most) {
      expect(items.find((v) => v.activities.join('\n') === activities.join('\n'))?.count).toBe(count);
    }
    expect(items.slice(0, 5).map((v) => v.count)).toEqual(is.variants.top5.map(([count]) => count));
    const seconds = items.reduce((sum, v) => sum + v.meanMs! * v.count, 0) / 1000;
    expect(seconds).toBeCloseTo(is.case_durations.sum_s, 2);
  });
}

test('receipt: durations between instants, not between local times', async () => {
  const { memory } = await referenceLog('receipt');
  const { items } = await calculate(memory, variants, { limit: 10_000 });
  // Summed over the file with the offsets of its timestamps: 26 hours less than the reference's 670,150,054.479 s.
  const seconds = items.reduce((sum, v) => sum + v.meanMs! * v.count, 0) / 1000;
  expect(seconds).toBeCloseTo(670_056_454.479, 2);
});

const trace = (id: string, activities: string, stepMs: number) =>
  [...activities].map((activity, i) => ({ case: id, activity, time: i * stepMs }));

test('ties by name, pages, and other orders', async () => {
  const memory = memoryLog([
    ...trace('1', 'ab', 10),
    ...trace('2', 'ab', 30),
    ...trace('3', 'ab', 20),
    ...trace('4', 'ba', 50),
    ...trace('5', 'abc', 1),
    ...trace('6', 'B', 0),
  ]);
  const listed = async (params: object) =>
    (await calculate(memory, variants, params)).items.map((v) => v.activities.join(''));
  // Bytes: B before a before b; "ab" before what goes on from it.
  expect(await listed({})).toEqual(['ab', 'B', 'abc', 'ba']);
  expect(await listed({ limit: 2, offset: 1 })).toEqual(['B', 'abc']);
  expect(await listed({ limit: 2, offset: 4 })).toEqual([]);
  expect(await listed({ sort: 'length' })).toEqual(['abc', 'ab', 'ba', 'B']);
  expect(await listed({ sort: 'mean' })).toEqual(['ba', 'ab', 'abc', 'B']);
  const [first] = (await calculate(memory, variants)).items;
  expect(first).toMatchObject({ count: 3, share: 0.5, meanMs: 20, medianMs: 20, minMs: 10, maxMs: 30 });
});

test('any page is that part of the whole list', async () => {
  const memory = randomLog(9, { cases: 400 });
  const whole = (await calculate(memory, variants, { limit: 50_000 })).items;
  expect(whole.length).toBeGreaterThan(20);
  for (const [offset, limit] of [
    [0, 1],
    [7, 5],
    [3, 1000],
  ] as const) {
    const { items } = await calculate(memory, variants, { offset, limit });
    expect(items).toEqual(whole.slice(offset, offset + limit));
  }
});

test('coverage of many variants: few points, the last is everything', async () => {
  // Variant i has 100 − i cases, i = 0 … 99.
  const rows = Array.from({ length: 100 }, (_, i) =>
    Array.from({ length: 100 - i }, (_, j) => ({ case: `${i}/${j}`, activity: `a${i}`, time: 0 })),
  ).flat();
  const { points, targets, cases } = await calculate(memoryLog(rows), variantCoverage, { points: 3, targets: [0.75] });
  expect(cases).toBe(5050);
  // 1, √100 and 100 variants: 100, 100 + 99 + … + 91 = 955, and all 5050 cases.
  expect(points.map((p) => [p.variants, p.cases])).toEqual([
    [1, 100],
    [10, 955],
    [100, 5050],
  ]);
  // n variants cover 100 n − n(n−1)/2 cases: 50 variants 3775, 51 variants 3825; three quarters are 3787.5.
  expect(targets).toEqual([{ caseShare: 0.75, variants: 51, cases: 3825 }]);
});

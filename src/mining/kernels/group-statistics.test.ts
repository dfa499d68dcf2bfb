import { expect, test } from 'bun:test';
import { memoryLog } from '../log/memory-log.ts';
import { inlineRun } from '../views/inline.ts';
import { groupStatistics } from './group-statistics.ts';
import { cellBounds, cellsFor, type Source, valueKernels } from './grouped-values.ts';

/** A log of one event a case, whose values are the times. */
const logOf = (values: readonly number[], segmentEvents: number) =>
  memoryLog(
    values.map((time, i) => ({ case: `c${i}`, activity: 'a', time })),
    { segmentEvents, caseOrder: values.map((_, i) => `c${i}`) },
  );

const byModulus: Source<number> = (segment, view, modulus) => ({
  values: view.time,
  groups: Uint16Array.from({ length: segment.events }, (_, e) => Number(segment.caseId(e).slice(1)) % modulus),
  length: segment.events,
});
const kernels = valueKernels('test', byModulus);
const PERCENTILES = [0, 5, 25, 50, 90, 99, 100];

/** By definition: sort, then interpolate. */
function byHand(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (percentile: number) => {
    const position = ((sorted.length - 1) * percentile) / 100;
    const low = sorted[Math.floor(position)]!;
    return low + (sorted[Math.ceil(position)]! - low) * (position - Math.floor(position));
  };
  return { count: sorted.length, min: sorted[0]!, max: sorted.at(-1)!, percentiles: PERCENTILES.map(at) };
}

let seed = 99;
const random = () => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
  return seed / 0x80000000;
};
const shapes: Record<string, () => number> = {
  whole: () => Math.floor(random() * 1000),
  skewed: () => 10 ** (random() * 14 - 3),
  mostlyZero: () => (random() < 0.7 ? 0 : random() * 5e9),
  ties: () => [1_800_000, 1_800_000, 1_800_001, 7][Math.floor(random() * 4)]!,
  signed: () => (random() - 0.5) * 1e6,
  fractions: () => random(),
  constant: () => 42,
  huge: () => 2 ** (40 + random() * 12),
};

test('statistics equal those of a full sort, for values of every shape and any number of groups', async () => {
  for (const [shape, draw] of Object.entries(shapes)) {
    const values = Array.from({ length: 1200 }, draw);
    for (const groups of [1, 7, 600]) {
      const run = inlineRun(logOf(values, 170));
      const found = await groupStatistics(run, kernels, groups, groups, PERCENTILES);
      found.forEach((statistics, g) => {
        const own = values.filter((_, i) => i % groups === g);
        expect({ shape, groups, ...statistics }).toMatchObject({ shape, groups, ...byHand(own) });
        const sum = own.reduce((a, b) => a + b, 0);
        expect(Math.abs(statistics.sum! - sum)).toBeLessThanOrEqual(1e-12 * own.reduce((a, b) => a + Math.abs(b), 1));
      });
    }
  }
});

test('splitting finds the same values as fetching at once', async () => {
  for (const draw of Object.values(shapes)) {
    const values = Array.from({ length: 900 }, draw);
    const run = inlineRun(logOf(values, 300));
    const wanted = await groupStatistics(run, kernels, 3, 3, PERCENTILES);
    const narrow = await groupStatistics(run, kernels, 3, 3, PERCENTILES, 1);
    expect(narrow).toEqual(wanted);
  }
});

test('a sum does not depend on how the log is cut', async () => {
  const values = Array.from({ length: 999 }, () => random() * 1e12);
  const sums: (number | null)[] = [];
  for (const cut of [1, 10, 333, 5000])
    sums.push((await groupStatistics(inlineRun(logOf(values, cut)), kernels, 1, 1))[0]!.sum);
  expect(new Set(sums).size).toBe(1);
});

test('a group without values has no statistics', async () => {
  const found = await groupStatistics(inlineRun(logOf([5], 10)), kernels, 1, 2, [50]);
  expect(found[1]).toEqual({ count: 0, sum: null, mean: null, min: null, max: null, percentiles: [null] });
});

test('cells follow each other without gap', () => {
  for (const groups of [1, 100, 1000]) {
    for (let cell = 2; cell + 1 < cellsFor(groups); cell++) {
      const [low, high] = cellBounds(groups, cell);
      expect(low).toBeLessThan(high);
      expect(cellBounds(groups, cell + 1)[0] - high).toBeLessThanOrEqual(high * 2 ** -52);
    }
    expect(cellBounds(groups, 2)[0]).toBe(1);
    expect(cellBounds(groups, cellsFor(groups) - 1)).toEqual([2 ** 44, Number.POSITIVE_INFINITY]);
  }
});

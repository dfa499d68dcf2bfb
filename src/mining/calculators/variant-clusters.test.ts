import { expect, test } from 'bun:test';
import { memoryLog } from '../log/memory-log.ts';
import { randomLog } from '../log/random-log.ts';
import { calculate } from '../views/inline.ts';
import variantClusters from './variant-clusters.ts';

/** One case a trace; a letter is an activity, ten apart in time. */
const logOf = (traces: readonly string[]) =>
  memoryLog(traces.flatMap((trace, c) => [...trace].map((activity, i) => ({ case: `${c}`, activity, time: 10 * i }))));

// Three ways of doing things, each with small changes.
const WAYS = [...['abcd', 'abcd', 'abcd', 'abccd', 'abbcd'], ...['wxyz', 'wxyz', 'wxxyz'], ...['mnop', 'mnoop']];

test.each(['profile', 'edit'] as const)('three ways are found, and that there are three (%s)', async (distance) => {
  const found = await calculate(logOf(WAYS), variantClusters, { distance });
  const of = (cluster: number) =>
    found.items.filter((item) => item.cluster === cluster).map((item) => item.activities.join(''));
  expect(found.clusters.map(({ cases, variants, share }) => [cases, variants, share])).toEqual([
    [5, 3, 0.5],
    [3, 2, 0.3],
    [2, 2, 0.2],
  ]);
  expect([of(1), of(2), of(3)]).toEqual([
    ['abcd', 'abbcd', 'abccd'],
    ['wxyz', 'wxxyz'],
    ['mnoop', 'mnop'],
  ]);
  expect(found.clusters[0]!.medoid!.activities.join('')).toBe('abcd');
  expect(found.silhouette).toBeGreaterThan(0.7);
  // 30, 30, 30, 40, 40 ms; 22 events.
  expect(found.clusters[0]).toMatchObject({ meanMs: 34, meanEvents: 22 / 5 });
  expect(found.clusters[0]!.marks.slice(0, 2)).toEqual([
    { activity: 'a', share: 1, elsewhere: 0, cases: 5 },
    { activity: 'b', share: 1, elsewhere: 0, cases: 5 },
  ]);
});

test('rarer variants join the group whose middle is nearest', async () => {
  const found = await calculate(logOf(WAYS), variantClusters, { clusters: 2, variants: 2 });
  // abcd and wxyz make the groups; of mnop and mnoop nothing is in either: they join the first.
  expect([found.grouped, found.joined]).toEqual([2, 5]);
  expect(found.clusters.map(({ cases, variants }) => [cases, variants])).toEqual([
    [7, 5],
    [3, 2],
  ]);
});

test('every case and variant is in one group, whatever the log', async () => {
  for (let seed = 1; seed <= 30; seed++) {
    const memory = randomLog(seed, { segmentEvents: 25 });
    for (const distance of ['profile', 'edit'] as const) {
      const found = await calculate(memory, variantClusters, {
        distance,
        clusters: seed % 4,
        variants: 2 + (seed % 9),
      });
      const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
      expect(sum(found.clusters.map(({ cases }) => cases))).toBe(found.cases);
      expect(sum(found.clusters.map(({ variants }) => variants))).toBe(found.grouped + found.joined);
      expect(found.clusters.map(({ cluster }) => cluster)).toEqual(found.clusters.map((_, i) => i + 1));
      for (const { silhouette } of found.clusters) expect(Math.abs(silhouette)).toBeLessThanOrEqual(1);
    }
  }
});

test('one variant, and more groups than variants', async () => {
  const one = await calculate(logOf(['ab', 'ab']), variantClusters, {});
  expect(one.clusters).toMatchObject([{ cases: 2, variants: 1, silhouette: 0, marks: [] }]);
  expect((await calculate(logOf(['ab', 'cd']), variantClusters, { clusters: 20 })).clusters).toHaveLength(2);
});

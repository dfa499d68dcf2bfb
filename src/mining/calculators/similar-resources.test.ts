import { expect, test } from 'bun:test';
import { memoryLog } from '../log/memory-log.ts';
import { randomLog } from '../log/random-log.ts';
import { paperLog, plainTraces } from '../organisation/example-logs.ts';
import { calculate } from '../views/inline.ts';
import similarResources from './similar-resources.ts';

/** 2,000 logs a law by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);
type Metric = 'cosine' | 'pearson' | 'euclid' | 'hamming';

async function similarity(metric: Metric, first: string, second: string): Promise<number> {
  const { pairs } = await calculate(paperLog(), similarResources, { metric, least: -1 });
  return pairs.find(({ a, b }) => [a, b].sort().join() === `${first},${second}`)!.similarity;
}

// Table 2 of the paper, by A B C D E: John 2 1 1 0 0 · Sue 3 1 1 0 0 · Mike 0 1 1 0 0 · Pete 0 0 0 4 0 · Clare 0 0 0 1 1
test('profiles of the paper: John and Sue are alike, Clare and Pete a little', async () => {
  // 2·3 + 1 + 1 over √6 · √11.
  expect(await similarity('cosine', 'John', 'Sue')).toBeCloseTo(8 / Math.sqrt(66), 12);
  expect(await similarity('cosine', 'Clare', 'Pete')).toBeCloseTo(4 / Math.sqrt(2 * 16), 12);
  // Sums 4 and 5 over five activities: (5·8 − 20) ⁄ √((5·6 − 16)(5·11 − 25)).
  expect(await similarity('pearson', 'John', 'Sue')).toBeCloseTo(20 / Math.sqrt(14 * 30), 12);
  // (5·0 − 2·4) ⁄ √((5·2 − 4)(5·16 − 16)): apart.
  expect(await similarity('pearson', 'Mike', 'Pete')).toBeCloseTo(-8 / Math.sqrt(6 * 64), 12);
  // Shares ½ ¼ ¼ and ⅗ ⅕ ⅕: √(0.01 + 2 · 0.0025) ⁄ √2.
  expect(await similarity('euclid', 'John', 'Sue')).toBeCloseTo(1 - Math.sqrt(0.015 / 2), 12);
  // Carol and Mike have the same profile; John and Mike differ in A alone.
  expect(await similarity('euclid', 'Carol', 'Mike')).toBe(1);
  expect(await similarity('hamming', 'John', 'Mike')).toBeCloseTo(4 / 5, 12);
});

test('between −1 and 1, 1 with oneself, and the same as from the columns of a plain table', async () => {
  for (let seed = 1; seed <= numRuns; seed++) {
    const memory = randomLog(seed, { segmentEvents: 25 });
    if (memory.log.findColumn('resource') === null) continue;
    const events = plainTraces(memory).flat();
    const activities = [...new Set(events.map(({ activity }) => activity))];
    const vector = (who: string) =>
      activities.map((x) => events.filter((e) => e.resource === who && e.activity === x).length);
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const { pairs } = await calculate(memory, similarResources, { metric: 'pearson', least: -1 });
    for (const { a, b, similarity, common } of pairs) {
      const [u, v] = [vector(a), vector(b)];
      const [mu, mv] = [mean(u), mean(v)];
      const covariance = u.reduce((sum, x, i) => sum + (x - mu) * (v[i]! - mv), 0);
      const spread = Math.sqrt(u.reduce((s, x) => s + (x - mu) ** 2, 0) * v.reduce((s, x) => s + (x - mv) ** 2, 0));
      if (spread > 1e-9) expect(similarity).toBeCloseTo(covariance / spread, 9);
      expect(common).toBe(u.filter((x, i) => x > 0 && v[i]! > 0).length);
    }
  }
});

test('equal profiles are 1 by every metric, also where a correlation is not defined', async () => {
  const rows = ['Ann', 'Bob'].flatMap((resource, i) => ({ case: '1', activity: 'x', time: i, resource }));
  for (const metric of ['cosine', 'pearson', 'euclid', 'hamming'] as const) {
    const { pairs } = await calculate(memoryLog(rows), similarResources, { metric });
    expect(pairs).toMatchObject([{ a: 'Ann', b: 'Bob', similarity: 1, common: 1 }]);
  }
});

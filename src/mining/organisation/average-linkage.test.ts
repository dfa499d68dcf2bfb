import { expect, test } from 'bun:test';
import { Work } from '../discovery/work.ts';
import { seededNumbers } from '../log/random-log.ts';
import { averageLinkage } from './average-linkage.ts';

/** 2,000 tables by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);
const work = () => new Work({ signal: new AbortController().signal });

/** The definition: join the two groups with the highest mean similarity while it is high enough. */
function groupsOf(similarity: Float64Array, n: number, least: number): number[][] {
  let groups = Array.from({ length: n }, (_, i) => [i]);
  for (;;) {
    let best: { a: number[]; b: number[]; mean: number } | null = null;
    for (const [i, a] of groups.entries())
      for (const b of groups.slice(i + 1)) {
        const mean =
          a.flatMap((x) => b.map((y) => similarity[x * n + y]!)).reduce((s, v) => s + v, 0) / (a.length * b.length);
        if (mean >= least && (best === null || mean > best.mean)) best = { a, b, mean };
      }
    if (best === null) return groups.map((group) => group.sort((x, y) => x - y)).sort((x, y) => x[0]! - y[0]!);
    const { a, b } = best;
    groups = [...groups.filter((group) => group !== a && group !== b), [...a, ...b]];
  }
}

test('equal to the definition on random similarities', async () => {
  for (let seed = 1; seed <= numRuns; seed++) {
    const random = seededNumbers(seed);
    const n = 1 + Math.floor(random() * 12);
    const similarity = new Float64Array(n * n).fill(1);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < i; j++) {
        const value = random();
        similarity[i * n + j] = value;
        similarity[j * n + i] = value;
      }
    const least = random();
    expect(await averageLinkage(similarity, n, least, work())).toEqual(groupsOf(similarity, n, least));
  }
});

test('equal items are one group, different ones are none', async () => {
  expect(await averageLinkage(new Float64Array(9).fill(1), 3, 1, work())).toEqual([[0, 1, 2]]);
  expect(await averageLinkage(Float64Array.of(1, 0, 0, 1), 2, 0.1, work())).toEqual([[0], [1]]);
  expect(await averageLinkage(new Float64Array(0), 0, 0.5, work())).toEqual([]);
});

test('a thousand items are grouped, and the work can be stopped', async () => {
  const n = 1000;
  const similarity = Float64Array.from({ length: n * n }, (_, at) => (Math.floor(at / n) % 7 === (at % n) % 7 ? 1 : 0));
  expect((await averageLinkage(similarity, n, 0.5, work())).map((group) => group.length)).toEqual([
    ...Array(6).fill(143),
    142,
  ]);
  const stopped = new Work({ signal: AbortSignal.abort(new Error('cancelled')) });
  await expect(averageLinkage(new Float64Array(4_000_000), 2000, 0.5, stopped)).rejects.toThrow('cancelled');
});

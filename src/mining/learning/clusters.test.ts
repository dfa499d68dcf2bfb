/** Distances, partitions and silhouettes against their definitions, by brute force on small random items. */
import { describe, expect, test } from 'bun:test';
import { Work } from '../discovery/work.ts';
import { seededNumbers } from '../log/random-log.ts';
import { partitionAroundMedoids, type WeighedItems } from './k-medoids.ts';
import { silhouettes } from './silhouette.ts';
import { editDistances, profileDistances } from './trace-distances.ts';

/** 2,000 draws by LAW_RUNS=2000 bun test. */
const numRuns = Number(process.env.LAW_RUNS ?? 150);
const work = new Work({ signal: new AbortController().signal });

/** Points on a line, some of them equal, weighed 1 … 4. */
function randomItems(seed: number): WeighedItems {
  const random = seededNumbers(seed);
  const n = 2 + Math.floor(random() * 10);
  const at = Array.from({ length: n }, () => Math.floor(random() * 20));
  return {
    n,
    distance: Float32Array.from({ length: n * n }, (_, i) => Math.abs(at[Math.floor(i / n)]! - at[i % n]!)),
    weight: Float64Array.from({ length: n }, () => 1 + Math.floor(random() * 4)),
  };
}

const costOf = ({ n, distance, weight }: WeighedItems, medoids: readonly number[]) =>
  Array.from({ length: n }, (_, o) => weight[o]! * Math.min(...medoids.map((m) => distance[m * n + o]!))).reduce(
    (sum, cost) => sum + cost,
    0,
  );

describe('partitioning around medoids', () => {
  test('no exchange of a medoid for another item makes the sum of distances smaller', async () => {
    for (let seed = 1; seed <= numRuns; seed++) {
      const items = randomItems(seed);
      for (const k of [1, 2, 3]) {
        const { medoids, cluster } = await partitionAroundMedoids(items, k, work);
        expect(new Set(medoids).size).toBe(Math.min(k, items.n));
        const cost = costOf(items, medoids);
        for (const [m] of medoids.entries())
          for (let c = 0; c < items.n; c++)
            if (!medoids.includes(c)) expect(costOf(items, medoids.with(m, c))).toBeGreaterThanOrEqual(cost);
        for (let o = 0; o < items.n; o++) {
          const own = items.distance[medoids[cluster[o]!]! * items.n + o]!;
          expect(own).toBe(Math.min(...medoids.map((m) => items.distance[m * items.n + o]!)));
        }
      }
    }
  });

  test('groups that are far apart are found', async () => {
    const at = [0, 1, 2, 100, 101, 200, 201, 202];
    const distance = Float32Array.from({ length: 64 }, (_, i) => Math.abs(at[i >> 3]! - at[i & 7]!));
    const found = await partitionAroundMedoids({ n: 8, distance, weight: new Float64Array(8).fill(1) }, 3, work);
    const groups = Map.groupBy(at, (_, i) => found.cluster[i]!);
    expect([...groups.values()]).toEqual([
      [0, 1, 2],
      [100, 101],
      [200, 201, 202],
    ]);
    expect(found.medoids.map((m) => at[m]!).sort((a, b) => a - b)).toEqual([1, 100, 201]);
  });
});

test('silhouettes: as of the items written out one by one', async () => {
  for (let seed = 1; seed <= numRuns; seed++) {
    const items = randomItems(seed);
    const { n, distance, weight } = items;
    const random = seededNumbers(seed + 1_000_000);
    const cluster = Array.from({ length: n }, () => Math.floor(random() * 3));
    const single = cluster.flatMap((of, i) => Array.from({ length: weight[i]! }, () => ({ i, of })));
    const mean = (list: readonly number[]) => list.reduce((sum, d) => sum + d, 0) / list.length;
    const found = await silhouettes(items, cluster, 3, work);
    for (const [place, { i, of }] of single.entries()) {
      const to = (wanted: number) =>
        single.filter((other, p) => p !== place && other.of === wanted).map((other) => distance[i * n + other.i]!);
      const own = to(of);
      const others = [0, 1, 2].filter((c) => c !== of && to(c).length > 0).map((c) => mean(to(c)));
      const [a, b] = [mean(own), Math.min(...others)];
      const wanted = own.length === 0 || others.length === 0 || Math.max(a, b) === 0 ? 0 : (b - a) / Math.max(a, b);
      expect(found[i]!).toBeCloseTo(wanted, 9);
    }
  }
});

describe('distances of traces', () => {
  const letters = (text: string) => [...text].map((letter) => letter.charCodeAt(0) - 96);
  const edit = (a: string, b: string) => editDistances([letters(a), letters(b)])(0, 1);
  const profile = (a: string, b: string) => profileDistances([letters(a), letters(b)])(0, 1);

  test('edit: Levenshtein over the longer one', () => {
    // kitten → sitting: k to s, e to i, g put in.
    expect(edit('kitten', 'sitting')).toBe(3 / 7);
    expect([edit('abc', 'abc'), edit('abc', 'xyz'), edit('a', 'aaaa'), edit('ab', 'ba')]).toEqual([0, 1, 3 / 4, 1]);
    const recursive = (a: string, b: string): number =>
      a === '' || b === ''
        ? a.length + b.length
        : Math.min(
            recursive(a.slice(1), b.slice(1)) + Number(a[0] !== b[0]),
            recursive(a.slice(1), b) + 1,
            recursive(a, b.slice(1)) + 1,
          );
    for (let seed = 1; seed <= numRuns; seed++) {
      const random = seededNumbers(seed);
      const word = () =>
        Array.from({ length: 1 + Math.floor(random() * 5) }, () => 'abc'[Math.floor(random() * 3)]).join('');
      const [a, b] = [word(), word()];
      expect([a, b, edit(a, b)]).toEqual([a, b, recursive(a, b) / Math.max(a.length, b.length)]);
      expect(profile(a, b)).toBe(profile(b, a));
      expect(profile(a, a)).toBeCloseTo(0, 12);
    }
  });

  test('profile: the mean of two cosines', () => {
    // ab and ba: the same activities (cosine 1), no step in common (▷a ab b■ against ▷b ba a■).
    expect(profile('ab', 'ba')).toBeCloseTo(0.5, 12);
    // ab and abb: activities (1,1)·(1,2) = 3 over √2·√5; steps ▷a ab b■ · ▷a ab bb b■ = 3 over √3·√4.
    expect(profile('ab', 'abb')).toBeCloseTo(1 - (3 / Math.sqrt(10) + 3 / Math.sqrt(12)) / 2, 12);
    expect(profile('ab', 'cd')).toBe(1);
  });
});

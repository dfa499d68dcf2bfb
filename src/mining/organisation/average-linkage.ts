import type { Work } from '../discovery/work.ts';

/** Two clusters that became one. Items are the clusters 0 … n − 1; the k-th merge makes the cluster n + k. */
interface Merge {
  readonly a: number;
  readonly b: number;
  readonly similarity: number;
}

/**
 * Groups items that are alike: agglomerative clustering with average linkage (UPGMA, Sokal and Michener 1958), found by the
 * nearest-neighbour chain (Murtagh 1983) in time and room of n². Two groups are joined while the mean similarity between
 * their members is at least `least`. Ties go to the lower item, so that the answer is always the same.
 * @param similarity symmetric, `n × n` @returns groups in order of their first item, items ascending
 */
export async function averageLinkage(
  similarity: Float64Array,
  n: number,
  least: number,
  work: Work,
): Promise<number[][]> {
  const merges = (await chainMerges(similarity.slice(), n, work)).filter((merge) => merge.similarity >= least);
  const groupOf = Array.from({ length: n }, (_, i) => i);
  const root = (i: number): number => {
    while (groupOf[i] !== i) i = groupOf[i]!;
    return i;
  };
  for (const { a, b } of merges) {
    const [first, second] = [root(a), root(b)];
    groupOf[Math.max(first, second)] = Math.min(first, second);
  }
  const groups = Map.groupBy(groupOf.keys(), root);
  return [...groups.values()];
}

/** All merges, each named by an item of either side. Similarities do not grow along a branch, so that any cut is a set of them. */
async function chainMerges(similarity: Float64Array, n: number, work: Work): Promise<Merge[]> {
  const size = new Float64Array(n).fill(1);
  const merges: Merge[] = [];
  const chain: number[] = [];
  while (merges.length < n - 1) {
    if (chain.length === 0) chain.push(size.findIndex((items) => items > 0));
    const end = chain.at(-1)!;
    const before = chain.at(-2) ?? -1;
    let nearest = before;
    for (let i = 0; i < n; i++) {
      if (i === end || size[i] === 0) continue;
      if (nearest === -1 || similarity[end * n + i]! > similarity[end * n + nearest]!) nearest = i;
    }
    await work.done(n);
    if (nearest !== before) {
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    const [a, b] = [Math.min(end, nearest), Math.max(end, nearest)];
    merges.push({ a, b, similarity: similarity[a * n + b]! });
    for (let i = 0; i < n; i++) {
      if (size[i] === 0 || i === a || i === b) continue;
      const mean = (size[a]! * similarity[a * n + i]! + size[b]! * similarity[b * n + i]!) / (size[a]! + size[b]!);
      similarity[a * n + i] = mean;
      similarity[i * n + a] = mean;
    }
    size[a] = size[a]! + size[b]!;
    size[b] = 0;
  }
  return merges;
}

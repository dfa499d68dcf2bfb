import type { Work } from '../discovery/work.ts';

/** Items with the distance between any two, and how much each counts. */
export interface WeighedItems {
  readonly n: number;
  /** Symmetric, `n × n`, zero on the diagonal. */
  readonly distance: Float32Array;
  readonly weight: Float64Array;
}

export interface Medoids {
  /** The item in the middle of each cluster, in the order in which they were found. */
  readonly medoids: readonly number[];
  /** The cluster of each item. */
  readonly cluster: Uint16Array;
}

/** More exchanges than this are never needed in practice; each makes the sum of distances smaller. */
const MOST_SWAPS = 200;

/**
 * Partitions items around medoids, so that the weighted sum of distances to the nearest medoid is small: PAM (Kaufman and
 * Rousseeuw 1990) with the exchanges of FastPAM1 (Schubert and Rousseeuw 2021), which looks at all k·n exchanges in n²
 * steps. Deterministic: ties go to the lower item.
 * @param k at most `n` clusters
 */
export async function partitionAroundMedoids(items: WeighedItems, k: number, work: Work): Promise<Medoids> {
  const medoids = await firstMedoids(items, Math.min(k, items.n), work);
  for (let swap = 0; swap < MOST_SWAPS; swap++) {
    const best = await bestSwap(items, medoids, work);
    if (best === null) break;
    medoids[best.cluster] = best.item;
  }
  const { nearest } = nearestOf(items, medoids);
  return { medoids, cluster: nearest };
}

/** BUILD: the item that is nearest to all, then each time the one that makes the sum smallest. */
async function firstMedoids({ n, distance, weight }: WeighedItems, k: number, work: Work): Promise<number[]> {
  const least = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const medoids: number[] = [];
  while (medoids.length < k) {
    let [best, smallest] = [-1, Number.POSITIVE_INFINITY];
    for (let c = 0; c < n; c++) {
      if (medoids.includes(c)) continue;
      let sum = 0;
      for (let o = 0; o < n; o++) sum += weight[o]! * Math.min(least[o]!, distance[c * n + o]!);
      if (sum < smallest) [best, smallest] = [c, sum];
      await work.done(n);
    }
    medoids.push(best);
    for (let o = 0; o < n; o++) least[o] = Math.min(least[o]!, distance[best * n + o]!);
  }
  return medoids;
}

/** Each item's nearest medoid, and the distances to it and to the next one. */
function nearestOf({ n, distance }: WeighedItems, medoids: readonly number[]) {
  const nearest = new Uint16Array(n);
  const first = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const second = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  for (const [cluster, m] of medoids.entries())
    for (let o = 0; o < n; o++) {
      const d = distance[m * n + o]!;
      if (d < first[o]!) {
        second[o] = first[o]!;
        first[o] = d;
        nearest[o] = cluster;
      } else if (d < second[o]!) second[o] = d;
    }
  return { nearest, first, second };
}

/** The exchange of a medoid for another item that makes the sum smallest; null: none makes it smaller. */
async function bestSwap(items: WeighedItems, medoids: readonly number[], work: Work) {
  const { n, distance, weight } = items;
  if (medoids.length === n || medoids.length < 2) return null;
  const { nearest, first, second } = nearestOf(items, medoids);
  const removed = new Float64Array(medoids.length);
  for (let o = 0; o < n; o++) removed[nearest[o]!]! += weight[o]! * (second[o]! - first[o]!);
  const isMedoid = new Set(medoids);
  const change = new Float64Array(medoids.length);
  let best: { cluster: number; item: number } | null = null;
  let smallest = -1e-9 * (1 + weight.reduce((sum, w) => sum + w, 0));
  for (let c = 0; c < n; c++) {
    if (isMedoid.has(c)) continue;
    change.set(removed);
    let all = 0;
    for (let o = 0; o < n; o++) {
      const d = distance[c * n + o]!;
      if (d < first[o]!) {
        all += weight[o]! * (d - first[o]!);
        change[nearest[o]!]! += weight[o]! * (first[o]! - second[o]!);
      } else if (d < second[o]!) change[nearest[o]!]! += weight[o]! * (d - second[o]!);
    }
    for (let m = 0; m < medoids.length; m++)
      if (change[m]! + all < smallest) [smallest, best] = [change[m]! + all, { cluster: m, item: c }];
    await work.done(n);
  }
  return best;
}

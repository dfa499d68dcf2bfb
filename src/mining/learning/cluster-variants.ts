import type { Work } from '../discovery/work.ts';
import type { VariantTable } from '../kernels/variant-table.ts';
import { type Medoids, partitionAroundMedoids, type WeighedItems } from './k-medoids.ts';
import { silhouettes } from './silhouette.ts';
import { COMPARED_EVENTS, editDistances, profileDistances, type TraceDistance } from './trace-distances.ts';

export interface ClusterOptions {
  /** 0: the number of 2 … 8 with the best silhouette. */
  readonly clusters: number;
  readonly distance: 'profile' | 'edit';
  /** Most variants that are clustered; the others join the nearest medoid. */
  readonly variants: number;
}

/** Clusters of variants, most cases first. Places are those in the order that was given. */
export interface ClusteredVariants {
  /** The first so many variants made the clusters. */
  readonly grouped: number;
  /** The place of the variant in the middle of each cluster. */
  readonly medoids: readonly number[];
  /** The cluster of the variant at each place. */
  readonly cluster: Uint16Array;
  /** Of the variants that made the clusters. */
  readonly silhouettes: Float64Array;
  /** Their mean over cases. */
  readonly silhouette: number;
}

/** Cells of all edit distances together; fewer variants are clustered where more would be needed. */
const MOST_CELLS = 2e9;
const MOST_CHOSEN = 8;

/** @param order numbers of the variants, the first ones are clustered */
export async function clusterVariants(
  table: VariantTable,
  order: readonly number[],
  options: ClusterOptions,
  work: Work,
): Promise<ClusteredVariants> {
  const { codes, offsets, count } = table;
  const traces = order.map((v) => codes.subarray(offsets[v], offsets[v + 1]));
  const distanceOf = options.distance === 'edit' ? editDistances(traces) : profileDistances(traces);
  const n = groupedOf(traces, options);
  const items = {
    n,
    distance: await matrixOf(traces, n, distanceOf, work),
    weight: Float64Array.from(order.slice(0, n), (v) => count[v]!),
  };
  const best = await bestPartition(items, options.clusters, work);
  const cluster = new Uint16Array(order.length);
  cluster.set(best.cluster);
  for (let i = n; i < order.length; i++) {
    cluster[i] = nearestMedoid(i, best.medoids, distanceOf);
    await work.done(best.medoids.length * traces[i]!.length * 100);
  }
  return renumbered({ grouped: n, ...best, cluster }, order, count);
}

function groupedOf(traces: readonly ArrayLike<number>[], { variants, distance }: ClusterOptions): number {
  const most = Math.min(variants, traces.length);
  if (distance === 'profile') return most;
  let events = 0;
  for (let n = 0; n < most; n++) {
    events += Math.min(traces[n]!.length, COMPARED_EVENTS);
    if (n >= 2 && (events * events) / 2 > MOST_CELLS) return n;
  }
  return most;
}

async function matrixOf(traces: readonly ArrayLike<number>[], n: number, distanceOf: TraceDistance, work: Work) {
  const distance = new Float32Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const d = distanceOf(i, j);
      distance[i * n + j] = d;
      distance[j * n + i] = d;
    }
    await work.done((n - i) * (traces[i]!.length * 100 + 100));
  }
  return distance;
}

type Partition = Medoids & Pick<ClusteredVariants, 'silhouettes' | 'silhouette'>;

/** With as many clusters as wanted, or as part the items best; of equally good numbers the smaller. */
async function bestPartition(items: WeighedItems, wanted: number, work: Work): Promise<Partition> {
  const most = Math.min(items.n, MOST_CHOSEN);
  const numbers = wanted > 0 ? [wanted] : most < 2 ? [1] : Array.from({ length: most - 1 }, (_, i) => i + 2);
  let best: Partition | null = null;
  for (const k of numbers) {
    const found = await partitionAroundMedoids(items, k, work);
    const each = await silhouettes(items, found.cluster, found.medoids.length, work);
    const weight = items.weight.reduce((sum, w) => sum + w, 0);
    const silhouette = weight === 0 ? 0 : each.reduce((sum, s, i) => sum + s * items.weight[i]!, 0) / weight;
    if (best === null || silhouette > best.silhouette) best = { ...found, silhouettes: each, silhouette };
  }
  return best!;
}

function nearestMedoid(i: number, medoids: readonly number[], distanceOf: TraceDistance): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (const [cluster, m] of medoids.entries()) {
    const d = distanceOf(m, i);
    if (d < least) [best, least] = [cluster, d];
  }
  return best;
}

/** Most cases first; of equally many, the medoid that comes first. */
function renumbered(found: ClusteredVariants, order: readonly number[], count: Float64Array): ClusteredVariants {
  const cases = new Float64Array(found.medoids.length);
  found.cluster.forEach((cluster, i) => {
    cases[cluster]! += count[order[i]!]!;
  });
  const sorted = [...found.medoids.keys()].sort(
    (a, b) => cases[b]! - cases[a]! || found.medoids[a]! - found.medoids[b]!,
  );
  const place = new Uint16Array(sorted.length);
  sorted.forEach((old, now) => {
    place[old] = now;
  });
  return {
    ...found,
    medoids: sorted.map((old) => found.medoids[old]!),
    cluster: found.cluster.map((old) => place[old]!),
  };
}

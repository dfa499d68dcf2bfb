import type { Work } from '../discovery/work.ts';
import type { WeighedItems } from './k-medoids.ts';

/**
 * How well each item lies in its cluster (Rousseeuw 1987): (b − a) ⁄ max(a, b), a the mean distance to the others of its own cluster, b
 * that to the nearest other cluster; 0 in a cluster of one. An item of weight w stands for w equal items: −1 … 1.
 */
export async function silhouettes(
  { n, distance, weight }: WeighedItems,
  cluster: ArrayLike<number>,
  clusters: number,
  work: Work,
): Promise<Float64Array> {
  const size = new Float64Array(clusters);
  for (let o = 0; o < n; o++) size[cluster[o]!]! += weight[o]!;
  const found = new Float64Array(n);
  const sum = new Float64Array(clusters);
  for (let i = 0; i < n; i++) {
    sum.fill(0);
    for (let o = 0; o < n; o++) sum[cluster[o]!]! += weight[o]! * distance[i * n + o]!;
    const own = cluster[i]!;
    await work.done(n);
    if (size[own]! <= 1) continue;
    const a = sum[own]! / (size[own]! - 1);
    let b = Number.POSITIVE_INFINITY;
    for (let c = 0; c < clusters; c++) if (c !== own && size[c]! > 0) b = Math.min(b, sum[c]! / size[c]!);
    if (b < Number.POSITIVE_INFINITY && Math.max(a, b) > 0) found[i] = (b - a) / Math.max(a, b);
  }
  return found;
}

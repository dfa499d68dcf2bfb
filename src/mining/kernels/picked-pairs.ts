import { defineKernel, type Log, type Run } from '#sdk';
import { instanceView } from '../log/activity-instances.ts';
import { byteRanks } from '../log/byte-order.ts';
import { variantOrder } from '../model/variant-order.ts';
import type { VariantTable } from './variant-table.ts';
import { type VariantsParams, variants } from './variants.ts';
import { waitingArcs } from './waiting-arcs.ts';

/** The distinct traces of activity instances: what directly follows what here. */
export const instanceVariants = defineKernel<VariantsParams, VariantTable>({
  id: 'instance-variants',
  partial: (segment, view, p) => variants.partial(segment, instanceView(segment, view), p),
  merge: variants.merge,
});

/** Codes of two activities of which the one directly follows the other. */
export type Pair = readonly [from: number, to: number];

/** Pairs once each, in the order of their first. */
export const distinctPairs = (pairs: readonly Pair[]): Pair[] => [
  ...new Map(pairs.map((pair) => [pair.join(), pair])).values(),
];

/** The steps of the most frequent variant, in its order. */
export async function pairsOfMainPath(log: Log, run: Run, limit: number): Promise<Pair[]> {
  const table = await run.reduce(instanceVariants, { durations: false });
  if (table.size === 0) return [];
  const order = variantOrder(table, log.activityNames, (v) => table.count[v]!);
  let first = 0;
  for (let v = 1; v < table.size; v++) if (order(v, first) < 0) first = v;
  const codes = [...table.codes.subarray(table.offsets[first]!, table.offsets[first + 1]!)];
  return distinctPairs(codes.slice(1).map((to, i) => [codes[i]!, to])).slice(0, limit);
}

/** The pairs that occur most often, or before whose second activity cases wait longest in all; ties by names. */
export async function foremostPairs(log: Log, run: Run, by: 'frequency' | 'delay', limit: number): Promise<Pair[]> {
  const arcs = await run.reduce(waitingArcs, null);
  const weight = by === 'delay' ? arcs.sum : arcs.count;
  const ranks = byteRanks(log.activityNames);
  const pairs = Array.from(arcs.keys, (key, i) => ({ from: key >>> 16, to: key & 0xffff, weight: weight[i]! }));
  pairs.sort((a, b) => b.weight - a.weight || ranks[a.from]! - ranks[b.from]! || ranks[a.to]! - ranks[b.to]!);
  return pairs.slice(0, limit).map(({ from, to }) => [from, to]);
}

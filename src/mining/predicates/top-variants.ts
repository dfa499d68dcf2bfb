import type { Log } from '#sdk';
import type { VariantTable } from '../kernels/variant-table.ts';
import { byBytes } from '../log/byte-order.ts';
import { moveFirst, nthSmallest } from './order-statistics.ts';

export interface VariantLimit {
  /** Number of variants. */
  count?: number | undefined;
  /** Fewest variants that together show at least this share of the cases. */
  caseShare?: number | undefined;
  /** This share of the distinct variants, rounded up. */
  variantShare?: number | undefined;
}

/**
 * Numbers of the most frequent variants, in no order. Among equally frequent ones those come first whose activities come
 * first by the bytes of their names, activity by activity (a missing activity before all, a shorter beginning before its
 * continuation): the same whatever the segments and the codes of the dictionary.
 */
export function topVariants(table: VariantTable, limit: VariantLimit, log: Log): Uint32Array {
  const counts = table.count.slice(0, table.size);
  const wanted = numberWanted(counts, limit);
  if (wanted >= table.size) return Uint32Array.from({ length: table.size }, (_, v) => v);
  const least = nthSmallest(counts.slice(), table.size - wanted);
  const above: number[] = [];
  const level: number[] = [];
  for (let v = 0; v < table.size; v++) {
    if (counts[v]! > least) above.push(v);
    else if (counts[v] === least) level.push(v);
  }
  const candidates = Uint32Array.from(level);
  moveFirst(candidates, wanted - above.length, byNames(table, log));
  const top = new Uint32Array(wanted);
  top.set(above);
  top.set(candidates.subarray(0, wanted - above.length), above.length);
  return top;
}

/** A share of a whole number may miss it by a rounding error of this size. */
const TOLERANCE = 1e-9;

function numberWanted(counts: Float64Array, { count, caseShare, variantShare }: VariantLimit): number {
  if (count !== undefined) return count;
  if (variantShare !== undefined) return Math.ceil(variantShare * counts.length - TOLERANCE);
  const falling = counts.toSorted().reverse();
  const needed = caseShare! * falling.reduce((sum, n) => sum + n, 0) - TOLERANCE;
  let covered = 0;
  let wanted = 0;
  while (wanted < falling.length && covered < needed) covered += falling[wanted++]!;
  return wanted;
}

function byNames({ codes, offsets }: VariantTable, log: Log): (a: number, b: number) => number {
  const names = log.activityNames;
  const sorted = names.map((_, code) => code).slice(1);
  sorted.sort((a, b) => byBytes(names[a]!, names[b]!));
  const rank = new Uint16Array(names.length);
  sorted.forEach((code, place) => {
    rank[code] = place + 1;
  });
  return (a, b) => {
    const endA = offsets[a + 1]!;
    const endB = offsets[b + 1]!;
    let i = offsets[a]!;
    let j = offsets[b]!;
    for (; i < endA && j < endB; i++, j++) {
      const difference = rank[codes[i]!]! - rank[codes[j]!]!;
      if (difference !== 0) return difference;
    }
    return endA - i - (endB - j);
  };
}

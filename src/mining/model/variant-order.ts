import type { VariantTable } from '../kernels/variant-table.ts';
import { byteRanks } from '../log/byte-order.ts';

/** Which of two variants comes first; 0 never, as no two are the same. */
type Before = (a: number, b: number) => number;

/**
 * Order of variants: a measure, greatest first (unknown last), then more cases, then the sequence of activity names by
 * bytes, a beginning before what goes on from it. The same however the log is cut and the dictionary grew.
 */
export function variantOrder(table: VariantTable, names: readonly string[], measure: (v: number) => number): Before {
  const ranks = byteRanks(names);
  const { codes, offsets, count } = table;
  return (a, b) => {
    const [x, y] = [measure(a), measure(b)];
    if (x !== y && !(Number.isNaN(x) && Number.isNaN(y))) return Number.isNaN(x) ? 1 : Number.isNaN(y) ? -1 : y - x;
    if (count[a] !== count[b]) return count[b]! - count[a]!;
    const [i, j] = [offsets[a]!, offsets[b]!];
    const [n, m] = [offsets[a + 1]! - i, offsets[b + 1]! - j];
    for (let k = 0; k < n && k < m; k++) {
      const difference = ranks[codes[i + k]!]! - ranks[codes[j + k]!]!;
      if (difference !== 0) return difference;
    }
    return n - m;
  };
}

/** All variants, the most frequent first. */
export const byFrequency = (table: VariantTable, names: readonly string[]): number[] =>
  Array.from({ length: table.size }, (_, v) => v).sort(variantOrder(table, names, (v) => table.count[v]!));

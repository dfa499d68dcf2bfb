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

/** The first `limit` of `size` things in order, without sorting them all: a heap whose root is the last one kept. */
export function firstInOrder(size: number, limit: number, before: Before): number[] {
  const heap: number[] = [];
  const sink = (at: number) => {
    const item = heap[at]!;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!) > 0) child++;
      if (before(item, heap[child]!) > 0) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = item;
  };
  for (let i = 0; i < size; i++) {
    if (heap.length < limit) {
      heap.push(i);
      if (heap.length === limit) for (let at = limit >>> 1; at >= 0; at--) sink(at);
    } else if (limit > 0 && before(i, heap[0]!) < 0) {
      heap[0] = i;
      sink(0);
    }
  }
  return heap.sort(before);
}

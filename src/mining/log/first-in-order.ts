/**
 * The first `limit` of the numbers 0 … size − 1 in an order, without sorting them all: a heap whose root is the last one
 * kept.
 * @param before below 0 when `a` comes before `b`; a total order makes the result unique
 */
export function firstInOrder(size: number, limit: number, before: (a: number, b: number) => number): number[] {
  if (limit >= size) return Array.from({ length: size }, (_, i) => i).sort(before);
  const heap: number[] = [];
  for (let i = 0; i < size && limit > 0; i++) {
    if (heap.length < limit) {
      heap.push(i);
      if (heap.length === limit) for (let at = limit >>> 1; at >= 0; at--) sink(heap, at, before);
    } else if (before(i, heap[0]!) < 0) {
      heap[0] = i;
      sink(heap, 0, before);
    }
  }
  return heap.sort(before);
}

/** Moves an item down until none below it comes later. */
function sink(heap: number[], from: number, before: (a: number, b: number) => number): void {
  const item = heap[from]!;
  let at = from;
  if (item === undefined) return;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!) > 0) child++;
    if (before(item, heap[child]!) > 0) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = item;
}

import { type Bits, countBits, type Segment } from '#sdk';

/** What a view keeps, per segment. Null stands for everything. Kept cases have at least one kept event. */
export interface Selection {
  readonly cases: readonly Bits[] | null;
  readonly events: readonly Bits[] | null;
}

export const EVERYTHING: Selection = { cases: null, events: null };

/** Kept cases and events of one segment. */
export function countKept(
  segment: Segment,
  cases: Bits | null,
  events: Bits | null,
): { cases: number; events: number } {
  if (!cases) return { cases: segment.cases, events: events ? countBits(events) : segment.events };
  const { offsets } = segment;
  let kept = 0;
  let total = 0;
  for (let w = 0; w < cases.length; w++) {
    for (let word = cases[w]!; word !== 0; word &= word - 1) {
      const c = (w << 5) + 31 - Math.clz32(word & -word);
      kept++;
      total += events ? countRange(events, offsets[c]!, offsets[c + 1]!) : offsets[c + 1]! - offsets[c]!;
    }
  }
  return { cases: kept, events: total };
}

/** Set bits in `[begin, end)`. */
export function countRange(bits: Bits, begin: number, end: number): number {
  let total = 0;
  for (let e = begin; e < end; e++) total += (bits[e >>> 5]! >>> (e & 31)) & 1;
  return total;
}

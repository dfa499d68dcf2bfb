import { type Bits, countBits, hasBit, type Segment } from '#sdk';

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

/** Cases of one segment of which two selections do not keep the same events; counted no further than to `most`. */
export function countDifferent(segment: Segment, a: Selection, b: Selection, most: number): number {
  const { index, offsets } = segment;
  const [casesA, casesB] = [a.cases?.[index] ?? null, b.cases?.[index] ?? null];
  const [eventsA, eventsB] = [a.events?.[index] ?? null, b.events?.[index] ?? null];
  let different = 0;
  for (let c = 0; c < segment.cases && different < most; c++) {
    const [inA, inB] = [casesA === null || hasBit(casesA, c), casesB === null || hasBit(casesB, c)];
    if (inA !== inB) different++;
    if (!(inA && inB) || eventsA === eventsB) continue;
    const differs = (e: number) => (!eventsA || hasBit(eventsA, e)) !== (!eventsB || hasBit(eventsB, e));
    for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
      if (!differs(e)) continue;
      different++;
      break;
    }
  }
  return different;
}

/** Set bits in `[begin, end)`. */
export function countRange(bits: Bits, begin: number, end: number): number {
  let total = 0;
  for (let e = begin; e < end; e++) total += (bits[e >>> 5]! >>> (e & 31)) & 1;
  return total;
}

import { type Bits, noBits, type Segment, type View } from '#sdk';

/**
 * The cases of the view whose first or last kept event has a wanted activity.
 * @param wanted 0 or 1 per activity code
 */
export function casesByEndpoint(segment: Segment, view: View, wanted: Uint8Array, end: 'first' | 'last'): Bits {
  const { offsets } = segment;
  const { activity, cases, events } = view;
  const kept = noBits(segment.cases);
  const step = end === 'first' ? 1 : -1;
  for (let c = 0; c < segment.cases; c++) {
    if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
    const from = offsets[c]!;
    const to = offsets[c + 1]!;
    if (from === to) continue;
    let e = end === 'first' ? from : to - 1;
    if (events) {
      while (e >= from && e < to && ((events[e >>> 5]! >>> (e & 31)) & 1) === 0) e += step;
      if (e < from || e >= to) continue;
    }
    kept[c >>> 5] = kept[c >>> 5]! | (wanted[activity[e]!]! << (c & 31));
  }
  return kept;
}

import { type Bits, hasBit, noBits, type Segment, setBit } from '#sdk';

/** Every event of some cases. */
export function eventsOfCases({ cases, events, offsets }: Segment, chosen: Bits): Bits {
  const marked = noBits(events);
  for (let c = 0; c < cases; c++) {
    if (!hasBit(chosen, c)) continue;
    for (let e = offsets[c]!; e < offsets[c + 1]!; e++) setBit(marked, e);
  }
  return marked;
}

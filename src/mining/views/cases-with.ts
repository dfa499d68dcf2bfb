import { type Bits, noBits, type Segment, setBit } from '#sdk';

/** The cases of a segment with at least one of these events. */
export function casesWithEvents(segment: Segment, events: Bits): Bits {
  const { offsets, cases } = segment;
  const kept = noBits(cases);
  let c = 0;
  for (let w = 0; w < events.length; w++) {
    for (let word = events[w]!; word !== 0; word &= word - 1) {
      const e = (w << 5) + 31 - Math.clz32(word & -word);
      while (offsets[c + 1]! <= e) c++;
      setBit(kept, c);
    }
  }
  return kept;
}

import { andBits, andNotBits, type Bits, noBits, type Segment, setBit, type View } from '#sdk';

/** The cases of the view with at least one kept event among `marked`. */
export const casesWithAny = (segment: Segment, view: View, marked: Bits): Bits =>
  casesHaving(segment, view, view.events ? andBits(marked, view.events) : marked, true);

/** The cases of the view with no kept event among `marked`. */
export const casesWithNone = (segment: Segment, view: View, marked: Bits): Bits =>
  casesHaving(segment, view, view.events ? andBits(marked, view.events) : marked, false);

/** The cases of the view all of whose kept events are `marked`. */
export function casesWithOnly(segment: Segment, view: View, marked: Bits): Bits {
  const others = view.events ? andNotBits(view.events, marked) : marked.map((word) => ~word);
  return casesHaving(segment, view, others, false);
}

/** Reads whole words: a case of ten events costs one or two. Bits past the last event are never looked at. */
function casesHaving(segment: Segment, view: View, marked: Bits, having: boolean): Bits {
  const { offsets } = segment;
  const { cases } = view;
  const kept = noBits(segment.cases);
  for (let c = 0; c < segment.cases; c++) {
    if ((c & 31) === 0 && cases && cases[c >>> 5] === 0) {
      c += 31;
      continue;
    }
    if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
    const begin = offsets[c]!;
    const end = offsets[c + 1]!;
    let any = 0;
    if (begin < end) {
      const first = begin >>> 5;
      const last = (end - 1) >>> 5;
      const head = 0xffffffff << (begin & 31);
      const tail = 0xffffffff >>> (31 - ((end - 1) & 31));
      any = first === last ? marked[first]! & head & tail : (marked[first]! & head) | (marked[last]! & tail);
      for (let w = first + 1; any === 0 && w < last; w++) any = marked[w]!;
    }
    if ((any !== 0) === having) setBit(kept, c);
  }
  return kept;
}

import type { Segment, View } from '#sdk';

/** Visits each kept event with the kept event before it in its case (−1: it is the first). */
export function eachKept(
  { cases, offsets }: Segment,
  view: View,
  visit: (event: number, before: number, caseIx: number) => void,
): void {
  const { cases: keptCases, events } = view;
  for (let c = 0; c < cases; c++) {
    if (keptCases && ((keptCases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
    let before = -1;
    for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
      if (events && ((events[e >>> 5]! >>> (e & 31)) & 1) === 0) continue;
      visit(e, before, c);
      before = e;
    }
  }
}

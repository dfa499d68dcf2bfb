import { ActivityRef, type Bits, Choice, defineFilter, noBits, type Segment, setBit, Type, type View } from '#sdk';
import { activityCodeOf } from '../log/activities.ts';
import { type PairTable, pairTable } from '../predicates/pair-table.ts';

const params = Type.Object({
  pairs: Type.Array(
    Type.Object(
      { from: ActivityRef('The earlier activity'), to: ActivityRef('The activity right after it') },
      { additionalProperties: false },
    ),
    { minItems: 1, maxItems: 10_000, description: 'Pairs of activities, the second right after the first' },
  ),
  mode: Choice(['any', 'all', 'none'], {
    default: 'any',
    description: 'Keep cases with any, all or none of the pairs',
  }),
});

/** Keeps cases by which activity comes right after which, among their kept events. Equal times keep the log's order. */
export default defineFilter({
  id: 'directly-follows',
  version: 1,
  title: 'Directly follows',
  summary: 'Keeps the cases in which one activity comes right after another.',
  category: 'order',
  params,
  examples: [
    {
      title: 'Checked twice in a row',
      params: { pairs: [{ from: 'check', to: 'check' }] },
      expect: { cases: 1, events: 5 },
    },
    {
      title: 'Never decided before the check',
      params: { pairs: [{ from: 'register', to: 'decide' }], mode: 'none' },
      expect: { cases: 5, events: 18 },
    },
  ],
  keeps: () => 'cases',
  against: 'base',
  prepare: (log, p) =>
    pairTable(
      p.pairs.map(({ from, to }) => [activityCodeOf(log, from), activityCodeOf(log, to)] as const),
      log.activities,
    ),
  select: (segment, view, p, table) =>
    p.mode === 'all' ? casesWithAllPairs(segment, view, table) : casesWithPair(segment, view, table, p.mode === 'any'),
});

/** The cases in which a pair occurs (or, with `occurs` false, none does). Stops at the first. */
function casesWithPair(segment: Segment, view: View, { row, cell, width }: PairTable, occurs: boolean): Bits {
  const { offsets } = segment;
  const { activity, cases, events } = view;
  const kept = noBits(segment.cases);
  for (let c = 0; c < segment.cases; c++) {
    if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
    const end = offsets[c + 1]!;
    // Row 0 of the table is empty: before the first event nothing was seen.
    let base = 0;
    let found = 0;
    for (let e = offsets[c]!; e < end; e++) {
      if (events && ((events[e >>> 5]! >>> (e & 31)) & 1) === 0) continue;
      const code = activity[e]!;
      if (cell[base + code] !== 0) {
        found = 1;
        break;
      }
      base = row[code]! * width;
    }
    if ((found === 1) === occurs) setBit(kept, c);
  }
  return kept;
}

function casesWithAllPairs(segment: Segment, view: View, { row, cell, width, pairs }: PairTable): Bits {
  const { offsets } = segment;
  const { activity, cases, events } = view;
  const kept = noBits(segment.cases);
  // The case in which a pair was seen last, plus one: nothing to clear between cases.
  const seenIn = new Uint32Array(pairs + 1);
  for (let c = 0; c < segment.cases; c++) {
    if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
    let missing = pairs;
    let base = 0;
    for (let e = offsets[c]!; missing > 0 && e < offsets[c + 1]!; e++) {
      if (events && ((events[e >>> 5]! >>> (e & 31)) & 1) === 0) continue;
      const code = activity[e]!;
      const pair = cell[base + code]!;
      if (pair !== 0 && seenIn[pair] !== c + 1) {
        seenIn[pair] = c + 1;
        missing--;
      }
      base = row[code]! * width;
    }
    if (missing === 0) setBit(kept, c);
  }
  return kept;
}

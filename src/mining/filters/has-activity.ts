import {
  ActivityRefs,
  type Bits,
  Choice,
  defineFilter,
  hasBit,
  invalid,
  noBits,
  type Segment,
  type Static,
  setBit,
  Type,
  type View,
} from '#sdk';
import { activityCodesOf } from '../log/activities.ts';
import { casesWithAny, casesWithNone } from '../predicates/cases-having.ts';
import { lookupOf, rowsWithCodes } from '../predicates/rows.ts';

const params = Type.Object({
  activities: ActivityRefs('Activities to look for'),
  mode: Choice(['any', 'all', 'none'], { default: 'any', description: 'Keep cases with any, all or none of them' }),
  minCount: Type.Integer({
    default: 1,
    minimum: 1,
    description: 'Occurrences of an activity in a case from which it counts as present',
  }),
  maxCount: Type.Optional(Type.Integer({ minimum: 1, description: 'Occurrences up to which it counts as present' })),
});

/** Keeps the cases in which activities occur, with bounds on how often. */
export default defineFilter({
  id: 'has-activity',
  version: 1,
  title: 'Has activity',
  summary: 'Keeps the cases that contain any, all or none of the chosen activities.',
  category: 'activity',
  params,
  examples: [
    { title: 'Paid orders', params: { activities: ['pay'] }, expect: { cases: 4, events: 18 } },
    {
      title: 'Checked at least twice',
      params: { activities: ['check'], minCount: 2 },
      expect: { cases: 1, events: 5 },
    },
  ],
  keeps: () => 'cases',
  against: 'base',
  prepare(log, p) {
    if (p.minCount > (p.maxCount ?? Number.POSITIVE_INFINITY)) {
      invalid('filter.emptyRange', `minCount (${p.minCount}) is above maxCount (${p.maxCount}).`);
    }
    const codes = [...new Set(activityCodesOf(log, p.activities))];
    return { codes: Uint16Array.from(codes), wanted: lookupOf(codes, log.activities) };
  },
  select(segment, view, p, { codes, wanted }) {
    if (p.minCount > 1 || p.maxCount !== undefined || p.mode === 'all') {
      return casesByOccurrences(segment, view, p, codes, wanted.length);
    }
    const marked = rowsWithCodes(view.activity, wanted);
    return p.mode === 'any' ? casesWithAny(segment, view, marked) : casesWithNone(segment, view, marked);
  },
});

function casesByOccurrences(
  segment: Segment,
  view: View,
  p: Static<typeof params>,
  codes: Uint16Array,
  width: number,
): Bits {
  const kept = noBits(segment.cases);
  const { offsets } = segment;
  const { activity, cases, events } = view;
  const slot = new Uint16Array(width);
  codes.forEach((code, i) => {
    slot[code] = i + 1;
  });
  const counts = new Uint32Array(codes.length + 1);
  const min = p.minCount;
  const max = p.maxCount ?? Number.POSITIVE_INFINITY;
  const least = p.mode === 'all' ? codes.length : p.mode === 'any' ? 1 : 0;
  const most = p.mode === 'none' ? 0 : codes.length;
  for (let c = 0; c < segment.cases; c++) {
    if (cases && !hasBit(cases, c)) continue;
    for (let i = 1; i <= codes.length; i++) counts[i] = 0;
    for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
      const s = slot[activity[e]!]!;
      if (s !== 0 && (!events || hasBit(events, e))) counts[s] = counts[s]! + 1;
    }
    let present = 0;
    for (let i = 1; i <= codes.length; i++) if (counts[i]! >= min && counts[i]! <= max) present++;
    if (present >= least && present <= most) setBit(kept, c);
  }
  return kept;
}

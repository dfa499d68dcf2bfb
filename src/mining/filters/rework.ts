import { ActivityRef, defineFilter, noBits, setBit, Type } from '#sdk';
import { activityCodesOf } from '../log/activities.ts';
import { lookupOf } from '../predicates/rows.ts';

const params = Type.Object({
  activities: Type.Optional(
    Type.Array(ActivityRef(), { minItems: 1, description: 'Activities that count as rework when repeated; none: all' }),
  ),
  minCount: Type.Integer({
    default: 2,
    minimum: 2,
    description: 'Occurrences of one activity in a case from which it is rework',
  }),
});

/** Keeps the cases in which an activity is repeated, next to each other or not. Missing activities do not count. */
export default defineFilter({
  id: 'rework',
  version: 1,
  title: 'Rework',
  summary: 'Keeps the cases in which an activity occurs at least n times.',
  category: 'activity',
  params,
  examples: [
    { title: 'Any activity done twice', params: {}, expect: { cases: 2, events: 10 } },
    { title: 'Decided again', params: { activities: ['decide'] }, expect: { cases: 1, events: 5 } },
  ],
  keeps: () => 'cases',
  against: 'base',
  prepare(log, p) {
    if (p.activities) return lookupOf(activityCodesOf(log, p.activities), log.activities);
    return new Uint8Array(log.activities + 1).fill(1, 1);
  },
  select(segment, view, p, wanted) {
    const { offsets } = segment;
    const { activity, cases, events } = view;
    const kept = noBits(segment.cases);
    const counts = new Uint32Array(wanted.length);
    // The case that a count belongs to, plus one: nothing to clear between cases.
    const countedIn = new Uint32Array(wanted.length);
    const { minCount } = p;
    for (let c = 0; c < segment.cases; c++) {
      if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
      const end = offsets[c + 1]!;
      if (end - offsets[c]! < minCount) continue;
      for (let e = offsets[c]!; e < end; e++) {
        if (events && ((events[e >>> 5]! >>> (e & 31)) & 1) === 0) continue;
        const code = activity[e]!;
        if (wanted[code] === 0) continue;
        const count = countedIn[code] === c + 1 ? counts[code]! + 1 : 1;
        countedIn[code] = c + 1;
        counts[code] = count;
        if (count === minCount) {
          setBit(kept, c);
          break;
        }
      }
    }
    return kept;
  },
});

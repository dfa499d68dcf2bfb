import { ActivityRefs, Choice, defineFilter, noBits, setBit, Type } from '#sdk';
import { activityCodesOf } from '../log/activities.ts';

const params = Type.Object({
  activities: ActivityRefs('Activities in the order in which they must come; others may stand between', 2),
  mode: Choice(['any', 'none'], {
    default: 'any',
    description: 'Keep the cases that show this order somewhere, or those that show it nowhere',
  }),
});

/**
 * Keeps the cases in which the activities occur one after the other, each at its own event: "check, check" needs two
 * checks. Taking each activity at its earliest event finds every such order. Equal times keep the log's order.
 */
export default defineFilter({
  id: 'eventually-follows',
  version: 1,
  title: 'Eventually follows',
  summary: 'Keeps the cases in which activities occur in an order, with anything between them.',
  category: 'order',
  params,
  examples: [
    { title: 'Checked, later paid', params: { activities: ['check', 'pay'] }, expect: { cases: 4, events: 18 } },
    { title: 'Decided twice', params: { activities: ['decide', 'decide'] }, expect: { cases: 1, events: 5 } },
    {
      title: 'Never checked after a decision',
      params: { activities: ['decide', 'check'], mode: 'none' },
      expect: { cases: 5, events: 18 },
    },
  ],
  keeps: () => 'cases',
  against: 'base',
  prepare: (log, p) => Uint16Array.from(activityCodesOf(log, p.activities)),
  select(segment, view, p, order) {
    const { offsets } = segment;
    const { activity, cases, events } = view;
    const kept = noBits(segment.cases);
    const length = order.length;
    const occurs = p.mode === 'any';
    for (let c = 0; c < segment.cases; c++) {
      if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
      let next = 0;
      let awaited = order[0]!;
      const end = offsets[c + 1]!;
      for (let e = offsets[c]!; e < end; e++) {
        if (activity[e] !== awaited) continue;
        if (events && ((events[e >>> 5]! >>> (e & 31)) & 1) === 0) continue;
        if (++next === length) break;
        awaited = order[next]!;
      }
      if ((next === length) === occurs) setBit(kept, c);
    }
    return kept;
  },
});

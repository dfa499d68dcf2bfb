import { ActivityRefs, Choice, defineFilter, hasBit, noBits, setBit, Type } from '#sdk';
import { activityCodesOf } from '../log/activities.ts';

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
  prepare: (log, p) => activityCodesOf(log, p.activities),
  select(segment, view, p, codes) {
    const kept = noBits(segment.cases);
    const { offsets } = segment;
    const { activity, cases, events } = view;
    const slot = new Uint16Array(65_536);
    codes.forEach((code, i) => {
      slot[code] = i + 1;
    });
    const counts = new Uint32Array(codes.length + 1);
    const max = p.maxCount ?? Number.POSITIVE_INFINITY;
    for (let c = 0; c < segment.cases; c++) {
      if (cases && !hasBit(cases, c)) continue;
      counts.fill(0);
      for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
        if (events && !hasBit(events, e)) continue;
        const s = slot[activity[e]!]!;
        counts[s] = counts[s]! + 1;
      }
      let present = 0;
      for (let i = 1; i <= codes.length; i++) if (counts[i]! >= p.minCount && counts[i]! <= max) present++;
      if (p.mode === 'none' ? present === 0 : p.mode === 'all' ? present === codes.length : present > 0)
        setBit(kept, c);
    }
    return kept;
  },
});

import { ActivityRef, Choice, defineFilter, invalid, noBits, setBit, Type } from '#sdk';
import { tracesOf } from '../kernels/traces.ts';
import { activityCodeOf } from '../log/activities.ts';
import { followGaps, longestTrace, NOT_FOLLOWED } from '../predicates/followers.ts';

const milliseconds = (description: string) => Type.Optional(Type.Number({ minimum: 0, description }));

const params = Type.Object({
  activity: ActivityRef('The earlier activity'),
  follower: ActivityRef('The activity after it; it may be the same again'),
  minMs: milliseconds('Shortest time between them, included, in milliseconds of the clock of the view'),
  maxMs: milliseconds('Longest time between them, included, in milliseconds'),
  directly: Type.Boolean({
    default: false,
    description:
      'Only where the follower is the very next event; otherwise the next follower counts, whatever stands between',
  }),
  mode: Choice(['any', 'all', 'none'], {
    default: 'any',
    description:
      'Keep the cases in which any, all or none of the occurrences of the activity are followed in that time; all needs at least one',
  }),
});

/**
 * Keeps cases by the time from one activity to the next occurrence of another. Each occurrence of the first is measured to
 * the next follower, so that one follower may answer several. Where one of the two times is missing it is not followed in time.
 */
export default defineFilter({
  id: 'follower-within',
  version: 1,
  title: 'Follower within',
  summary: 'Keeps the cases in which one activity follows another within a time.',
  category: 'order',
  params,
  examples: [
    {
      // decide → pay: o1 1 h; o3 3 h; o4 3 h and 1 h; o6 19 h. o2 rejects, o5 does not decide.
      title: 'Paid within two hours of a decision',
      params: { activity: 'decide', follower: 'pay', maxMs: 7_200_000 },
      expect: { cases: 2, events: 9 },
    },
    {
      title: 'Paid at least two hours after each decision',
      params: { activity: 'decide', follower: 'pay', minMs: 7_200_000, mode: 'all' },
      expect: { cases: 2, events: 9 },
    },
    {
      // Right after a check: o1 2 h, o2 1 h, o3 1 h from the second, o4 1 h, o6 2 h.
      title: 'Decided right after a check, within an hour',
      params: { activity: 'check', follower: 'decide', maxMs: 3_600_000, directly: true },
      expect: { cases: 3, events: 14 },
    },
  ],
  keeps: () => 'cases',
  against: 'base',
  prepare(log, p) {
    if ((p.minMs ?? 0) > (p.maxMs ?? Number.POSITIVE_INFINITY))
      invalid('filter.emptyRange', 'The shortest time (minMs) is above the longest (maxMs).');
    return {
      pair: { a: activityCodeOf(log, p.activity), b: activityCodeOf(log, p.follower), directly: p.directly },
      low: p.minMs ?? Number.NEGATIVE_INFINITY,
      high: p.maxMs ?? Number.MAX_VALUE,
      anyTime: p.minMs === undefined && p.maxMs === undefined,
    };
  },
  select(segment, view, { mode }, { pair, low, high, anyTime }) {
    const { count, list, offsets, activity, time } = tracesOf(segment, view, { time: true });
    const gaps = new Float64Array(longestTrace(offsets, segment.cases));
    const kept = noBits(segment.cases);
    for (let k = 0; k < count; k++) {
      const c = list === null ? k : list[k]!;
      const occurrences = followGaps(activity, time, offsets[c]!, offsets[c + 1]!, pair, gaps);
      let within = 0;
      for (let i = 0; i < occurrences; i++) {
        const gap = gaps[i]!;
        if (anyTime ? gap !== NOT_FOLLOWED : gap >= low && gap <= high) within++;
      }
      const keeps = mode === 'any' ? within > 0 : mode === 'none' ? within === 0 : within > 0 && within === occurrences;
      if (keeps) setBit(kept, c);
    }
    return kept;
  },
});

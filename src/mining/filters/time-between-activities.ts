import { ActivityRef, Choice, defineFilter, invalid, Type } from '#sdk';
import { caseTimesBetween } from '../kernels/case-times-between.ts';
import { activityCodeOf } from '../log/activities.ts';
import { joined, percentileOf } from '../predicates/order-statistics.ts';
import { rowsBetween } from '../predicates/rows.ts';
import { type EventPair, timesBetween } from '../predicates/times-between.ts';

const milliseconds = (description: string) => Type.Optional(Type.Number({ minimum: 0, description }));
const percentile = (description: string) => Type.Optional(Type.Number({ minimum: 0, maximum: 100, description }));
const occurrence = (usual: 'first' | 'last', description: string) =>
  Choice(['first', 'last'], { default: usual, description });

const params = Type.Object({
  from: ActivityRef('The activity from which the time runs'),
  fromOccurrence: occurrence('first', 'Which of its occurrences in the case'),
  to: ActivityRef('The activity up to which it runs'),
  toOccurrence: occurrence('last', 'Which of its occurrences in the case, wherever it stands'),
  minMs: milliseconds('Shortest time, included, in milliseconds of the clock of the view'),
  maxMs: milliseconds('Longest time, included, in milliseconds'),
  minPercentile: percentile('Shortest time as a percentile of the cases that the filters before left'),
  maxPercentile: percentile('Longest time as a percentile: 90 keeps all but the slowest tenth'),
});

/**
 * Keeps cases by the time between two of their events, on the clock of the view (wall time, or working time under a
 * calendar). Percentiles interpolate linearly (type 7) over the cases that have such a time. Cases in which one of the two
 * does not occur or has no time, or in which the second stands before the first, are not kept.
 */
export default defineFilter({
  id: 'time-between-activities',
  version: 1,
  title: 'Time between activities',
  summary: 'Keeps the cases in which the time from one activity to another lies within bounds or percentiles.',
  category: 'time',
  params,
  examples: [
    {
      // register → the last decide: o1 3 h, o2 2 h, o3 3 h, o4 3 h, o6 5 h.
      title: 'Decided for good within three hours of the register',
      params: { from: 'register', to: 'decide', maxMs: 10_800_000 },
      expect: { cases: 4, events: 18 },
    },
    {
      // check → pay: o1 3 h, o3 5 h from the first check, o4 2 h, o6 21 h; the median of 2, 3, 5, 21 is 4.
      title: 'The slower half from check to pay',
      params: { from: 'check', to: 'pay', minPercentile: 50 },
      expect: { cases: 2, events: 9 },
    },
    {
      // Only o3 has two checks, an hour apart.
      title: 'Checked again',
      params: { from: 'check', to: 'check', minMs: 0 },
      expect: { cases: 1, events: 5 },
    },
  ],
  keeps: () => 'cases',
  against: (p) => (p.minPercentile === undefined && p.maxPercentile === undefined ? 'base' : 'previous'),
  async prepare(log, p, run) {
    if ([p.minMs, p.maxMs, p.minPercentile, p.maxPercentile].every((bound) => bound === undefined))
      invalid(
        'filter.noTimeBounds',
        'Give at least one bound of the time: minMs, maxMs, minPercentile, maxPercentile.',
      );
    if ((p.minMs ?? 0) > (p.maxMs ?? Number.POSITIVE_INFINITY) || (p.minPercentile ?? 0) > (p.maxPercentile ?? 100))
      invalid('filter.emptyRange', 'The shortest time is above the longest.');
    const { fromOccurrence, toOccurrence } = p;
    const [from, to] = [activityCodeOf(log, p.from), activityCodeOf(log, p.to)];
    const pair: EventPair = { from, to, fromOccurrence, toOccurrence };
    const range = { pair, low: p.minMs ?? Number.NEGATIVE_INFINITY, high: p.maxMs ?? Number.POSITIVE_INFINITY };
    if (p.minPercentile === undefined && p.maxPercentile === undefined) return range;
    const times = joined(await run.reduce(caseTimesBetween, pair));
    if (p.minPercentile !== undefined) range.low = Math.max(range.low, percentileOf(times, p.minPercentile));
    if (p.maxPercentile !== undefined) range.high = Math.min(range.high, percentileOf(times, p.maxPercentile));
    return range;
  },
  select: (segment, view, _p, { pair, low, high }) => rowsBetween(timesBetween(segment, view, pair), low, high),
});

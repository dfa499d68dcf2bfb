import { defineFilter, invalid, Type } from '#sdk';
import { allCaseDurations } from '../kernels/case-durations.ts';
import { durationsOf } from '../predicates/case-spans.ts';
import { percentileOf } from '../predicates/order-statistics.ts';
import { rowsBetween } from '../predicates/rows.ts';

const milliseconds = (description: string) => Type.Optional(Type.Number({ minimum: 0, description }));
const percentile = (description: string) => Type.Optional(Type.Number({ minimum: 0, maximum: 100, description }));

const params = Type.Object({
  minMs: milliseconds('Shortest duration, included, in milliseconds of the clock of the view'),
  maxMs: milliseconds('Longest duration, included, in milliseconds'),
  minPercentile: percentile('Shortest duration as a percentile of the cases that the filters before left'),
  maxPercentile: percentile('Longest duration as a percentile: 90 keeps all but the slowest tenth'),
});

/**
 * Keeps cases by the time from their first to their last kept event, on the clock of the view (wall time, or working time
 * under a calendar). Percentiles interpolate linearly between order statistics (type 7). Cases without times are not kept.
 */
export default defineFilter({
  id: 'case-duration',
  version: 1,
  title: 'Case duration',
  summary: 'Keeps the cases whose duration lies within bounds or percentiles.',
  category: 'time',
  params,
  examples: [
    { title: 'At most four hours', params: { maxMs: 14_400_000 }, expect: { cases: 4, events: 14 } },
    { title: 'The slower half', params: { minPercentile: 50 }, expect: { cases: 4, events: 18 } },
  ],
  keeps: () => 'cases',
  against: (p) => (p.minPercentile === undefined && p.maxPercentile === undefined ? 'base' : 'previous'),
  async prepare(_log, p, run) {
    const bounds = [p.minMs, p.maxMs, p.minPercentile, p.maxPercentile];
    if (bounds.every((bound) => bound === undefined)) {
      invalid(
        'filter.noBounds',
        'Give at least one bound of the duration: minMs, maxMs, minPercentile, maxPercentile.',
      );
    }
    if ((p.minMs ?? 0) > (p.maxMs ?? Number.POSITIVE_INFINITY) || (p.minPercentile ?? 0) > (p.maxPercentile ?? 100)) {
      invalid('filter.emptyRange', 'The shortest duration is above the longest.');
    }
    const range = { low: p.minMs ?? Number.NEGATIVE_INFINITY, high: p.maxMs ?? Number.POSITIVE_INFINITY };
    if (p.minPercentile === undefined && p.maxPercentile === undefined) return range;
    const durations = await allCaseDurations(run);
    if (p.minPercentile !== undefined) range.low = Math.max(range.low, percentileOf(durations, p.minPercentile));
    if (p.maxPercentile !== undefined) range.high = Math.min(range.high, percentileOf(durations, p.maxPercentile));
    return range;
  },
  select: (segment, view, _p, { low, high }) => rowsBetween(durationsOf(segment, view), low, high),
});

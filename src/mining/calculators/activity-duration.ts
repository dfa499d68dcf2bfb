import { CaseSupport, defineCalculator, Nullable, Type } from '#sdk';
import { activityOccurrences } from '../kernels/activity-occurrences.ts';
import { serviceTimes } from '../kernels/event-durations.ts';
import { groupStatistics } from '../kernels/group-statistics.ts';
import { valueKernels } from '../kernels/grouped-values.ts';
import { byBytes } from '../log/byte-order.ts';

const MINUTE = 60_000;
const Duration = Nullable(Type.Number());

const result = Type.Object({
  startsKnown: Type.Boolean({ description: 'Whether the log knows when any activity started' }),
  items: Type.Array(
    Type.Object({
      activity: Type.String(),
      count: Type.Integer({ description: 'Occurrences; activity instances where the log has a lifecycle' }),
      cases: CaseSupport('Cases in which the activity occurs'),
      timed: Type.Integer({ description: 'Occurrences whose start and end are known' }),
      meanMs: Duration,
      medianMs: Duration,
      minMs: Duration,
      maxMs: Duration,
      sumMs: Duration,
    }),
  ),
});

const kernels = valueKernels<null>('activity-duration', serviceTimes);

/**
 * Service time per activity: from the start of an activity instance to its end on the view's clock, where both are known;
 * null otherwise. Sorted by the sum, the largest first.
 */
export default defineCalculator({
  id: 'activity-duration',
  version: 1,
  title: 'Activity duration',
  summary: 'Gives the service time of each activity, from start to end, with mean, median, extremes and sum.',
  category: 'time',
  params: Type.Object({}),
  result,
  view: 'activity-duration',
  examples: [
    {
      title: 'Six checks of 30 minutes, six decisions of 15',
      params: {},
      expect: {
        startsKnown: true,
        items: [
          service('check', 6, 5, 30),
          service('decide', 6, 5, 15),
          service('pay', 4, 4, 0),
          service('register', 6, 6, 0),
          service('reject', 1, 1, 0),
        ],
      },
    },
  ],
  kernels: Object.values(kernels),
  async compute(log, _params, run) {
    const [occurrences, statistics] = await Promise.all([
      run.reduce(activityOccurrences, { activities: log.activities }),
      groupStatistics(run, kernels, null, log.activities + 1),
    ]);
    const items = statistics.flatMap(({ count, sum, mean, min, max, percentiles }, code) => {
      if (occurrences.events[code] === 0) return [];
      const times = { meanMs: mean, medianMs: percentiles[0]!, minMs: min, maxMs: max, sumMs: sum };
      const counts = { count: occurrences.events[code]!, cases: occurrences.cases[code]!, timed: count };
      return [{ activity: log.activityNames[code]!, ...counts, ...times }];
    });
    items.sort((a, b) => (b.sumMs ?? -1) - (a.sumMs ?? -1) || byBytes(a.activity, b.activity));
    return { startsKnown: statistics.some(({ count }) => count > 0), items };
  },
});

/** A row of the example: every occurrence takes `minutes`. */
function service(activity: string, count: number, cases: number, minutes: number) {
  const ms = minutes * MINUTE;
  return { activity, count, cases, timed: count, meanMs: ms, medianMs: ms, minMs: ms, maxMs: ms, sumMs: count * ms };
}

import { defineCalculator, Type } from '#sdk';
import { ActivityTimes, timesByActivity } from '../kernels/activity-times.ts';
import { serviceTimes } from '../kernels/event-durations.ts';
import { valueKernels } from '../kernels/grouped-values.ts';

const MINUTE = 60_000;

const result = Type.Object({
  startsKnown: Type.Boolean({ description: 'Whether the log knows when any activity started' }),
  items: Type.Array(ActivityTimes('Occurrences whose start and end are known')),
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
    const items = await timesByActivity(log, run, kernels);
    return { startsKnown: items.some(({ timed }) => timed > 0), items };
  },
});

/** A row of the example: every occurrence takes `minutes`. */
function service(activity: string, count: number, cases: number, minutes: number) {
  const ms = minutes * MINUTE;
  return { activity, count, cases, timed: count, meanMs: ms, medianMs: ms, minMs: ms, maxMs: ms, sumMs: count * ms };
}

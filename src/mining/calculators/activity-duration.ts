import { Choice, COLUMNS, defineCalculator, type Segment, type Static, Type, type View } from '#sdk';
import { ActivityTimes, timesByActivity } from '../kernels/activity-times.ts';
import { serviceTimes, sojournTimes } from '../kernels/event-durations.ts';
import { valueKernels } from '../kernels/grouped-values.ts';

const MINUTE = 60_000;

const result = Type.Object({
  startsKnown: Type.Boolean({ description: 'Whether the log knows when any activity started' }),
  sumMs: Type.Number({ description: 'Time of all activities together' }),
  items: Type.Array(ActivityTimes('Occurrences whose start and end are known')),
});

const params = Type.Object({
  measure: Choice(['service', 'sojourn'], {
    default: 'service',
    description: 'From start to end; or with the waiting before it, from the end of the activity before',
  }),
});
type Measure = Static<typeof params>['measure'];

const kernels = valueKernels<Measure>('activity-duration', (segment: Segment, view: View, measure: Measure) =>
  measure === 'service' ? serviceTimes(segment, view) : sojournTimes(segment, view),
);

/**
 * Service time per activity: from the start of an activity instance to its end on the view's clock, where both are known;
 * null otherwise. Or its sojourn time: waiting, as in waiting-time, and service together. Sorted by the sum, the largest
 * first. (PM4Py calls the service time "sojourn time".)
 */
export default defineCalculator({
  id: 'activity-duration',
  version: 1,
  title: 'Activity duration',
  summary: 'Gives the service or sojourn time of each activity with mean, median, extremes and sum.',
  category: 'time',
  params,
  result,
  view: 'activity-duration',
  examples: [
    {
      title: 'Six checks of 30 minutes, six decisions of 15',
      params: {},
      expect: {
        startsKnown: true,
        sumMs: 270 * MINUTE,
        items: [
          service('check', 6, 5, 30),
          service('decide', 6, 5, 15),
          service('pay', 4, 4, 0),
          service('register', 6, 6, 0),
          service('reject', 1, 1, 0),
        ],
      },
    },
    {
      title: 'With the waiting before: as long as from each event to the next, but for the first of each order',
      params: { measure: 'sojourn' },
      expect: {
        items: [
          // 1, 3, 1 and 19 hours.
          { activity: 'pay', timed: 4, sumMs: 1440 * MINUTE, meanMs: 360 * MINUTE, medianMs: 120 * MINUTE },
          // 1, 1, 1, 1, 1 and 3 hours.
          { activity: 'check', timed: 6, sumMs: 480 * MINUTE, meanMs: 80 * MINUTE, minMs: 60 * MINUTE },
          // 2, 1, 1, 1, 1 and 2 hours: 390 minutes of waiting and 90 of service.
          { activity: 'decide', timed: 6, sumMs: 480 * MINUTE, medianMs: 60 * MINUTE },
          { activity: 'reject', timed: 1, sumMs: 60 * MINUTE },
          { activity: 'register', timed: 6, sumMs: 0 },
        ],
      },
    },
  ],
  kernels: Object.values(kernels),
  async compute(log, { measure }, run) {
    const items = await timesByActivity(log, run, kernels, measure);
    // Sojourn times are known without starts too.
    const startsKnown =
      measure === 'service' ? items.some(({ timed }) => timed > 0) : log.findColumn(COLUMNS.startTime) !== null;
    const sumMs = items.reduce((total, item) => total + (item.sumMs ?? 0), 0);
    return { startsKnown, sumMs, items };
  },
});

/** A row of the example: every occurrence takes `minutes`. */
function service(activity: string, count: number, cases: number, minutes: number) {
  const ms = minutes * MINUTE;
  return { activity, count, cases, timed: count, meanMs: ms, medianMs: ms, minMs: ms, maxMs: ms, sumMs: count * ms };
}

import { COLUMNS, defineCalculator, type Segment, Type, type View } from '#sdk';
import { ActivityTimes, timesByActivity } from '../kernels/activity-times.ts';
import { waitingTimes } from '../kernels/event-durations.ts';
import { valueKernels } from '../kernels/grouped-values.ts';

const MINUTE = 60_000;

const result = Type.Object({
  startsKnown: Type.Boolean({
    description: 'Whether the log has start times; without, an activity starts when it is done',
  }),
  sumMs: Type.Number({ description: 'Waiting time of all activities together' }),
  items: Type.Array(ActivityTimes('Occurrences before which the waiting time is known')),
});

const kernels = valueKernels<null>('waiting-time', (segment: Segment, view: View) => waitingTimes(segment, view, null));

/**
 * Waiting time per activity: from the end of the activity instance before it in the trace to its own start, on the view's
 * clock. The first instance of a case waits for nothing and has no value; one that starts before the other has ended
 * waited 0. Without start times an instance starts at its time, so its service time counts as waiting. Sorted by the sum.
 */
export default defineCalculator({
  id: 'waiting-time',
  version: 1,
  title: 'Waiting time',
  summary: 'Gives how long cases wait before each activity, from the end of the one before to its start.',
  category: 'time',
  params: Type.Object({}),
  result,
  view: 'waiting-time',
  examples: [
    {
      title: 'Orders wait longest before payment',
      params: {},
      expect: {
        startsKnown: true,
        sumMs: 2190 * MINUTE,
        items: [
          // Of pay: 60, 180, 60 and 1140 minutes.
          waited('pay', 4, 4, { mean: 360, median: 120, min: 60, max: 1140, sum: 1440 }),
          // Of decide, 15 minutes before its time: 105, 45, 45, 45, 45, 105.
          waited('decide', 6, 5, { mean: 65, median: 45, min: 45, max: 105, sum: 390 }),
          // Of check, 30 minutes before its time: 30, 30, 30, 30, 30, 150.
          waited('check', 6, 5, { mean: 50, median: 30, min: 30, max: 150, sum: 300 }),
          waited('reject', 1, 1, { mean: 60, median: 60, min: 60, max: 60, sum: 60 }),
          { activity: 'register', count: 6, cases: 6, timed: 0, meanMs: null, medianMs: null, sumMs: null },
        ],
      },
    },
  ],
  kernels: Object.values(kernels),
  async compute(log, _params, run) {
    const items = await timesByActivity(log, run, kernels, null);
    const sumMs = items.reduce((total, item) => total + (item.sumMs ?? 0), 0);
    return { startsKnown: log.findColumn(COLUMNS.startTime) !== null, sumMs, items };
  },
});

/** A row of the example, in minutes. */
function waited(activity: string, count: number, cases: number, minutes: Record<string, number>) {
  const ms = Object.entries(minutes).map(([name, value]) => [`${name}Ms`, value * MINUTE]);
  return { activity, count, cases, timed: count, ...Object.fromEntries(ms) };
}

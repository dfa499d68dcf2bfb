import { ActivityRef, CaseSupport, COLUMNS, defineCalculator, Nullable, Type } from '#sdk';
import { PeriodFields, PeriodParam, PeriodsFields, periodAt, periodsBetween } from '../kernels/case-periods.ts';
import { openWaits } from '../kernels/open-intervals.ts';
import { loadByPeriod, loadKernels, meanOpen, stretchOf } from '../kernels/period-load.ts';
import { peakByPeriod, peakKernels } from '../kernels/period-peaks.ts';
import { activityCodeOf } from '../log/activities.ts';

const params = Type.Object({
  activity: Type.Optional(ActivityRef('Activity that cases wait for; without it any activity')),
  bucket: PeriodParam,
});

const Mean = (description: string) => Nullable(Type.Number({ description }));
const result = Type.Object({
  ...PeriodsFields,
  startsKnown: Type.Boolean({
    description: 'Whether the log has start times; without, an activity starts when it is done',
  }),
  mean: Mean('Cases waiting on average, over the time of the log; null where that is no time'),
  max: Type.Integer({ description: 'Most cases that waited at once' }),
  items: Type.Array(
    Type.Object({
      ...PeriodFields,
      arrived: Type.Integer({ description: 'Times a case began to wait, or went on without waiting' }),
      begun: Type.Integer({ description: 'Times the activity began' }),
      waiting: Type.Integer({ description: 'Cases that wait when the period ends' }),
      mean: Mean('Cases waiting on average, weighted by time; null where no time passes on the clock'),
      max: Type.Integer({ description: 'Most cases that waited at once' }),
      cases: CaseSupport('Cases that waited in the period, or went on without waiting'),
    }),
  ),
});

const load = loadKernels('queue-length', openWaits);
const peaks = peakKernels('queue-length', openWaits);

/**
 * How many cases wait for an activity over time: each from the end of the activity instance before it to its start, as
 * waiting-time defines it. Periods are those of the dataset's calendar, by wall time; means are weighted by the view's
 * clock. The most that waited at once is exact: what happens at the same instant happens together. By Little's law the
 * mean over the log is the sum of waiting times divided by the time of the log.
 */
export default defineCalculator({
  id: 'queue-length',
  version: 1,
  title: 'Queue length',
  summary: 'Counts the cases that wait for an activity over time, on average and at most.',
  category: 'time',
  params,
  result,
  view: 'queue-length',
  examples: [
    {
      // Orders wait for payment from the decision on: 1 h on Monday, 3 h on Wednesday, 1 h on Thursday, and o6 from
      // Saturday 14:00 to Sunday 09:00. The log is watched from Monday 09:00 to Sunday 09:00.
      title: 'Waiting for payment by day; 24 of the 144 hours',
      params: { activity: 'pay', bucket: 'day' },
      expect: {
        startsKnown: true,
        mean: 24 / 144,
        max: 1,
        items: [
          { period: '2024-01-01', arrived: 1, begun: 1, waiting: 0, mean: 1 / 15, max: 1, cases: 1 },
          { period: '2024-01-02', arrived: 0, begun: 0, waiting: 0, mean: 0, max: 0, cases: 0 },
          { period: '2024-01-03', arrived: 1, begun: 1, mean: 3 / 24, max: 1 },
          { period: '2024-01-04', arrived: 1, begun: 1, mean: 1 / 24, max: 1 },
          { period: '2024-01-05', arrived: 0, max: 0 },
          { period: '2024-01-06', arrived: 1, begun: 0, waiting: 1, mean: 10 / 24, max: 1, cases: 1 },
          { period: '2024-01-07', arrived: 0, begun: 1, waiting: 0, mean: 1, max: 1, cases: 1 },
        ],
      },
    },
    {
      title: 'Any activity: 2190 minutes of waiting, as in waiting-time',
      params: { bucket: 'week' },
      expect: { mean: 2190 / (144 * 60), max: 1, items: [{ arrived: 17, begun: 17, cases: 5 }] },
    },
  ],
  kernels: [...Object.values(load), ...Object.values(peaks)],
  async compute(log, p, run) {
    const source = { code: p.activity === undefined ? 0 : activityCodeOf(log, p.activity) };
    const stretch = await stretchOf(run, load, source);
    const periods = periodsBetween(stretch.start, stretch.end, p.bucket, run.zone);
    const found = await loadByPeriod(run, load, source, periods, stretch);
    run.progress(0.5);
    const most = await peakByPeriod(run, peaks, source, periods);
    return {
      ...{ bucket: periods.unit, zone: run.zone, startsKnown: log.findColumn(COLUMNS.startTime) !== null },
      mean: meanOpen(found),
      max: most.reduce((a, b) => Math.max(a, b), 0),
      items: found.map((item, i) => ({
        ...periodAt(periods, i, run.zone),
        ...{ arrived: item.opened, begun: item.closed, waiting: item.open, max: most[i]!, cases: item.cases },
        mean: meanOpen([item]),
      })),
    };
  },
});

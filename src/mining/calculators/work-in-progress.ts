import {
  ActivityRef,
  ActivityRefs,
  CaseSupport,
  Choice,
  COLUMNS,
  defineCalculator,
  type Log,
  Nullable,
  Type,
} from '#sdk';
import { PeriodFields, PeriodParam, PeriodsFields, periodAt, periodsBetween } from '../kernels/case-periods.ts';
import { openCases, openInstances } from '../kernels/open-intervals.ts';
import { loadByPeriod, loadKernels, meanOpen, stretchOf } from '../kernels/period-load.ts';
import { activityCodeOf, activityCodesOf } from '../log/activities.ts';

const params = Type.Object({
  of: Choice(['cases', 'activities'], {
    default: 'cases',
    description: 'What is in progress: cases, from their first to their last event; or activities, from start to end',
  }),
  activity: Type.Optional(ActivityRef('This activity alone; only with of: activities')),
  completedBy: Type.Optional(
    ActivityRefs(
      'Activities that complete a case; a case that ends with another is still open when the log ends. Without: each case ends with its last event',
    ),
  ),
  bucket: PeriodParam,
});

const Mean = (description: string) => Nullable(Type.Number({ description }));
const result = Type.Object({
  ...PeriodsFields,
  of: Type.String(),
  startsKnown: Type.Boolean({ description: 'Whether the log has start times; without, an activity takes no time' }),
  mean: Mean('In progress on average, over the time from the first to the last instant; null where that is no time'),
  items: Type.Array(
    Type.Object({
      ...PeriodFields,
      started: Type.Integer(),
      completed: Type.Integer(),
      open: Type.Integer({ description: 'In progress when the period ends' }),
      mean: Mean('In progress on average, weighted by time; null where no time passes on the clock'),
      cases: CaseSupport('Cases with something in progress in the period'),
    }),
  ),
});

const ofCases = loadKernels('work-in-progress.cases', openCases);
const ofInstances = loadKernels('work-in-progress.activities', openInstances);

/** Marks the codes of the activities that complete a case. */
function marksOf(log: Log, names: readonly string[] | undefined): Uint8Array | null {
  if (!names) return null;
  const marks = new Uint8Array(log.activities + 1);
  for (const code of activityCodesOf(log, names)) marks[code] = 1;
  return marks;
}

/**
 * What was in progress over time. Periods are those of the dataset's calendar, by wall time; means are weighted by the
 * view's clock, so that under a working calendar a night weighs nothing. What ends at an instant is no longer open then.
 */
export default defineCalculator({
  id: 'work-in-progress',
  version: 1,
  title: 'Work in progress',
  summary: 'Counts what starts, is completed and is in progress in each period: cases, or activities.',
  category: 'time',
  params,
  result,
  view: 'work-in-progress',
  examples: [
    {
      // In hours: o1 4, o2 3, o3 6, o4 4, o5 0; o6 15 on Saturday and 9 on Sunday. From Monday 09:00 to Sunday 09:00.
      title: 'Orders by day; the log is watched from Monday to Sunday, 09:00',
      params: { bucket: 'day' },
      expect: {
        mean: 41 / 144,
        items: [
          { period: '2024-01-01', started: 1, completed: 1, open: 0, mean: 4 / 15, cases: 1 },
          { period: '2024-01-02', started: 1, completed: 1, open: 0, mean: 3 / 24, cases: 1 },
          { period: '2024-01-03', mean: 6 / 24 },
          { period: '2024-01-04', mean: 4 / 24 },
          { period: '2024-01-05', started: 1, completed: 1, open: 0, mean: 0, cases: 1 },
          { period: '2024-01-06', started: 1, completed: 0, open: 1, mean: 15 / 24, cases: 1 },
          { period: '2024-01-07', started: 0, completed: 1, open: 0, mean: 1, cases: 1 },
        ],
      },
    },
    {
      title: 'Without a payment or a rejection an order stays open: o5, from Friday 09:00 on',
      params: { bucket: 'day', completedBy: ['pay', 'reject'] },
      expect: {
        items: [
          ...[{}, {}, {}, {}],
          { period: '2024-01-05', started: 1, completed: 0, open: 1, mean: 15 / 24 },
          { period: '2024-01-06', started: 1, completed: 0, open: 2, mean: (24 + 15) / 24, cases: 2 },
          { period: '2024-01-07', started: 0, completed: 1, open: 1, mean: 2, cases: 2 },
        ],
      },
    },
    {
      // Six checks of 30 minutes in the 144 hours from the first to the last event.
      title: 'Checks in progress by week',
      params: { of: 'activities', activity: 'check', bucket: 'week' },
      expect: { mean: 3 / 144, items: [{ period: '2024-01-01', started: 6, completed: 6, open: 0, cases: 5 }] },
    },
  ],
  kernels: [...Object.values(ofCases), ...Object.values(ofInstances)],
  async compute(log, p, run) {
    const load = async <P>(kernels: ReturnType<typeof loadKernels<P>>, source: P) => {
      const stretch = await stretchOf(run, kernels, source);
      const periods = periodsBetween(stretch.start, stretch.end, p.bucket, run.zone);
      return { periods, found: await loadByPeriod(run, kernels, source, periods, stretch) };
    };
    const { periods, found } =
      p.of === 'cases'
        ? await load(ofCases, { last: marksOf(log, p.completedBy) })
        : await load(ofInstances, { code: p.activity === undefined ? 0 : activityCodeOf(log, p.activity) });
    return {
      ...{ bucket: periods.unit, zone: run.zone, of: p.of, startsKnown: log.findColumn(COLUMNS.startTime) !== null },
      mean: meanOpen(found),
      items: found.map((item, i) => ({
        ...periodAt(periods, i, run.zone),
        ...{ started: item.opened, completed: item.closed, open: item.open, mean: meanOpen([item]), cases: item.cases },
      })),
    };
  },
});

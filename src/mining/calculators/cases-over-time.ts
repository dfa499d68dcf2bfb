import { CaseSupport, defineCalculator, defineKernel, Type } from '#sdk';
import {
  caseTimes,
  PeriodFields,
  PeriodParam,
  type Periods,
  PeriodsFields,
  periodAt,
  periodsBetween,
  wallSpans,
} from '../kernels/case-periods.ts';
import { bucketsOf } from '../log/local-time.ts';

const params = Type.Object({ bucket: PeriodParam });

const result = Type.Object({
  ...PeriodsFields,
  items: Type.Array(
    Type.Object({
      ...PeriodFields,
      started: Type.Integer({ description: 'Cases whose first event lies in the period' }),
      completed: Type.Integer({ description: 'Cases whose last event lies in the period' }),
      active: CaseSupport('Cases that began in or before the period and ended in or after it'),
    }),
  ),
});

interface Counts {
  started: Uint32Array;
  completed: Uint32Array;
}

const counts = defineKernel<Periods & { zone: string }, Counts>({
  id: 'cases-over-time.counts',
  partial(segment, view, { zone, unit, first, count }) {
    const { starts, ends } = wallSpans(segment, view);
    const { cases } = view;
    const startBuckets = bucketsOf(zone, unit, starts);
    const endBuckets = bucketsOf(zone, unit, ends);
    const started = new Uint32Array(count);
    const completed = new Uint32Array(count);
    for (let c = 0; c < starts.length; c++) {
      if (Number.isNaN(starts[c]!) || (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0)) continue;
      const from = startBuckets[c]! - first;
      const to = endBuckets[c]! - first;
      started[from] = started[from]! + 1;
      completed[to] = completed[to]! + 1;
    }
    return { started, completed };
  },
  merge(a, b) {
    for (let i = 0; i < a.started.length; i++) {
      a.started[i] = a.started[i]! + b.started[i]!;
      a.completed[i] = a.completed[i]! + b.completed[i]!;
    }
    return a;
  },
});

/** Cases started, completed and active per period of the dataset's calendar, by wall time; periods without cases are listed too. */
export default defineCalculator({
  id: 'cases-over-time',
  version: 1,
  title: 'Cases over time',
  summary: 'Counts the cases that start, end and are active in each day, week, month, quarter or year.',
  category: 'time',
  params,
  result,
  view: 'cases-over-time',
  examples: [
    {
      title: 'Orders by day; the one of Saturday is paid on Sunday',
      params: { bucket: 'day' },
      expect: {
        items: [
          ...['01', '02', '03', '04', '05'].map((day) => ({
            period: `2024-01-${day}`,
            from: `2024-01-${day}T00:00:00.000Z`,
            started: 1,
            completed: 1,
            active: 1,
          })),
          { period: '2024-01-06', from: '2024-01-06T00:00:00.000Z', started: 1, completed: 0, active: 1 },
          { period: '2024-01-07', from: '2024-01-07T00:00:00.000Z', started: 0, completed: 1, active: 1 },
        ],
      },
    },
  ],
  kernels: [counts],
  async compute(_log, p, run) {
    const { zone } = run;
    const { firstStart, lastEnd } = await run.reduce(caseTimes, null);
    const periods = periodsBetween(firstStart, lastEnd, p.bucket, zone);
    if (periods.count === 0) return { bucket: periods.unit, zone, items: [] };
    const { started, completed } = await run.reduce(counts, { zone, ...periods });
    let running = 0;
    const items = Array.from(started, (begun, i) => {
      running += begun;
      const item = { ...periodAt(periods, i, zone), started: begun, completed: completed[i]!, active: running };
      running -= completed[i]!;
      return item;
    });
    return { bucket: periods.unit, zone, items };
  },
});

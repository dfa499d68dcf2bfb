import {
  CaseSupport,
  Choice,
  COLUMNS,
  defineCalculator,
  defineKernel,
  invalid,
  type Segment,
  Type,
  type View,
} from '#sdk';
import { bucketClock, bucketName, bucketStartMs, bucketsOf } from '../log/local-time.ts';
import { type CaseSpans, caseSpans } from '../predicates/case-spans.ts';

const UNITS = ['day', 'week', 'month', 'quarter', 'year'] as const;
type Unit = (typeof UNITS)[number];
const DAY = 86_400_000;
const MAX_BUCKETS = 5000;

const params = Type.Object({
  bucket: Choice(['auto', ...UNITS], {
    default: 'auto',
    description: 'Length of a period; auto takes days up to three months, weeks up to a year, months up to ten years',
  }),
});

const result = Type.Object({
  bucket: Choice(UNITS, { description: 'Length of a period' }),
  zone: Type.String({ description: 'Zone whose calendar counts' }),
  items: Type.Array(
    Type.Object({
      period: Type.String({ description: 'The period, such as 2024-01; a week is written by its Monday' }),
      from: Type.String({ description: 'Instant at which the period begins, ISO 8601 UTC' }),
      started: Type.Integer({ description: 'Cases whose first event lies in the period' }),
      completed: Type.Integer({ description: 'Cases whose last event lies in the period' }),
      active: CaseSupport('Cases that began in or before the period and ended in or after it'),
    }),
  ),
});

/** Spans on the wall clock, whatever clock the view runs on. */
const wallSpans = (segment: Segment, view: View): CaseSpans => caseSpans(segment, view, segment.numbers(COLUMNS.time));

const range = defineKernel<null, { start: number; end: number }>({
  id: 'cases-over-time.range',
  partial(segment, view) {
    const { starts, ends } = wallSpans(segment, view);
    const { cases } = view;
    let start = Number.POSITIVE_INFINITY;
    let end = Number.NEGATIVE_INFINITY;
    for (let c = 0; c < starts.length; c++) {
      if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
      if (starts[c]! < start) start = starts[c]!;
      if (ends[c]! > end) end = ends[c]!;
    }
    return { start, end };
  },
  merge: (a, b) => ({ start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) }),
});

interface Counts {
  started: Uint32Array;
  completed: Uint32Array;
}

const counts = defineKernel<{ zone: string; unit: Unit; first: number; buckets: number }, Counts>({
  id: 'cases-over-time.counts',
  partial(segment, view, { zone, unit, first, buckets }) {
    const { starts, ends } = wallSpans(segment, view);
    const { cases } = view;
    const startBuckets = bucketsOf(zone, unit, starts);
    const endBuckets = bucketsOf(zone, unit, ends);
    const started = new Uint32Array(buckets);
    const completed = new Uint32Array(buckets);
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

function autoUnit(spanMs: number): Unit {
  if (spanMs <= 92 * DAY) return 'day';
  if (spanMs <= 366 * DAY) return 'week';
  return spanMs <= 3653 * DAY ? 'month' : 'year';
}

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
  kernels: [range, counts],
  async compute(_log, p, run) {
    const { zone } = run;
    const { start, end } = await run.reduce(range, null);
    if (start > end) return { bucket: p.bucket === 'auto' ? 'day' : p.bucket, zone, items: [] };
    const unit = p.bucket === 'auto' ? autoUnit(end - start) : p.bucket;
    const bucketOf = bucketClock(zone, unit);
    const first = bucketOf(start);
    const buckets = bucketOf(end) - first + 1;
    if (buckets > MAX_BUCKETS) {
      invalid('cases-over-time.tooManyPeriods', `The cases span ${buckets} ${unit}s; choose longer periods.`, [
        { pointer: '/params/bucket', message: `at most ${MAX_BUCKETS} periods` },
      ]);
    }
    const { started, completed } = await run.reduce(counts, { zone, unit, first, buckets });
    let running = 0;
    const items = Array.from(started, (begun, i) => {
      running += begun;
      const item = {
        period: bucketName(unit, first + i),
        from: new Date(bucketStartMs(zone, unit, first + i)).toISOString(),
        started: begun,
        completed: completed[i]!,
        active: running,
      };
      running -= completed[i]!;
      return item;
    });
    return { bucket: unit, zone, items };
  },
});

import { Choice, COLUMNS, defineKernel, invalid, type Segment, Type, type View } from '#sdk';
import { bucketClock, bucketName, bucketStartMs } from '../log/local-time.ts';
import { type CaseSpans, caseSpans } from '../predicates/case-spans.ts';

/** Lengths of periods, by the calendar of the zone. */
export const PERIOD_UNITS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type PeriodUnit = (typeof PERIOD_UNITS)[number];

const DAY = 86_400_000;
const MAX_PERIODS = 5000;

/** Spans on the wall clock, whatever clock the view runs on. */
export const wallSpans = (segment: Segment, view: View): CaseSpans =>
  caseSpans(segment, view, segment.numbers(COLUMNS.time));

/** When the kept cases begin and end, by wall time; of no case with a time, the first is above the last. */
export interface CaseTimes {
  firstStart: number;
  lastStart: number;
  firstEnd: number;
  lastEnd: number;
}

export const caseTimes = defineKernel<null, CaseTimes>({
  id: 'case-times',
  partial(segment, view) {
    const { starts, ends } = wallSpans(segment, view);
    const { cases } = view;
    let [firstStart, firstEnd] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    let [lastStart, lastEnd] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let c = 0; c < starts.length; c++) {
      if (cases && ((cases[c >>> 5]! >>> (c & 31)) & 1) === 0) continue;
      const start = starts[c]!;
      const end = ends[c]!;
      if (start < firstStart) firstStart = start;
      if (start > lastStart) lastStart = start;
      if (end < firstEnd) firstEnd = end;
      if (end > lastEnd) lastEnd = end;
    }
    return { firstStart, lastStart, firstEnd, lastEnd };
  },
  merge: (a, b) => ({
    firstStart: Math.min(a.firstStart, b.firstStart),
    lastStart: Math.max(a.lastStart, b.lastStart),
    firstEnd: Math.min(a.firstEnd, b.firstEnd),
    lastEnd: Math.max(a.lastEnd, b.lastEnd),
  }),
});

/** Periods that follow one another: `count` buckets of `local-time.ts` from `first` on. */
export interface Periods {
  unit: PeriodUnit;
  first: number;
  count: number;
}

/**
 * The periods from one instant to another; none when the first lies after the last.
 * @param bucket `auto`: days up to three months, weeks up to a year, months up to ten years, else years
 */
export function periodsBetween(from: number, to: number, bucket: PeriodUnit | 'auto', zone: string): Periods {
  if (from > to) return { unit: bucket === 'auto' ? 'day' : bucket, first: 0, count: 0 };
  const unit = bucket === 'auto' ? autoUnit(to - from) : bucket;
  const bucketOf = bucketClock(zone, unit);
  const first = bucketOf(from);
  const count = bucketOf(to) - first + 1;
  if (count > MAX_PERIODS) {
    invalid('periods.tooMany', `The cases span ${count} ${unit}s; choose longer periods.`, [
      { pointer: '/params/bucket', message: `at most ${MAX_PERIODS} periods` },
    ]);
  }
  return { unit, first, count };
}

function autoUnit(spanMs: number): PeriodUnit {
  if (spanMs <= 92 * DAY) return 'day';
  if (spanMs <= 366 * DAY) return 'week';
  return spanMs <= 3653 * DAY ? 'month' : 'year';
}

/** The instant at which the i-th period begins; that of `count` is the end of the last one. */
export const periodStartMs = ({ unit, first }: Periods, i: number, zone: string): number =>
  bucketStartMs(zone, unit, first + i);

/** The i-th period as results write it: its name, and the instant at which it begins (ISO 8601 UTC). */
export const periodAt = (periods: Periods, i: number, zone: string) => ({
  period: bucketName(periods.unit, periods.first + i),
  from: new Date(periodStartMs(periods, i, zone)).toISOString(),
});

/** A parameter that says how long periods are. */
export const PeriodParam = Choice(['auto', ...PERIOD_UNITS], {
  default: 'auto',
  description: 'Length of a period; auto takes days up to three months, weeks up to a year, months up to ten years',
});

/** What a result by period says of all its periods, and of each. */
export const PeriodsFields = {
  bucket: Choice(PERIOD_UNITS, { description: 'Length of a period' }),
  zone: Type.String({ description: 'Zone whose calendar counts' }),
};
export const PeriodFields = {
  period: Type.String({ description: 'The period, such as 2024-01; a week is written by its Monday' }),
  from: Type.String({ description: 'Instant at which the period begins, ISO 8601 UTC' }),
};

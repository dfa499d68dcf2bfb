import { andBits, Choice, COLUMNS, defineFilter, invalid, type Static, Type } from '#sdk';
import { caseSpans } from '../predicates/case-spans.ts';
import { calendarPeriod, type Moment, momentOf, RELATIVE_UNITS, rolling } from '../predicates/moment.ts';
import { rowsBetween } from '../predicates/rows.ts';

const date = (description: string) => Type.Optional(Type.String({ maxLength: 64, description }));
const unit = () => Choice(RELATIVE_UNITS, { description: 'Unit of time, in the calendar of the zone' });

const params = Type.Object({
  from: date('Begin of the period: 2024-01-31, 2024-01, 2024, or with a clock time'),
  to: date('End of the period, included: 2024-01-31 holds that whole day'),
  last: Type.Optional(
    Type.Object(
      { amount: Type.Integer({ minimum: 1, maximum: 10_000 }), unit: unit() },
      { additionalProperties: false, description: 'Instead of dates: the last 30 days, say, up to now' },
    ),
  ),
  period: Type.Optional(
    Type.Object(
      { unit: unit(), shift: Type.Integer({ default: 0, minimum: -10_000, maximum: 10_000 }) },
      {
        additionalProperties: false,
        description: 'Instead of dates: the current day, week, month …; shift -1 is the one before',
      },
    ),
  ),
  mode: Choice(['contained', 'intersecting', 'started', 'completed', 'trim'], {
    default: 'contained',
    description:
      'contained: cases that start and end in the period; intersecting: cases that overlap it; started, completed: cases ' +
      'that start, end in it; trim: keeps the events in it',
  }),
});

/**
 * Keeps cases, or events, by wall-clock time. A case starts with its first kept event that has a time and ends with the
 * last one; cases without any time are in no period.
 */
export default defineFilter({
  id: 'time-period',
  version: 1,
  title: 'Time period',
  summary: 'Keeps the cases, or trims the events, of a period of time.',
  category: 'time',
  params,
  examples: [
    {
      title: 'Started and ended on 2 and 3 January',
      params: { from: '2024-01-02', to: '2024-01-03' },
      expect: { cases: 2, events: 9 },
    },
    {
      title: 'Ended on 7 January',
      params: { from: '2024-01-07', to: '2024-01-07', mode: 'completed' },
      expect: { cases: 1, events: 4 },
    },
    {
      title: 'Events of 1 January after noon',
      params: { from: '2024-01-01T12:00', to: '2024-01-01', mode: 'trim' },
      expect: { cases: 1, events: 2 },
    },
    {
      title: 'Everything of the last 30 days (as of 31 January)',
      params: { last: { amount: 30, unit: 'day' }, mode: 'started' },
      expect: { cases: 6, events: 23 },
    },
  ],
  // "Today" may begin at any minute, in zones whose offset is not whole hours; a rolling period of days may wait an hour.
  clock: (p) => (p.period || p.last?.unit === 'hour' ? 'minute' : p.last ? 'hour' : null),
  keeps: (p) => (p.mode === 'trim' ? 'events' : 'cases'),
  against: 'base',
  prepare: (_log, p, run) => periodOf(p, run.asOf, run.zone),
  select(segment, view, p, period) {
    const [first, last] = period;
    if (p.mode === 'trim') return rowsBetween(segment.numbers(COLUMNS.time), first, last);
    const { starts, ends } = caseSpans(segment, view, segment.numbers(COLUMNS.time));
    if (p.mode === 'started') return rowsBetween(starts, first, last);
    if (p.mode === 'completed') return rowsBetween(ends, first, last);
    // A case without times has NaN for both, which is in no range.
    const a = rowsBetween(starts, p.mode === 'contained' ? first : Number.NEGATIVE_INFINITY, last);
    const b = rowsBetween(ends, first, p.mode === 'contained' ? last : Number.POSITIVE_INFINITY);
    return andBits(a, b, a);
  },
});

function periodOf(p: Static<typeof params>, asOf: number, zone: string): Moment {
  const ways = Number(p.from !== undefined || p.to !== undefined) + Number(!!p.last) + Number(!!p.period);
  if (ways !== 1) invalid('filter.noPeriod', 'Give the period one way: from and to, or last, or period.');
  if (p.last) return rolling(asOf, zone, p.last.amount, p.last.unit);
  if (p.period) return calendarPeriod(asOf, zone, p.period.unit, p.period.shift);
  const first = p.from === undefined ? Number.NEGATIVE_INFINITY : momentOf(p.from, zone)[0];
  const last = p.to === undefined ? Number.POSITIVE_INFINITY : momentOf(p.to, zone)[1];
  if (first > last) invalid('filter.emptyRange', `The period ends (${p.to}) before it begins (${p.from}).`);
  return [first, last];
}

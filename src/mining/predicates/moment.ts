import { invalid } from '#sdk';
import { nextBelow } from './intervals.ts';

/** First and last instant, in milliseconds since the epoch, both included. */
export type Moment = readonly [first: number, last: number];

const PERIOD = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/;
const OFFSET = /(?:[zZ]|[+-]\d{2}(?::?\d{2})?)$/;

/**
 * What a person means by a date. `2024`, `2024-02` and `2024-02-01` are the whole year, month and day in the zone, so that
 * "up to 31 January" holds that day; with a clock time it is one instant, in the zone unless an offset is written. A clock
 * time that daylight saving skips is moved forward; one that occurs twice is the earlier. A number is milliseconds.
 * Ends in `invalid` when it is none of these.
 */
export function momentOf(written: string | number, zone: string): Moment {
  if (typeof written === 'number') return [written, written];
  const text = written.trim();
  try {
    const period = PERIOD.exec(text);
    if (period) return wholePeriod(period, zone);
    const { epochNanoseconds } = OFFSET.test(text)
      ? Temporal.Instant.from(text)
      : Temporal.PlainDateTime.from(text).toZonedDateTime(zone);
    const at = Number(epochNanoseconds / 1_000_000n) + Number(epochNanoseconds % 1_000_000n) / 1e6;
    return [at, at];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return invalid(
      'filter.notADate',
      `"${text}" is not a date. Write it like 2024-01-31, 2024-01-31T09:00 or 2024-01-31T09:00:00+01:00.`,
    );
  }
}

function wholePeriod([, year, month, day]: RegExpExecArray, zone: string): Moment {
  const first = Temporal.PlainDate.from(`${year}-${month ?? '01'}-${day ?? '01'}`);
  const next = first.add(day ? { days: 1 } : month ? { months: 1 } : { years: 1 });
  return [startOfDay(first, zone), nextBelow(startOfDay(next, zone))];
}

/** Midnight, or the first instant of a day whose midnight daylight saving skips. */
const startOfDay = (date: Temporal.PlainDate, zone: string): number => date.toZonedDateTime(zone).epochMilliseconds;

export const RELATIVE_UNITS = ['hour', 'day', 'week', 'month', 'quarter', 'year'] as const;
export type RelativeUnit = (typeof RELATIVE_UNITS)[number];

const duration = (unit: RelativeUnit, amount: number): Temporal.DurationLike =>
  unit === 'quarter' ? { months: 3 * amount } : { [`${unit}s`]: amount };

/** The `amount` units that end at `asOf`; days and longer by the zone's calendar (31 March less a month is 29 February). */
export function rolling(asOf: number, zone: string, amount: number, unit: RelativeUnit): Moment {
  const now = Temporal.Instant.fromEpochMilliseconds(Math.floor(asOf)).toZonedDateTimeISO(zone);
  return [now.subtract(duration(unit, amount)).epochMilliseconds, asOf];
}

/** The whole unit of the calendar that holds `asOf`, moved by `shift` units (−1: the one before). Weeks begin on Monday. */
export function calendarPeriod(asOf: number, zone: string, unit: RelativeUnit, shift: number): Moment {
  const now = Temporal.Instant.fromEpochMilliseconds(Math.floor(asOf)).toZonedDateTimeISO(zone);
  const today = now.toPlainDate();
  if (unit === 'hour') {
    const start = now.round({ smallestUnit: 'hour', roundingMode: 'floor' }).add({ hours: shift });
    return [start.epochMilliseconds, nextBelow(start.add({ hours: 1 }).epochMilliseconds)];
  }
  const first =
    unit === 'day'
      ? today
      : unit === 'week'
        ? today.subtract({ days: today.dayOfWeek - 1 })
        : unit === 'year'
          ? today.with({ month: 1, day: 1 })
          : today.with({ month: unit === 'month' ? today.month : today.month - ((today.month - 1) % 3), day: 1 });
  const start = first.add(duration(unit, shift));
  return [startOfDay(start, zone), nextBelow(startOfDay(start.add(duration(unit, 1)), zone))];
}

import { instantOfLocal, stretchOf, type ZoneOffsets, zoneOffsets } from './zone-offsets.ts';

/** Units of time in which instants are counted. `weekday` and `hour` recur; the others run on. */
export const TIME_UNITS = ['day', 'week', 'month', 'quarter', 'year', 'weekday', 'hour'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

/** Bucket of an instant that is not known. */
export const NO_BUCKET = -2_147_483_648;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * The bucket of each instant, by the clocks of `zone`. Numbers: `day` days since 1970-01-01; `week` weeks (from Monday)
 * since the one of 1969-12-29; `month` and `quarter` since January 1970; `year` as written; `weekday` 1 Monday … 7 Sunday;
 * `hour` 0 … 23. NaN gives {@link NO_BUCKET}. The offset is looked up only where the clocks change between neighbours.
 * @param times milliseconds since the epoch, from year −200,000 to 200,000
 */
export function bucketsOf(
  zone: string,
  unit: TimeUnit,
  times: Float64Array,
  into: Int32Array = new Int32Array(times.length),
): Int32Array {
  if (unit === 'hour') return hoursOf(zoneOffsets(zone), times, into);
  daysOf(zoneOffsets(zone), times, into);
  if (unit !== 'day')
    for (let i = 0; i < into.length; i++) if (into[i] !== NO_BUCKET) into[i] = bucketOfDay(unit, into[i]!);
  return into;
}

function daysOf(offsets: ZoneOffsets, times: Float64Array, into: Int32Array): void {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  let offset = 0;
  for (let i = 0; i < times.length; i++) {
    const t = times[i]!;
    if (!(t >= from && t < to)) {
      if (Number.isNaN(t)) {
        into[i] = NO_BUCKET;
        continue;
      }
      const stretch = stretchOf(offsets, t);
      from = offsets.from[stretch]!;
      to = offsets.from[stretch + 1] ?? Number.POSITIVE_INFINITY;
      offset = offsets.offsetMs[stretch]!;
    }
    into[i] = Math.floor((t + offset) / DAY);
  }
}

function hoursOf(offsets: ZoneOffsets, times: Float64Array, into: Int32Array): Int32Array {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  let offset = 0;
  for (let i = 0; i < times.length; i++) {
    const t = times[i]!;
    if (!(t >= from && t < to)) {
      if (Number.isNaN(t)) {
        into[i] = NO_BUCKET;
        continue;
      }
      const stretch = stretchOf(offsets, t);
      from = offsets.from[stretch]!;
      to = offsets.from[stretch + 1] ?? Number.POSITIVE_INFINITY;
      offset = offsets.offsetMs[stretch]!;
    }
    const local = t + offset;
    into[i] = Math.floor((local - Math.floor(local / DAY) * DAY) / HOUR);
  }
  return into;
}

/** A function that gives the bucket of one instant, as {@link bucketsOf}. */
export function bucketClock(zone: string, unit: TimeUnit): (t: number) => number {
  const time = new Float64Array(1);
  const bucket = new Int32Array(1);
  return (t) => {
    time[0] = t;
    return bucketsOf(zone, unit, time, bucket)[0]!;
  };
}

function bucketOfDay(unit: Exclude<TimeUnit, 'hour'>, day: number): number {
  if (unit === 'day') return day;
  if (unit === 'week') return Math.floor((day + 3) / 7);
  if (unit === 'weekday') return weekdayOf(day);
  const month = day >= FIRST_DAY && day < LAST_DAY ? MONTHS[day - FIRST_DAY]! : monthOf(day);
  if (unit === 'month') return month;
  return unit === 'quarter' ? Math.floor(month / 3) : 1970 + Math.floor(month / 12);
}

/** Months of the days from 1900 to 2099, which nearly every instant falls on. */
const FIRST_DAY = dayOf(1900, 1, 1);
const LAST_DAY = dayOf(2100, 1, 1);
const MONTHS = Int32Array.from({ length: LAST_DAY - FIRST_DAY }, (_, i) => monthOf(FIRST_DAY + i));

/** 1 Monday … 7 Sunday, of a day counted from 1970-01-01. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** Months since January 1970 of a day (H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days). */
function monthOf(day: number): number {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  return (year + era * 400 - 1970) * 12 + fromMarch + 2;
}

type RunningUnit = Exclude<TimeUnit, 'weekday' | 'hour'>;

/** The first day that a `Date` can name: 271821 years before the common era (ECMA-262, time values). */
const FIRST_DATE = -100_000_000;

/** First day of a bucket, counted from 1970-01-01; of those at the beginning of all dates the first of them. */
export const startOfBucket = (unit: RunningUnit, bucket: number): number =>
  Math.max(FIRST_DATE, firstDayOf(unit, bucket));

function firstDayOf(unit: RunningUnit, bucket: number): number {
  if (unit === 'day') return bucket;
  if (unit === 'week') return bucket * 7 - 3;
  const months = unit === 'month' ? bucket : unit === 'quarter' ? bucket * 3 : (bucket - 1970) * 12;
  return dayOf(1970 + Math.floor(months / 12), months - Math.floor(months / 12) * 12 + 1, 1);
}

/** Days since 1970-01-01 of a date in the Gregorian calendar. */
export function dayOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}

/** The instant at which a bucket begins by the clocks of the zone, in milliseconds since the epoch. */
export const bucketStartMs = (zone: string, unit: RunningUnit, bucket: number): number =>
  instantOfLocal(zoneOffsets(zone), startOfBucket(unit, bucket) * DAY);

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** A bucket as people write it: `2024-01-31`, the Monday of a week, `2024-01`, `2024-Q1`, `2024`, `Monday`, `09:00`. */
export function bucketName(unit: TimeUnit, bucket: number): string {
  if (unit === 'weekday') return WEEKDAYS[bucket - 1]!;
  if (unit === 'hour') return `${String(bucket).padStart(2, '0')}:00`;
  if (unit === 'quarter') return `${1970 + Math.floor(bucket / 4)}-Q${bucket - Math.floor(bucket / 4) * 4 + 1}`;
  const date = new Date(startOfBucket(unit, bucket) * DAY).toISOString();
  return date.slice(0, unit === 'year' ? -20 : unit === 'month' ? -17 : -14);
}

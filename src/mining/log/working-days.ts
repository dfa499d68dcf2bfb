import { weekdayOf } from './local-time.ts';
import { type Calendar, dayNumberOf, minutesOf, WEEKDAYS, type WorkingInterval } from './working-calendar.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const WEEK = 7 * DAY;

/** From, to, from, to … in milliseconds after a day's midnight, ascending; `to` may lie after 24:00. */
type DayShifts = readonly number[];

/** What a calendar says of a date, in local milliseconds. */
export interface WorkingDays {
  /**
   * The working intervals that touch days `first` … `last` (counted from 1970-01-01) on a clock without changes: from, to,
   * from, to …, disjoint, ascending, cut at the first midnight and the last.
   */
  between(first: number, last: number): Float64Array;
  /** Working milliseconds of the plain week, without dates, from Thursday 1970-01-01 00:00 up to `local`. */
  plainWeek(local: number): number;
}

export function workingDays(calendar: Calendar): WorkingDays {
  const weekdays = WEEKDAYS.map((day) => shifts(calendar.week[day]));
  const dates = new Map<number, DayShifts>();
  for (const date of calendar.holidays) dates.set(dayNumberOf(date), []);
  for (const { date, intervals } of calendar.exceptions) dates.set(dayNumberOf(date), shifts(intervals));
  const shiftsOf = (day: number) => dates.get(day) ?? weekdays[weekdayOf(day) - 1]!;
  const plain = union(-1, 6, (day) => weekdays[weekdayOf(day) - 1]!).map((x) => Math.min(WEEK, Math.max(0, x)));
  const perWeek = worked(plain, WEEK);
  return {
    between(first, last) {
      const begin = first * DAY;
      const end = (last + 1) * DAY;
      const found = union(first - 1, last, shiftsOf).map((x) => Math.min(end, Math.max(begin, x)));
      return Float64Array.from(withoutEmpty(found));
    },
    plainWeek(local) {
      const weeks = Math.floor(local / WEEK);
      return weeks * perWeek + worked(plain, local - weeks * WEEK);
    },
  };
}

function shifts(intervals: readonly WorkingInterval[]): DayShifts {
  return intervals.flatMap(({ from, to }) => {
    const begin = minutesOf(from) * MINUTE;
    const end = minutesOf(to) * MINUTE;
    return [begin, end > begin ? end : end + DAY];
  });
}

/** The shifts that begin on days `first` … `last`, joined where they touch. */
function union(first: number, last: number, shiftsOf: (day: number) => DayShifts): number[] {
  const pairs: [number, number][] = [];
  for (let day = first; day <= last; day++) {
    const of = shiftsOf(day);
    for (let i = 0; i < of.length; i += 2) pairs.push([day * DAY + of[i]!, day * DAY + of[i + 1]!]);
  }
  pairs.sort((a, b) => a[0] - b[0]);
  const joined: number[] = [];
  for (const [from, to] of pairs) {
    const end = joined.length - 1;
    if (end > 0 && from <= joined[end]!) joined[end] = Math.max(joined[end]!, to);
    else joined.push(from, to);
  }
  return joined;
}

function withoutEmpty(intervals: readonly number[]): number[] {
  const kept: number[] = [];
  for (let i = 0; i < intervals.length; i += 2) {
    if (intervals[i]! < intervals[i + 1]!) kept.push(intervals[i]!, intervals[i + 1]!);
  }
  return kept;
}

function worked(intervals: readonly number[], upTo: number): number {
  let total = 0;
  for (let i = 0; i < intervals.length; i += 2) {
    total += Math.max(0, Math.min(upTo, intervals[i + 1]!) - intervals[i]!);
  }
  return total;
}

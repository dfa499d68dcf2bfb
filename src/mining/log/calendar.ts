import { type Calendar, FIRST_CALENDAR_YEAR, LAST_CALENDAR_YEAR } from './working-calendar.ts';
import { type WorkingDays, workingDays } from './working-days.ts';
import { offsetAt, type ZoneOffsets, zoneOffsets } from './zone-offsets.ts';

export type { Calendar } from './working-calendar.ts';

const DAY = 86_400_000;
const FIRST = Date.UTC(FIRST_CALENDAR_YEAR, 0, 1);
const LAST = Date.UTC(LAST_CALENDAR_YEAR + 1, 0, 1);

/** Working milliseconds between 1970-01-01T00:00Z and an instant (negative before); NaN for NaN. */
export type WorkingClock = (t: number) => number;

/**
 * The clock of a calendar: it runs while people work and stands still otherwise, so the difference of two readings is the
 * working time between. Monotone and piecewise linear. An instant is worked when the wall time of the zone lies inside a
 * shift: an hour that the clocks repeat counts twice, one that they skip not at all. Outside 1900 … 2099 the plain week
 * holds, without dates and without changes of clocks.
 * @param calendar in canonical form ({@link canonicalCalendar})
 */
export function workingClock(calendar: Calendar): WorkingClock {
  const table = tableOf(calendar);
  return (t) => readTable(table, t);
}

/**
 * Working time of each instant, as {@link workingClock} gives it.
 * @param times milliseconds since the epoch; NaN stays NaN
 * @param into may be `times` itself
 */
export function toWorkingTime(
  calendar: Calendar,
  times: Float64Array,
  into: Float64Array = new Float64Array(times.length),
): Float64Array {
  const table = tableOf(calendar);
  const { points, readings, firstPoint } = table;
  for (let i = 0; i < times.length; i++) {
    const t = times[i]!;
    if (t >= FIRST && t < LAST) {
      let j = firstPoint[Math.floor((t - FIRST) / DAY)]!;
      while (points[j + 1]! <= t) j++;
      into[i] = readings[j]! + (j & 1) * (t - points[j]!);
    } else {
      into[i] = readTable(table, t);
    }
  }
  return into;
}

/**
 * `points[0]` is the begin of the table, then begin, end, begin, end … of work, then ∞. `readings[j]` is the clock at
 * `points[j]`; after an odd point it runs. `firstPoint[d]` is the last point at or before UTC day `d` of the table.
 */
interface Table {
  points: Float64Array;
  readings: Float64Array;
  firstPoint: Uint32Array;
  days: WorkingDays;
  offsets: ZoneOffsets;
}

/** Laid-out calendars: by object, and by content for objects that came from another thread. */
const byObject = new WeakMap<Calendar, Table>();
const byContent = new Map<string, Table>();
const MAX_TABLES = 32;

function tableOf(calendar: Calendar): Table {
  let table = byObject.get(calendar);
  if (!table) {
    const content = JSON.stringify(calendar);
    table = byContent.get(content) ?? layOut(calendar);
    if (byContent.size >= MAX_TABLES) byContent.clear();
    byContent.set(content, table);
    byObject.set(calendar, table);
  }
  return table;
}

function layOut(calendar: Calendar): Table {
  const offsets = zoneOffsets(calendar.zone);
  const days = workingDays(calendar);
  const local = days.between(Math.floor(FIRST / DAY) - 2, Math.floor(LAST / DAY) + 2);
  const worked = toInstants(local, offsets);
  const points = Float64Array.from([FIRST, ...worked, Number.POSITIVE_INFINITY]);
  const readings = new Float64Array(points.length);
  for (let j = 1; j < points.length - 1; j++) {
    readings[j] = readings[j - 1]! + ((j - 1) & 1) * (points[j]! - points[j - 1]!);
  }
  const firstPoint = new Uint32Array((LAST - FIRST) / DAY);
  for (let day = 0, j = 0; day < firstPoint.length; day++) {
    while (points[j + 1]! <= FIRST + day * DAY) j++;
    firstPoint[day] = j;
  }
  const table = { points, readings, firstPoint, days, offsets };
  const origin = readTable(table, 0);
  for (let j = 0; j < readings.length; j++) readings[j] = readings[j]! - origin;
  return table;
}

/** Intervals of wall time as intervals of instants within the table, stretch by stretch of constant offset. */
function toInstants(local: Float64Array, { from, offsetMs }: ZoneOffsets): number[] {
  const worked: number[] = [];
  for (let s = 0; s < from.length; s++) {
    const begin = Math.max(FIRST, from[s]!);
    const end = Math.min(LAST, from[s + 1] ?? LAST);
    const offset = offsetMs[s]!;
    if (begin >= end) continue;
    for (let i = firstEndingAfter(local, begin + offset); i < local.length && local[i]! < end + offset; i += 2) {
      const a = Math.max(begin, local[i]! - offset);
      const b = Math.min(end, local[i + 1]! - offset);
      if (worked.length && worked.at(-1) === a) worked[worked.length - 1] = b;
      else worked.push(a, b);
    }
  }
  return worked;
}

/** Index of the first interval that ends after `at`. */
function firstEndingAfter(intervals: Float64Array, at: number): number {
  let low = 0;
  let high = intervals.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (intervals[2 * middle + 1]! > at) high = middle;
    else low = middle + 1;
  }
  return 2 * low;
}

function readTable(table: Table, t: number): number {
  const { points, readings, firstPoint, days, offsets } = table;
  if (t >= FIRST && t < LAST) {
    let j = firstPoint[Math.floor((t - FIRST) / DAY)]!;
    while (points[j + 1]! <= t) j++;
    return readings[j]! + (j & 1) * (t - points[j]!);
  }
  if (Number.isNaN(t)) return t;
  const edge = t < FIRST ? FIRST : LAST;
  const offset = offsetAt(offsets, t < FIRST ? FIRST : LAST - 1);
  const last = points.length - 2;
  const atEdge = t < FIRST ? readings[0]! : readings[last]! + (last & 1) * (LAST - points[last]!);
  return atEdge + days.plainWeek(t + offset) - days.plainWeek(edge + offset);
}

/** What {@link parseDate} found: instant (naive: as if the clock counted in UTC), and the offset as written. */
export interface ParsedDate {
  /** Milliseconds since the epoch, with fractions. */
  ms: number;
  /** Minutes that the written clock is ahead of UTC; NaN: none written. */
  offsetMinutes: number;
}

const DAY = 86_400_000;
const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

/**
 * An ISO 8601 date-time from ASCII bytes: `2011-04-13T14:02:31.199+02:00`, with `T` or a blank, seconds and fraction
 * optional, zone `Z`, `±hh:mm`, `±hhmm`, `±hh` or none; or a date alone. `24:00:00` is the next midnight. Writes into
 * `into`; false when the text is no such date (month 13 and 30 February included).
 */
export function parseDate(b: Uint8Array, start: number, end: number, into: ParsedDate): boolean {
  if (end - start < 10) return false;
  const year = two(b, start) * 100 + two(b, start + 2);
  const month = two(b, start + 5);
  const day = two(b, start + 8);
  const dash = b[start + 4];
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1) || b[start + 7] !== dash) return false;
  if (dash !== 45 && dash !== 47) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const most = DAYS_BEFORE[month]! - DAYS_BEFORE[month - 1]! + (leap && month === 2 ? 1 : 0);
  if (day > most) return false;
  const past = year - 1;
  const days = year * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) - 719_527;
  into.ms = (days + DAYS_BEFORE[month - 1]! + (leap && month > 2 ? 1 : 0) + day - 1) * DAY;
  into.offsetMinutes = Number.NaN;
  return end - start === 10 || parseTime(b, start + 10, end, into);
}

function parseTime(b: Uint8Array, start: number, end: number, into: ParsedDate): boolean {
  const separator = b[start];
  if ((separator !== 84 && separator !== 32 && separator !== 116) || end - start < 6 || b[start + 3] !== 58)
    return false;
  const hour = two(b, start + 1);
  const minute = two(b, start + 4);
  let at = start + 6;
  let seconds = 0;
  let fraction = 0;
  if (at < end && b[at] === 58) {
    if (at + 3 > end) return false;
    seconds = two(b, at + 1);
    at += 3;
    if (at < end && (b[at] === 46 || b[at] === 44)) {
      const first = ++at;
      let scale = 100;
      for (; at < end && isDigit(b[at]!); at++) {
        // Whole milliseconds stay whole numbers; what is finer than a float holds is dropped.
        if (at - first < 3) fraction += (b[at]! - 48) * scale;
        else if (at - first < 9) fraction += (b[at]! - 48) / 10 ** (at - first - 2);
        scale /= 10;
      }
      if (at === first) return false;
    }
  }
  if (!(hour >= 0 && minute >= 0 && minute < 60 && seconds >= 0 && seconds < 60)) return false;
  if (hour > 23 && !(hour === 24 && minute === 0 && seconds === 0 && fraction === 0)) return false;
  into.ms += ((hour * 60 + minute) * 60 + seconds) * 1000 + fraction;
  return at === end || parseZone(b, at, end, into);
}

function parseZone(b: Uint8Array, at: number, end: number, into: ParsedDate): boolean {
  const sign = b[at];
  if (sign === 90 || sign === 122) {
    into.offsetMinutes = 0;
    return at + 1 === end;
  }
  if (sign !== 43 && sign !== 45) return false;
  const hours = at + 3 <= end ? two(b, at + 1) : -1;
  let minutes = 0;
  if (at + 3 !== end) {
    const colon = b[at + 3] === 58 ? 1 : 0;
    if (at + 5 + colon !== end) return false;
    minutes = two(b, at + 3 + colon);
  }
  if (!(hours >= 0 && hours <= 18 && minutes >= 0 && minutes < 60)) return false;
  into.offsetMinutes = (sign === 43 ? 1 : -1) * (hours * 60 + minutes);
  into.ms -= into.offsetMinutes * 60_000;
  return true;
}

const isDigit = (byte: number) => byte >= 48 && byte <= 57;

/** Two digits as a number; far below zero when they are none. */
function two(b: Uint8Array, at: number): number {
  const high = b[at]! - 48;
  const low = b[at + 1]! - 48;
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? high * 10 + low : -1_000_000;
}

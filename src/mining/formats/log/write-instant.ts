import type { ByteSink } from './byte-sink.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const ZERO = 48;

/** Room that an instant takes at most. */
const LONGEST = 48;

/**
 * Writes instants as ISO 8601 with milliseconds and an offset, `2011-04-13T14:02:31.199+02:00`; finer fractions with as many
 * digits as they have, up to nanoseconds. Years beyond four digits are written as XML Schema wants them.
 */
export class InstantWriter {
  private day = Number.NaN;
  private readonly date = new Uint8Array(LONGEST);
  private dateLength = 0;

  /** @param offsetMinutes what the written clock is ahead of UTC */
  write(sink: ByteSink, ms: number, offsetMinutes: number): void {
    const local = ms + offsetMinutes * MINUTE;
    const whole = Math.floor(local);
    const day = Math.floor(whole / DAY);
    if (day !== this.day) this.setDay(day);
    sink.reserve(this.dateLength + LONGEST);
    const { bytes } = sink;
    let at = sink.length;
    for (let i = 0; i < this.dateLength; i++) bytes[at++] = this.date[i]!;
    const inDay = whole - day * DAY;
    const seconds = Math.floor(inDay / 1000);
    bytes[at++] = 84;
    at = two(bytes, at, Math.floor(seconds / 3600));
    bytes[at++] = 58;
    at = two(bytes, at, Math.floor(seconds / 60) % 60);
    bytes[at++] = 58;
    at = two(bytes, at, seconds % 60);
    bytes[at++] = 46;
    at = digits(bytes, at, inDay - seconds * 1000, 100);
    const nanos = whole === local ? 0 : Math.min(999_999, Math.round((local - whole) * 1e6));
    if (nanos > 0) {
      at = digits(bytes, at, nanos, 100_000);
      while (bytes[at - 1] === ZERO) at--;
    }
    bytes[at++] = offsetMinutes < 0 ? 45 : 43;
    const ahead = Math.abs(offsetMinutes);
    at = two(bytes, at, Math.floor(ahead / 60));
    bytes[at++] = 58;
    sink.length = two(bytes, at, ahead % 60);
  }

  private setDay(day: number): void {
    this.day = day;
    const { year, month, dayOfMonth } = civil(day);
    const size = Math.abs(year);
    const text = `${year < 0 ? '-' : ''}${String(size).padStart(4, '0')}-${pad(month)}-${pad(dayOfMonth)}`;
    this.dateLength = new TextEncoder().encodeInto(text, this.date).written;
  }
}

const pad = (n: number): string => String(n).padStart(2, '0');

/** The date of a day since 1970-01-01, in the Gregorian calendar carried on to all years (Hinnant, "chrono-compatible low-level date algorithms"). */
function civil(day: number): { year: number; month: number; dayOfMonth: number } {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const dayOfMonth = ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfMonth };
}

function two(bytes: Uint8Array, at: number, n: number): number {
  bytes[at] = ZERO + Math.floor(n / 10);
  bytes[at + 1] = ZERO + (n % 10);
  return at + 2;
}

function digits(bytes: Uint8Array, at: number, n: number, first: number): number {
  let place = at;
  for (let unit = first; unit >= 1; unit /= 10) bytes[place++] = ZERO + (Math.floor(n / unit) % 10);
  return place;
}

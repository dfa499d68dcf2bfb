/** Instants and clocks as the reference of expressions tells of them, without SQL: zones by `Intl`, calendars by counting. */

/** A point in time, in microseconds since 1970. */
export class Instant {
  readonly us: bigint;

  constructor(us: bigint) {
    this.us = us;
  }

  static ofMs = (ms: number): Instant => new Instant(BigInt(ms) * 1000n);

  /** As milliseconds are written: what lies between two of them is cut off. */
  get iso(): string {
    return new Date(Number(this.us / 1000n)).toISOString();
  }
}

/** What a clock in a zone shows. */
interface ClockTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockIn(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  clocks.set(zone, made);
  return made;
}

const floorDiv = (a: bigint, b: bigint): bigint => a / b - (a % b < 0n ? 1n : 0n);

export function clockTime({ us }: Instant, zone: string): ClockTime {
  const seconds = floorDiv(us, 1_000_000n);
  const parts = clockIn(zone).formatToParts(Number(seconds) * 1000);
  return Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)])) as unknown as ClockTime;
}

const utcMs = (c: ClockTime): number => Date.UTC(c.year, c.month - 1, c.day, c.hour, c.minute, c.second);

/** How far the clock of a zone is ahead of UTC at an instant, in milliseconds. */
function aheadMs(ms: number, zone: string): number {
  const second = Math.floor(ms / 1000) * 1000;
  return utcMs(clockTime(Instant.ofMs(second), zone)) - second;
}

const DAY_MS = 86_400_000;

/** The instant at which a clock shows this; of a skipped hour as if it had not been put forward, of a doubled one the second. */
function instantOf(shownMs: number, zone: string): number {
  const [before, after] = [aheadMs(shownMs - DAY_MS, zone), aheadMs(shownMs + DAY_MS, zone)];
  const fitting = [before, after].map((ahead) => shownMs - ahead).filter((ms) => aheadMs(ms, zone) === shownMs - ms);
  return fitting.length > 0 ? Math.max(...fitting) : shownMs - before;
}

/** Days since 1970 of a date, and of the Thursday in its week, by which ISO 8601 counts weeks. */
const dayNumber = ({ year, month, day }: Pick<ClockTime, 'year' | 'month' | 'day'>): number =>
  Date.UTC(year, month - 1, day) / DAY_MS;
const weekdayOf = (days: number): number => ((((days + 3) % 7) + 7) % 7) + 1;

function isoWeek(clock: ClockTime): number {
  const days = dayNumber(clock);
  const thursday = days - weekdayOf(days) + 4;
  const { year } = clockTime(Instant.ofMs(thursday * DAY_MS), 'UTC');
  return Math.floor((thursday - dayNumber({ year, month: 1, day: 1 })) / 7) + 1;
}

export const PARTS: Readonly<Record<string, (clock: ClockTime) => number>> = {
  ...{ year: (c) => c.year, quarter: (c) => Math.ceil(c.month / 3), month: (c) => c.month, week: isoWeek },
  ...{ day: (c) => c.day, weekday: (c) => weekdayOf(dayNumber(c)) },
  ...{ hour: (c) => c.hour, minute: (c) => c.minute, second: (c) => c.second },
};

const UNITS: Readonly<Record<string, number>> = {
  ...{ milliseconds: 1e3, seconds: 1e6, minutes: 6e7, hours: 3.6e9, days: 8.64e10, weeks: 6.048e11 },
};
const MONTHS: Readonly<Record<string, number>> = { months: 1, years: 12 };

export const differenceIn = (from: Instant, to: Instant, unit: string): number =>
  Number(to.us - from.us) / UNITS[unit]!;

export function addTo(when: Instant, amount: number, unit: string): Instant {
  const months = MONTHS[unit];
  if (months === undefined) return new Instant(when.us + BigInt(awayFromZero(amount * UNITS[unit]!)));
  const clock = clockTime(when, 'UTC');
  const all = clock.year * 12 + clock.month - 1 + Math.trunc(amount) * months;
  const [year, month] = [Math.floor(all / 12), (all % 12) + 1];
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const moved = dayNumber({ year, month, day: Math.min(clock.day, last) }) - dayNumber(clock);
  return new Instant(when.us + BigInt(moved * DAY_MS) * 1000n);
}

const awayFromZero = (x: number): number => Math.sign(x) * Math.round(Math.abs(x));

const pad = (n: number, digits = 2): string => String(n).padStart(digits, '0');

export function writtenTime(when: Instant, format: string, zone: string): string {
  if (format === 'epoch-s') return numberText(Number(when.us) / 1e6);
  if (format === 'epoch-ms') return numberText(Number(when.us) / 1e3);
  const c = clockTime(when, format === 'iso' ? 'UTC' : zone);
  const date = `${pad(c.year, 4)}-${pad(c.month)}-${pad(c.day)}`;
  const fraction = Number(((when.us % 1_000_000n) + 1_000_000n) % 1_000_000n);
  if (format === 'iso') return `${date}T${pad(c.hour)}:${pad(c.minute)}:${pad(c.second)}.${pad(fraction, 6)}Z`;
  const tokens: Readonly<Record<string, string>> = {
    ...{
      YYYY: pad(c.year, 4),
      MM: pad(c.month),
      DD: pad(c.day),
      HH: pad(c.hour),
      mm: pad(c.minute),
      ss: pad(c.second),
    },
  };
  return format.replace(/YYYY|MM|DD|HH|mm|ss/g, (token) => tokens[token]!);
}

/** Digits without a needless point; very small and very large numbers with an exponent. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e-4 && size < 1e16) return String(value);
  const [digits, exponent] = value.toExponential().split('e') as [string, string];
  const power = Number(exponent);
  return `${digits}e${power < 0 ? '-' : '+'}${pad(Math.abs(power))}`;
}

/** Times are read of years with four digits; zeros before them count for nothing. */
const [YEAR_1000, YEAR_10000] = [Date.UTC(1000, 0), Date.UTC(10_000, 0)];
const ISO =
  /^\s*0*(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?(?: ?(Z|z|[+-]\d{2}(?::?\d{2})?))?\s*$/;

/** A text as a time; without an offset it is a clock of the zone. */
export function readTime(text: string, format: string, zone: string | null): Instant | null {
  if (format === 'epoch-s' || format === 'epoch-ms') {
    const number = readNumber(text);
    const ms = number === null ? Number.NaN : number * (format === 'epoch-s' ? 1000 : 1);
    return ms > YEAR_1000 && ms < YEAR_10000 ? new Instant(BigInt(awayFromZero(ms * 1000))) : null;
  }
  if (format === 'iso') {
    const found = ISO.exec(text);
    if (!found) return null;
    const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset] = found;
    const us = BigInt(Math.round(Number(`0.${fraction || '0'}`) * 1e6));
    return shown([year, month, day, hour, minute, second].map(Number), offset ?? zone, us);
  }
  const names: string[] = [];
  const pattern = format
    .replace(/[.]/g, '\\$&')
    .replace(/YYYY|MM|DD|HH|mm|ss/g, (token) => `(\\d{1,${names.push(token) && token.length}})`);
  const found = new RegExp(`^${pattern}$`).exec(text);
  if (!found) return null;
  const given = new Map(names.map((name, i) => [name, Number(found[i + 1])]));
  const parts = ['YYYY', 'MM', 'DD', 'HH', 'mm', 'ss'].map((name) => given.get(name) ?? 0);
  return shown(parts, zone ?? 'UTC', 0n);
}

function shown(parts: readonly number[], where: string | null, us: bigint): Instant | null {
  const [year, month, day, hour, minute, second] = parts as [number, number, number, number, number, number];
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const back = new Date(ms);
  const isReal = back.getUTCMonth() === month - 1 && back.getUTCDate() === day && minute < 60 && second < 60;
  if (!isReal || year < 1000 || hour > 23 || where === null) return null;
  const offset = /^([+-])(\d{2}):?(\d{2})?$/.exec(where);
  const utc = offset
    ? ms - (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3] ?? 0)) * 60_000
    : instantOf(ms, where.toUpperCase() === 'Z' ? 'UTC' : where);
  return new Instant(BigInt(utc) * 1000n + us);
}

export const readNumber = (text: string): number | null =>
  /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text) && Number.isFinite(Number(text)) ? Number(text) : null;

/** What a column's sample says about its dates. */
export interface SniffedDates {
  /** The format, in the language of date-format.ts; null when several fit and a person must say. */
  format: string | null;
  /** Formats that fit every sampled value, when there is more than one. */
  ambiguous: readonly string[];
  /** Every sampled value carries its offset; otherwise one that does not. */
  zoned: boolean;
  naive: string | null;
  /** Share of the sampled values that read, 0 … 1. */
  share: number;
}

interface Clock {
  separator: string;
  hours: 'H' | 'HH' | 'hh' | null;
  seconds: boolean;
  fraction: string;
  zone: string;
}
interface Reading {
  date: string;
  clock: Clock;
}

/** A column of dates may hold some that are none: they are for the quarantine. */
const MOST = 0.5;

const CLOCK =
  /^(,? +|T)(\d{1,2}):(\d{2})(?::(\d{2})(?:([.,])(\d{1,9}))?)?(?:( ?)(am|pm|AM|PM|a\.m\.|p\.m\.))?(?:( ?)(Z|[+-]\d{2}(?::?\d{2})?))?$/;
const ISO =
  /^\d{4}([-/])(\d{1,2})\1(\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?( ?(?:Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?)?$/;
const ISO_ZONED = /:\d{2}(?:[.,]\d+)? ?(?:Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)$/;
const NUMERIC = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)(.*)$/;
const DAY_MONTH_NAME = /^(\d{1,2})(\.? ?|-|\/)([A-Za-z]{3,9})(\.? |-|\/|, )(\d{4}|\d{2})(?!\d)(.*)$/;
const MONTH_NAME_DAY = /^([A-Za-z]{3,9}) (\d{1,2})(,? )(\d{4})(?!\d)(.*)$/;
const MONTHS = 'january february march april may june july august september october november december'.split(' ');

/** Reads the dates of a sample; null when they are none. Empty cells are not part of the sample. */
export function sniffDates(values: readonly string[]): SniffedDates | null {
  if (values.length === 0) return null;
  const trimmed = values.map((v) => v.trim());
  const iso = trimmed.filter(isIso).length;
  if (iso >= trimmed.length * MOST) {
    const naive = trimmed.find((v) => isIso(v) && !ISO_ZONED.test(v)) ?? null;
    return { format: 'iso', ambiguous: [], zoned: naive === null, naive, share: iso / trimmed.length };
  }
  return sniffEpoch(trimmed) ?? sniffCompact(trimmed) ?? sniffWritten(trimmed);
}

function isIso(value: string): boolean {
  const match = ISO.exec(value);
  return match !== null && between(match[2]!, 1, 12) && between(match[3]!, 1, 31);
}

const between = (digits: string, least: number, most: number) => Number(digits) >= least && Number(digits) <= most;

/** Seconds, milliseconds or microseconds since 1970 that fall between 1990 and 2060. Only a header can say they are meant. */
function sniffEpoch(values: readonly string[]): SniffedDates | null {
  const least = 631_152_000;
  const most = 2_840_140_800;
  for (const [format, unit] of [
    ['epoch-s', 1],
    ['epoch-ms', 1e3],
    ['epoch-us', 1e6],
  ] as const) {
    const fits = (v: string) => /^\d{9,16}(\.\d+)?$/.test(v) && Number(v) >= least * unit && Number(v) <= most * unit;
    if (values.every(fits)) return { format, ambiguous: [], zoned: true, naive: null, share: 1 };
  }
  return null;
}

function sniffCompact(values: readonly string[]): SniffedDates | null {
  const shapes: readonly (readonly [RegExp, string, boolean])[] = [
    [/^(?:19|20)\d{6}T\d{6}Z$/, 'YYYYMMDDTHHmmssZ', true],
    [/^(?:19|20)\d{6}T\d{6}$/, 'YYYYMMDDTHHmmss', false],
    [/^(?:19|20)\d{6} \d{6}$/, 'YYYYMMDD HHmmss', false],
    [/^(?:19|20)\d{12}$/, 'YYYYMMDDHHmmss', false],
    [/^(?:19|20)\d{6}$/, 'YYYYMMDD', false],
  ];
  for (const [shape, format, zoned] of shapes) {
    const fits = (v: string) => shape.test(v) && between(v.slice(4, 6), 1, 12) && between(v.slice(6, 8), 1, 31);
    if (values.every(fits)) return { format, ambiguous: [], zoned, naive: zoned ? null : values[0]!, share: 1 };
  }
  return null;
}

/** Day, month and year in any order, with names or numbers: the orders that fit every value. */
function sniffWritten(values: readonly string[]): SniffedDates | null {
  const read = values.map(readings).filter((r) => r.length > 0);
  if (read.length < values.length * MOST) return null;
  const orders = read[0]!.map((r) => r.date).filter((date) => read.every((r) => r.some((x) => x.date === date)));
  const clocks = read.map((r) => r[0]!.clock);
  const clock = orders.length > 0 ? mergeClocks(clocks) : null;
  if (clock === null) return null;
  const formats = orders.map((date) => date + clock);
  const zoned = clocks.every((c) => c.zone.endsWith('Z'));
  return {
    format: formats.length === 1 ? formats[0]! : null,
    ambiguous: formats.length === 1 ? [] : formats,
    zoned,
    naive: zoned ? null : values.find((v) => readings(v).length > 0)!,
    share: read.length / values.length,
  };
}

function readings(value: string): Reading[] {
  const numeric = NUMERIC.exec(value);
  if (numeric) return numericReadings(numeric);
  const named = DAY_MONTH_NAME.exec(value) ?? null;
  if (named) {
    const [, day, before, month, after, year, rest] = named as unknown as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    return named1(`DD${before}${monthToken(month)}${after}${yearToken(year)}`, month, day, rest);
  }
  const american = MONTH_NAME_DAY.exec(value);
  if (!american) return [];
  const [, month, day, comma, year, rest] = american as unknown as [string, string, string, string, string, string];
  return named1(`${monthToken(month)} DD${comma}${yearToken(year)}`, month, day, rest);
}

function named1(date: string, month: string, day: string, rest: string): Reading[] {
  const clock = readClock(rest);
  const known = MONTHS.some((m) => m === month.toLowerCase() || m.slice(0, 3) === month.toLowerCase());
  return clock !== null && known && between(day, 1, 31) ? [{ date, clock }] : [];
}

const yearToken = (year: string) => (year.length === 4 ? 'YYYY' : 'YY');
const monthToken = (month: string) => (month.length === 3 ? 'MON' : 'MONTH');

/** With dots the day comes first; with slashes and dashes both orders are possible; two-digit years may also come first. */
function numericReadings([, a, sign, b, year, rest]: RegExpExecArray): Reading[] {
  const clock = readClock(rest!);
  if (clock === null) return [];
  const y = yearToken(year!);
  const dates: string[] = [];
  if (between(a!, 1, 31) && between(b!, 1, 12)) dates.push(`DD${sign}MM${sign}${y}`);
  if (sign !== '.' && between(a!, 1, 12) && between(b!, 1, 31)) dates.push(`MM${sign}DD${sign}${y}`);
  if (sign !== '.' && y === 'YY' && between(b!, 1, 12) && between(year!, 1, 31)) dates.push(`YY${sign}MM${sign}DD`);
  return dates.map((date) => ({ date, clock }));
}

function readClock(rest: string): Clock | null {
  if (rest === '') return { separator: '', hours: null, seconds: false, fraction: '', zone: '' };
  const match = CLOCK.exec(rest);
  if (!match || Number(match[2]) > 24 || Number(match[3]) > 59) return null;
  const twelve = match[8] !== undefined;
  return {
    separator: match[1]!,
    hours: twelve ? 'hh' : 'HH',
    seconds: match[4] !== undefined,
    fraction: match[5] ?? '',
    zone: match[10] === undefined ? (twelve ? `${match[7]}A` : '') : `${twelve ? `${match[7]}A` : ''}${match[9]}Z`,
  };
}

/** One clock for the whole column: parts that only some values have become optional. Null: they do not agree. */
function mergeClocks(clocks: readonly Clock[]): string | null {
  const timed = clocks.filter((c) => c.hours !== null);
  const first = timed[0];
  if (!first) return '';
  const fraction = timed.find((c) => c.fraction !== '')?.fraction ?? '';
  const agree = (c: Clock) =>
    c.separator === first.separator &&
    c.hours === first.hours &&
    c.zone === first.zone &&
    (c.fraction === '' || c.fraction === fraction);
  if (!timed.every(agree)) return null;
  const optional = (part: string, inAll: boolean) => (part === '' ? '' : inAll ? part : `[${part}]`);
  const fractions = optional(
    fraction === '' ? '' : `${fraction}f`,
    timed.every((c) => c.fraction !== '' || !c.seconds),
  );
  const seconds = timed.some((c) => c.seconds)
    ? optional(
        `:ss${fractions}`,
        timed.every((c) => c.seconds),
      )
    : '';
  return optional(`${first.separator}${first.hours}:mm${seconds}${first.zone}`, timed.length === clocks.length);
}

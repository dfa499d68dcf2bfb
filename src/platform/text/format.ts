/** How a person wants to read figures. */
export interface Reader {
  /** BCP 47, as `en` or `de`. */
  readonly locale: string;
  /** IANA name of the zone in which instants are shown. */
  readonly zone: string;
}

/** Figures as a person reads them; every method takes null for "none". */
export interface Format {
  number(value: number | null, digits?: number): string;
  /** A share from 0 to 1 as per cent with one digit; what is not nothing never reads as 0.0 %. */
  percent(share: number | null): string;
  /** Two units: `2 d 4 h`, `3 min 20 s`, `46 s`. A day has 24 hours. */
  duration(ms: number | null): string;
  /** One unit, for arcs: `2.2 d`, `31 s`. */
  shortDuration(ms: number | null): string;
  /** To the millisecond, for titles: `2 d 4 h 13 min 7.25 s`. */
  exactDuration(ms: number | null): string;
  /** Date and time to the minute, in the reader's zone. */
  instant(ms: number | null): string;
  /** With seconds, milliseconds and the zone's name: for titles and event lists. */
  exactInstant(ms: number | null): string;
  date(ms: number | null): string;
  /** For `<time datetime>`. */
  iso(ms: number | null): string;
  bytes(count: number | null): string;
}

/** Stands where there is no value. */
export const NONE = '–';
const NBSP = '\u00a0';

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
  ['ms', 1],
];
const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function formatFor({ locale, zone }: Reader): Format {
  /** By the most digits behind the point. */
  const numbers = new Map<number, Intl.NumberFormat>();
  const perCent = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const instants = instantFormats(locale, zone);
  const number = (value: number, digits = 0): string => {
    const known = numbers.get(digits) ?? new Intl.NumberFormat(locale, { maximumFractionDigits: digits });
    numbers.set(digits, known);
    return known.format(value);
  };
  return {
    number: orNone(number),
    percent: orNone((share) => {
      const per = share * 100;
      if (per > 0 && per < 0.05) return `< ${perCent.format(0.1)}${NBSP}%`;
      if (per < 100 && per > 99.95) return `> ${perCent.format(99.9)}${NBSP}%`;
      return `${perCent.format(per)}${NBSP}%`;
    }),
    duration: orNone((ms) => signed(ms, twoUnits)),
    shortDuration: orNone((ms) => signed(ms, (size) => oneUnit(size, number))),
    exactDuration: orNone((ms) => signed(ms, (size) => everyUnit(size, number))),
    instant: orNone((ms) => instants.minute.format(ms)),
    exactInstant: orNone((ms) => instants.exact.format(ms)),
    date: orNone((ms) => instants.date.format(ms)),
    iso: (ms) => (ms === null || !Number.isFinite(ms) ? '' : new Date(ms).toISOString()),
    bytes: orNone((count) => bytes(count, number)),
  };
}

type Show = (value: number, digits?: number) => string;

const orNone =
  (show: Show) =>
  (value: number | null, digits?: number): string =>
    value === null || !Number.isFinite(value) ? NONE : show(value, digits);

const signed = (ms: number, show: (size: number) => string): string => (ms < 0 ? `−${show(-ms)}` : show(ms));

function instantFormats(locale: string, zone: string) {
  const date = { day: 'numeric', month: 'short', year: 'numeric', timeZone: zone } as const;
  const minute = { ...date, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const exact = { ...minute, second: '2-digit', fractionalSecondDigits: 3, timeZoneName: 'short' } as const;
  // British order (day month year) with English words: no reader takes 3 April for 4 March.
  const words = locale === 'en' ? 'en-GB' : locale;
  return {
    date: new Intl.DateTimeFormat(words, date),
    minute: new Intl.DateTimeFormat(words, minute),
    exact: new Intl.DateTimeFormat(words, exact),
  };
}

function twoUnits(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}${NBSP}ms`;
  const at = UNITS.findIndex(([, size]) => ms >= size);
  const [unit, size] = UNITS[at]!;
  const [smaller, smallerSize] = UNITS[at + 1]!;
  if (unit === 's') return `${Math.floor(ms / 1000)}${NBSP}s`;
  const rest = Math.floor((ms % size) / smallerSize);
  const first = `${Math.floor(ms / size)}${NBSP}${unit}`;
  return rest === 0 ? first : `${first} ${rest}${NBSP}${smaller}`;
}

function oneUnit(ms: number, number: Show): string {
  const [unit, size] = UNITS.find(([, size]) => ms >= size) ?? UNITS.at(-1)!;
  const count = ms / size;
  return `${number(count, count < 10 && unit !== 'ms' ? 1 : 0)}${NBSP}${unit}`;
}

function everyUnit(ms: number, number: Show): string {
  const parts: string[] = [];
  let rest = ms;
  for (const [unit, size] of UNITS.slice(0, 3)) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count}${NBSP}${unit}`);
    rest -= count * size;
  }
  if (rest > 0 || parts.length === 0) parts.push(`${number(rest / 1000, 3)}${NBSP}s`);
  return parts.join(' ');
}

function bytes(count: number, number: Show): string {
  let at = 0;
  let size = count;
  while (size >= 1024 && at < BYTE_UNITS.length - 1) {
    size /= 1024;
    at++;
  }
  return `${number(size, at > 0 && size < 10 ? 1 : 0)}${NBSP}${BYTE_UNITS[at]}`;
}

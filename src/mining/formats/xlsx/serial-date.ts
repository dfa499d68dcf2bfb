/** Built-in number formats that show a date, a time, or both (ECMA-376 part 1, 18.8.30, and those of East Asian Excel). */
const BUILT_IN_DATES = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 47, 50, 51, 52, 53, 54, 55, 56, 57, 58]); // biome-ignore format: one list
const BUILT_IN_TIMES = new Set([18, 19, 20, 21, 22, 32, 33, 34, 35, 45, 47, 55, 56]);

/** What a number format makes of a number. */
export type Shown = 'number' | 'date' | 'time' | 'dateTime';

/** Whether numbers in a format are serial dates. Durations such as `[h]:mm` are numbers: they count days. */
export function shownAs(id: number, code: string | undefined): Shown {
  if (code === undefined) {
    if (!BUILT_IN_DATES.has(id)) return 'number';
    return id === 22 ? 'dateTime' : BUILT_IN_TIMES.has(id) ? 'time' : 'date';
  }
  const first = code.split(';')[0]!;
  const bare = first.replace(/"[^"]*"|\\.|_.|\*./g, '');
  if (/\[(h+|m+|s+)\]/i.test(bare)) return 'number';
  const signs = bare
    .replace(/\[[^\]]*\]/g, '')
    .replace(/general|am\/pm|a\/p/gi, (word) => (/general/i.test(word) ? '' : 'h'));
  if (/[0#?]/.test(signs.replace(/\.0+/g, ''))) return 'number';
  const day = /[dye]/i.test(signs) || /m{3,}/i.test(signs);
  const clock = /[hs]/i.test(signs);
  const month = /m/i.test(signs) && !clock;
  return clock ? (day ? 'dateTime' : 'time') : day || month ? 'date' : 'number';
}

const DAY_MS = 86_400_000;
/** Largest day that Excel knows, 9999-12-31. */
const LAST_DAY = 2_958_466;

/**
 * A serial date as text without a zone: `YYYY-MM-DD`, `HH:MM:SS` or both, to the millisecond. In the system of 1900, day 60
 * is a 29 February that never was: it is read as the 28th, and days before it are one day later than a plain count says.
 * Null: no date that Excel knows.
 */
export function serialText(serial: number, shown: Exclude<Shown, 'number'>, since1904: boolean): string | null {
  if (!(serial >= 0 && serial < LAST_DAY)) return null;
  const epoch = since1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30);
  const early = !since1904 && serial >= 60 && serial < 61 ? DAY_MS : 0;
  // To the millisecond: a time of day is no exact fraction of a day.
  const text = new Date(epoch + Math.round(serial * DAY_MS) - early).toISOString();
  const [day, clock] = [text.slice(0, 10), text.slice(11, 23).replace(/\.000$/, '')];
  if (shown === 'time' && serial < 1) return clock;
  if (shown === 'date' && clock === '00:00:00') return day;
  return `${day} ${clock}`;
}

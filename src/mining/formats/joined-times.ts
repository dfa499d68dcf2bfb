import { type SniffedDates, sniffDates } from './date-sniff.ts';
import type { SniffedColumn, SniffedTable } from './table-sniff.ts';

const CLOCK = /^\d{1,2}:\d{2}(:\d{2}([.,]\d{1,9})?)?( ?(am|pm|AM|PM))?$/;

/** A date alone: no part of its format tells the hour. */
const isDateOnly = ({ dates, examples }: SniffedColumn): boolean =>
  dates?.format != null && !/^epoch/.test(dates.format) && !examples.some((text) => /\d:\d|T\d|\d{9}/.test(text));

/** Whether a column holds times of day and nothing else. */
export const isClock = ({ examples }: Pick<SniffedColumn, 'examples'>): boolean =>
  examples.length > 0 && examples.every((text) => CLOCK.test(text.trim()));

/** The column with the time of day of a column of dates: the only one of its kind; null where there is none, or several. */
export function clockOf(date: SniffedColumn, { columns }: SniffedTable): SniffedColumn | null {
  if (!isDateOnly(date)) return null;
  const clocks = columns.filter(isClock);
  return clocks.length === 1 ? clocks[0]! : null;
}

/** How date and time read together, as they stand with a space between. The date is read as its own column says. */
export function sniffJoined(date: SniffedColumn, clock: SniffedColumn): SniffedDates | null {
  const { examples } = clock;
  if (examples.length === 0) return date.dates;
  const texts = date.examples.map((text, i) => `${text.trim()} ${examples[i % examples.length]!.trim()}`);
  const joined = sniffDates(texts);
  const own = date.dates?.format;
  if (joined === null || joined.format !== null || !own) return joined;
  // More rows than these few decided how the date is written.
  const format = joined.ambiguous.find((one) => one.startsWith(own));
  return format ? { ...joined, format, ambiguous: [] } : joined;
}

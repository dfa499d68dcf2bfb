/** What a spreadsheet would run instead of showing it; also written full-width, which some turn back. */
const FORMULA = /^[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;
/** Tells programs that the text is UTF-8. */
export const BYTE_ORDER_MARK = '\ufeff';

type Cell = string | number | boolean | null;
/** Programs read it: instants are ISO 8601, durations milliseconds. */
export type CsvRow = readonly Cell[];

/** A cell of a CSV file by RFC 4180. Texts that a spreadsheet takes for a formula get an apostrophe; numbers stay as they are. */
export function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  return plainCsvCell(guarded(value));
}

/** A text that no spreadsheet runs, and back. */
export const guarded = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);
export const unguarded = (text: string): string =>
  text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;

/** A text as it is, for programs. */
export const plainCsvCell = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

export const csvLine = (cells: CsvRow): string => `${cells.map(csvCell).join(',')}\r\n`;

/** A whole file; the first row names the columns. */
export const csvText = (rows: readonly CsvRow[]): string => BYTE_ORDER_MARK + rows.map(csvLine).join('');

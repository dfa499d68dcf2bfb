import type { Cell } from '#sdk';

const NEEDS_QUOTES = /[",\r\n]/;

/**
 * Rows as lines of CSV: commas, double quotes, `\n`. Nothing is rounded: numbers and bigints stand with all their digits, times as they
 * came. A missing value and an empty text are both an empty cell, which is what every reader of files takes them for.
 */
export function csvLines(rows: readonly (readonly Cell[])[]): string {
  let text = '';
  for (const row of rows) {
    // A line of one column without a value would be a blank line, which is no row.
    if (row.length === 1 && (row[0] === null || row[0] === '')) {
      text += '""\n';
      continue;
    }
    for (let i = 0; i < row.length; i++) {
      if (i > 0) text += ',';
      const cell = row[i]!;
      if (cell === null) continue;
      if (typeof cell === 'string') text += NEEDS_QUOTES.test(cell) ? quoted(cell) : cell;
      else text += String(cell);
    }
    text += '\n';
  }
  return text;
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

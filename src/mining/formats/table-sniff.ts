import { proposeRoles, type RoleProposal } from './column-roles.ts';
import type { SniffedEncoding } from './csv-encoding.ts';
import type { CellSyntax } from './csv-records.ts';
import { type SniffedDates, sniffDates } from './date-sniff.ts';
import { type SniffedNumbers, sniffNumbers } from './number-sniff.ts';

export interface SniffedColumn {
  /** Header; `column_N` where the file has none for it. */
  name: string;
  /** From 0. */
  position: number;
  /** Whether the name was made up because the header cell is empty. */
  unnamed: boolean;
  /** Non-empty cells and distinct values in the sample. */
  filled: number;
  distinct: number;
  /** Up to five different values. */
  examples: readonly string[];
  /** More of them, for whoever asks what they are about. */
  values: readonly string[];
  numbers: SniffedNumbers | null;
  dates: SniffedDates | null;
  /** 0, 1, 2 … or 1, 2, 3 …: a row number that some tool wrote. */
  rowNumber: boolean;
  /** What the file itself says that the column holds, in its own word; null where it only has texts. */
  declared?: { readonly type: 'number' | 'boolean' | 'category'; readonly word: string } | null;
}

/** What the beginning of a table says, however its file is written. Types are proposals for a mapping, never applied by themselves. */
export interface SniffedTable {
  encoding: SniffedEncoding;
  syntax: CellSyntax;
  header: boolean;
  /** Lines, or rows of a sheet, before the header row that are not part of the table. */
  skip: number;
  decimal: '.' | ',';
  columns: readonly SniffedColumn[];
  roles: readonly RoleProposal[];
  /** Records in the sample without the header. */
  rows: number;
}

/** Rows that are looked at. */
export const SNIFFED_ROWS = 2_000;
const MOST_VALUES = 500;

/** What the columns of a table hold, by their headers (null or blank: none) and its first rows. */
export function sniffColumns(
  headers: readonly (string | null)[],
  rows: readonly (readonly (string | null)[])[],
): Pick<SniffedTable, 'columns' | 'roles' | 'decimal' | 'rows'> {
  const columns = headers.map((header, i) => sniffColumn(header ?? '', i, rows));
  const roles = proposeRoles(
    columns.map((c) => c.name),
    columns.map((c) => c.dates !== null),
  );
  return { columns, roles, decimal: decimalSign(columns), rows: rows.length };
}

function sniffColumn(header: string, position: number, rows: readonly (readonly (string | null)[])[]): SniffedColumn {
  const cells = rows.map((row) => row[position] ?? '').filter((cell) => cell !== '');
  const distinct = [...new Set(cells)];
  const unnamed = header.trim() === '';
  return {
    name: unnamed ? `column_${position + 1}` : header,
    position,
    unnamed,
    filled: cells.length,
    distinct: distinct.length,
    examples: distinct.slice(0, 5).map((v) => v.slice(0, 200)),
    values: distinct.slice(0, MOST_VALUES),
    numbers: sniffNumbers(distinct),
    dates: sniffDates(distinct),
    rowNumber:
      cells.length > 1 && cells.every((cell, i) => Number(cell) === i + Number(cells[0]) && /^[01]$/.test(cells[0]!)),
  };
}

/** The sign that the columns with decimals agree on; a point where nothing speaks for a comma. */
function decimalSign(columns: readonly SniffedColumn[]): '.' | ',' {
  const written = columns.flatMap((c) => (c.numbers?.fractions && !c.numbers.ambiguous ? [c.numbers.decimal] : []));
  return written.length > 0 && written.every((sign) => sign === ',') ? ',' : '.';
}

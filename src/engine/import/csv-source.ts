import { ident, joinSql, keyword, literal, type Sql, sql, wholeNumber } from '#sdk';
import type { CellSyntax } from '../../mining/formats/csv-records.ts';
import { cellName } from './cells.ts';
import type { TableLimits } from './limits.ts';
import { FILE } from './plan-columns.ts';

/** A UTF-8 file that DuckDB can read, every cell as text. */
export interface CsvSource {
  path: string;
  syntax: CellSyntax;
  header: boolean;
  width: number;
  /** The first column is the line number, written by the exact reader. */
  numbered: boolean;
  /** Some cell holds a line end: no parallel reading, because a thread cannot know whether it starts inside quotes. */
  multiLine: boolean;
  longLines: boolean;
  missing: readonly string[];
  lineEnd: '\n' | '\r\n';
  /** How people call the file. */
  file: string;
  /** Rows may end before the last column: the cells behind are empty. */
  padded?: boolean;
}

/** Tables that `store_rejects` fills, when `keepRejects` is asked. */
export const REJECTS = { table: 'csv_rejects', scans: 'csv_reject_scans' } as const;
export const LINE = 'line';

/** DuckDB wants the escapes, not the signs. */
const lineEnd = (end: CsvSource['lineEnd']): Sql => literal(end === '\n' ? '\\n' : '\\r\\n');

/** The file as a relation of VARCHAR columns `c0`, `c1` …, and its name; an empty cell, quoted or not, is null. Rows keep their order. */
export function csvRelation(source: CsvSource, limits: TableLimits, keepRejects = false): Sql {
  const { syntax } = source;
  const names = Array.from({ length: source.width }, (_, i) => cellName(i));
  const columns = (source.numbered ? [LINE, ...names] : names).map((name) => sql`${ident(name)}: 'VARCHAR'`);
  const missing = ['', ...source.missing].map(literal);
  const rejects = keepRejects
    ? sql`store_rejects = true, rejects_table = ${literal(REJECTS.table)}, rejects_scan = ${literal(REJECTS.scans)}`
    : sql`ignore_errors = true`;
  // Twice, because the exact reader may have doubled quotes.
  const [lineSize, bufferSize] = [2 * limits.lineBytes + 65_536, 4 * limits.lineBytes + 131_072].map(wholeNumber);
  const long = source.longLines ? sql`, max_line_size = ${lineSize!}, buffer_size = ${bufferSize!}` : sql``;
  const flag = (on: boolean) => keyword(String(on));
  return sql`(select *, ${literal(source.file)} as ${ident(FILE)} from read_csv(${literal(source.path)}, auto_detect = false, all_varchar = true, strict_mode = true, compression = 'none', hive_partitioning = false,
    header = ${flag(source.header)}, delim = ${literal(syntax.delimiter)}, quote = ${literal(syntax.quote)}, escape = ${literal(syntax.escape)},
    new_line = ${lineEnd(source.lineEnd)}, nullstr = [${joinSql(missing, ', ')}], parallel = ${flag(!source.multiLine)}, null_padding = ${flag(source.padded === true)}, ${rejects}${long},
    columns = {${joinSql(columns, ', ')}}))`;
}

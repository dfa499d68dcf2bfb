import type { DuckDBConnection } from '@duckdb/node-api';
import type { Sql } from '#sdk';
import { type SniffedColumn, type SniffedTable, sniffColumns } from '../../mining/formats/table-sniff.ts';
import type { TableLimits } from './limits.ts';
import type { Dialect } from './mapping.ts';
import type { Quarantine } from './quarantine.ts';
import type { Finding } from './survey.ts';

/** What a reader of a file that is no CSV is asked. */
export interface RecordsTask {
  readonly path: string;
  /** How people call the file. */
  readonly name: string;
  readonly connection: DuckDBConnection;
  /** What a person said of the file: sheet, header row, place of the records. */
  readonly dialect: Partial<Dialect>;
  /** A private folder that DuckDB may read. */
  readonly folder: string;
  readonly limits: TableLimits;
  readonly quarantine: Quarantine;
  /** For a look at the beginning: rows that are enough. */
  readonly most: number;
  readonly signal?: AbortSignal | undefined;
  onProgress?(share: number): void;
}

/** A file as a table of texts with known columns, whatever its format was. Broken records are in the task's quarantine. */
export interface TextRecords {
  readonly sniffed: SniffedTable;
  /** VARCHAR columns `c0`, `c1` …, and `line`; an empty cell is null, and so are the texts that mean none. */
  relation(missing: readonly string[]): Sql;
  /** Of several files read as one: each by itself. */
  readonly parts?: readonly { readonly file: string; relation(missing: readonly string[]): Sql }[];
  /** Runs what reads the relation: what goes wrong because the file is damaged is said so. */
  reading?<T>(work: () => Promise<T>): Promise<T>;
  /** Whether it is the whole file. */
  readonly whole: boolean;
  /** Files that are no longer needed once the rows have been read. */
  readonly temporary: readonly string[];
  readonly findings: readonly Finding[];
  /** Of a workbook: all its sheets. */
  readonly sheets?: readonly SheetName[];
}

export interface SheetName {
  readonly name: string;
  readonly hidden: boolean;
}

/** What the sniffer says of columns whose names are known and whose cells are texts already. */
export function sniffRecords(
  names: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  more: Partial<Pick<SniffedTable, 'header' | 'skip'>> & { declared?: readonly SniffedColumn['declared'][] } = {},
): SniffedTable {
  const { declared, ...own } = more;
  const sniffed = sniffColumns(names, rows);
  return {
    encoding: { encoding: 'utf-8', bom: 0, utf8Lines: 0, otherLines: 0 },
    ...{ syntax: { delimiter: ',', quote: '"', escape: '"' }, header: true, skip: 0, ...own },
    ...sniffed,
    columns: sniffed.columns.map((column, i) => ({ ...column, declared: declared?.[i] ?? null })),
  };
}

import { type FileHandle, open } from 'node:fs/promises';
import type { DuckDBConnection, DuckDBListValue, DuckDBValue } from '@duckdb/node-api';
import { ident, joinSql, type Sql, sql } from '#sdk';
import { type CellSyntax, parseRecords } from '../../mining/formats/csv-records.ts';
import { isGood, problemColumns } from './bad-rows.ts';
import { cellName } from './cells.ts';
import type { ColumnPlan } from './column-plan.ts';
import { LINE, REJECTS } from './csv-source.ts';
import type { Mapping } from './mapping.ts';
import { withPrivateCells } from './private-cells.ts';
import { aboutPath, MOST_REASONS, type RefusedAbout, type RefusedReason } from './refused-file.ts';
import type { Rejected } from './staged-log.ts';

/** Refusals kept in memory for the answer; the file has them all. */
export const MOST_SHOWN = 10_000;

/** The table whose rows were refused. */
interface RefusedTable {
  /** Of the columns of the file, in their order; none: the file is no table. */
  readonly headers: readonly string[];
  readonly mapping: Mapping | null;
}

/**
 * Where refused rows go: a file of one JSON object a line, `{ line, problems: [{ column, value, reason }], cells | text }`, with `file`
 * where several were read as one, and beside it a file that says what they are rows of and counts reasons (refused-file.ts).
 * The files are made with the first row.
 */
export class Quarantine implements AsyncDisposable {
  /** Refused rows, not problems. */
  rows = 0;
  readonly first: Rejected[] = [];
  readonly path: string;
  /** Set once it is known. */
  table: RefusedTable = { headers: [], mapping: null };
  /** The file whose rows are added, where several are read as one. */
  file: string | undefined;
  /** A record that cannot be taken apart is not kept where some of its cells must not be. */
  readonly hidesText: boolean;
  private written: FileHandle | null = null;
  private pending: string[] = [];
  private readonly reasons = new ReasonCounts();

  constructor(path: string, hidesText = false) {
    this.path = path;
    this.hidesText = hidesText;
  }

  async add(found: readonly Rejected[], record: RefusedRecord): Promise<void> {
    this.rows++;
    const { file } = this;
    const problems = file === undefined ? found : found.map((problem) => ({ file, ...problem }));
    const hidden = this.hidesText && record.private !== true;
    const kept = hidden ? { text: '' } : { text: record.text, cells: record.cells };
    const shown = problems.map(({ column, value, reason }) => ({ column, value: hidden ? null : value, reason }));
    this.reasons.add(shown);
    this.pending.push(
      `${JSON.stringify({ file: problems[0]!.file, line: problems[0]!.line, problems: shown, ...kept })}\n`,
    );
    const told = hidden ? problems.map((problem) => ({ ...problem, value: null })) : problems;
    if (this.first.length < MOST_SHOWN) this.first.push(...told.slice(0, MOST_SHOWN - this.first.length));
    if (this.pending.length >= 1_000) await this.flush();
  }

  private async flush(): Promise<void> {
    if (this.pending.length === 0) return;
    this.written ??= await open(this.path, 'wx', 0o600);
    await this.written.writeFile(this.pending.join(''));
    this.pending = [];
  }

  /** Writes what is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush();
    await this.written?.sync();
    await this.written?.close();
    this.written = null;
    if (this.rows === 0) return;
    const about: RefusedAbout = { ...this.table, rows: this.rows, reasons: this.reasons.list() };
    await using beside = await open(aboutPath(this.path), 'w', 0o600);
    await beside.writeFile(JSON.stringify(about));
    await beside.sync();
  }
}

/** What is kept of a row. */
interface RefusedRecord {
  /** Of a row that was not taken apart. */
  readonly text?: string;
  /** Of one that was not taken apart: as far as that goes. */
  readonly cells?: readonly (string | null)[];
  /** Nothing stands in the cells any more that was not to be kept. */
  readonly private?: true;
}

/** Cells of a record with too few or too many of them, or that is broken in another way. */
export const cellsIn = (text: string, syntax: CellSyntax, width: number): (string | null)[] => {
  const cells = parseRecords(text, syntax, 1)[0] ?? [];
  return Array.from({ length: width }, (_, i) => cells[i] || null);
};

/** How many rows each reason is said of. */
class ReasonCounts {
  private readonly counts = new Map<string, RefusedReason>();

  add(problems: readonly Pick<Rejected, 'column' | 'reason'>[]): void {
    for (const { column, reason } of problems) {
      const key = JSON.stringify([column, reason]);
      const known = this.counts.get(key);
      if (known) known.rows++;
      else if (this.counts.size < MOST_REASONS) this.counts.set(key, { column, reason, rows: 1 });
    }
  }

  list(): RefusedReason[] {
    return [...this.counts.values()].sort((a, b) => b.rows - a.rows);
  }
}

/** The reason of a row with too few or too many cells. */
export const wrongWidth = (cells: number, width: number) =>
  `the row has ${cells} ${cells === 1 ? 'cell' : 'cells'}, the table has ${width} columns`;

/** Rows that DuckDB's reader refused: in a plain file only those with too few or too many cells. @returns their lines, rising */
export async function addMisshapen(
  connection: DuckDBConnection,
  quarantine: Quarantine,
  width: number,
  syntax: CellSyntax,
): Promise<number[]> {
  const query = sql`select line::double, min(error_type::varchar), min(error_message), min(csv_line)
    from ${ident(REJECTS.table)} group by line order by line`;
  const lines: number[] = [];
  await eachRow(connection, query, async (values) => {
    const [line, kind, message, record] = values as [number, string, string, string | null];
    const text = (record ?? '').replace(/^[\r\n]+/, '');
    const cells = parseRecords(text, syntax)[0]?.length ?? 1;
    const misshapen = /COLUMNS/.test(kind) ? wrongWidth(cells, width) : null;
    // The reader's own words quote the row.
    const reason = misshapen ?? `the row cannot be read${quarantine.hidesText ? '' : `: ${message}`}`;
    lines.push(line);
    await quarantine.add([{ line, column: null, value: null, reason }], { text, cells: cellsIn(text, syntax, width) });
  });
  return lines;
}

/** Calls `use` with each row of an answer of any size. */
async function eachRow(
  connection: DuckDBConnection,
  query: Sql,
  use: (values: readonly DuckDBValue[]) => Promise<void>,
): Promise<void> {
  const result = await connection.stream(query.text, [...query.values]);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    for (const values of chunk.getRows()) await use(values);
  }
}

/** A row with its number: the line itself when the exact reader wrote it, otherwise the place among the rows DuckDB read. */
export interface Numbering {
  numbered: boolean;
  /** Line of the first record. */
  firstLine: number;
  /** Lines that are no rows, rising. */
  refusedLines: readonly number[];
  /** Which file, where several are read as one. */
  file?: string;
}

/** Reads the file once more for the rows whose values were refused, and says of each what is wrong. */
export async function addUnreadable(
  connection: DuckDBConnection,
  relation: Sql,
  plan: ColumnPlan,
  width: number,
  numbering: Numbering,
  quarantine: Quarantine,
): Promise<void> {
  const table = withPrivateCells(relation, plan.privateCells);
  const { columns, select } = problemColumns(plan);
  const cells = joinSql(
    Array.from({ length: width }, (_, i) => ident(cellName(i))),
    ', ',
  );
  const source = numbering.numbered
    ? sql`select ${ident(LINE)}::double as place, * from ${table}`
    : sql`select (row_number() over ())::double as place, * from ${table}`;
  const query = sql`select place, [${cells}] as cells, ${select} from (${source}) where not ${isGood(plan)}`;
  const lineOf = lineCounter(numbering);
  const of = numbering.file === undefined ? {} : { file: numbering.file };
  await eachRow(connection, query, async (values) => {
    const line = lineOf(values[0] as number);
    const problems = columns.flatMap((column, i): Rejected[] => {
      const reason = values[2 + 2 * i] as string | null;
      const value = values[3 + 2 * i] as string | null;
      return reason === null ? [] : [{ ...of, line, column, value, reason }];
    });
    const cells = (values[1] as DuckDBListValue).items as (string | null)[];
    await quarantine.add(problems, { cells, private: true });
  });
}

/** Line of the n-th accepted row, for rising n: every refused line before it pushes it one line down. */
function lineCounter({ numbered, firstLine, refusedLines }: Numbering): (place: number) => number {
  if (numbered) return (place) => place;
  let passed = 0;
  return (place) => {
    while (passed < refusedLines.length && refusedLines[passed]! <= firstLine + place - 1 + passed) passed++;
    return firstLine + place - 1 + passed;
  };
}

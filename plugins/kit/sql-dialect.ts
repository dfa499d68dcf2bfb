import type { Cell, Sql, TableColumn } from '#sdk';

/** What the statements of one kind of server are made of. Values stand in them as literals: a cursor that is declared takes no bound ones. */
export interface SqlDialect {
  /** A name, quoted. */
  name(name: string): Sql;
  /** A value that is compared with a column of this type. */
  value(cell: Exclude<Cell, null>, column: TableColumn): Sql;
  /** Where rows without a value come in ascending order, when nothing is said. */
  readonly nulls: 'first' | 'last';
  /** The statement, but no more than so many rows of it. */
  limited(statement: Sql, rows: number): Sql;
}

/** Rows that came together. `cells`: a row's in the order of the columns, already as the contract has them. */
export interface Answer {
  readonly columns: readonly TableColumn[];
  readonly rows: Cell[][];
}

/** One connection to a server, signed in and reading only. Its faults are those of `connector-faults`. */
export interface SqlSession extends AsyncDisposable {
  /** As faults name it: `PostgreSQL at erp-db.corp:5432`. */
  readonly server: string;
  readonly dialect: SqlDialect;
  /**
   * The answer in pieces; one without rows has one piece that tells its columns. A piece is fetched when it is asked for, and ending
   * the loop closes what is open at the server.
   */
  answer(statement: Sql): AsyncIterable<Answer>;
}

/** A small answer, whole. */
export async function allRows(session: SqlSession, statement: Sql): Promise<readonly (readonly Cell[])[]> {
  const all: Cell[][] = [];
  for await (const { rows } of session.answer(statement)) all.push(...rows);
  return all;
}

/** The columns of a statement, of which nothing is read. */
export async function columnsOf(session: SqlSession, statement: Sql): Promise<readonly TableColumn[]> {
  for await (const { columns } of session.answer(session.dialect.limited(statement, 0))) return columns;
  return [];
}

const PIECE_BYTES = 4 * 1_048_576;
const FIRST_ROWS = 100;

/** How many rows to ask for, so that a piece has about four mebibytes whatever its rows are like. */
export class RowPace {
  rows: number;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
    this.rows = Math.min(FIRST_ROWS, most);
  }

  saw(rows: readonly (readonly Cell[])[]): void {
    let size = 0;
    for (const row of rows) for (const cell of row) size += typeof cell === 'string' ? cell.length : 8;
    const fitting = Math.floor((PIECE_BYTES * rows.length) / Math.max(size, 1));
    this.rows = Math.max(1, Math.min(fitting, this.#most, this.rows * 8));
  }
}

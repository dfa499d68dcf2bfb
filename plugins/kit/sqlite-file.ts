import type { SQLQueryBindings, Statement } from 'bun:sqlite';
import {
  AppError,
  type Batch,
  type Cell,
  calledOff,
  ident,
  joinSql,
  notThere,
  notUnderstood,
  queryRefused,
  type ReadRequest,
  type Sql,
  saying,
  sql,
  type Table,
  type TableColumn,
  type TableShape,
  type TableSource,
} from '#sdk';
import { countOfTables, type Readable, type ReadableColumn, type Reading, readingOf } from './rowid-reading.ts';
import { readingQuery } from './sql-query.ts';
import { type OpenedSqlite, openSqlite, serverOf } from './sqlite-open.ts';

const BATCH_ROWS = 5000;
const BATCH_CHARACTERS = 8_000_000;

type Place = Pick<ReadRequest, 'cursor' | 'limit'>;
type Piece = Pick<Batch, 'rows' | 'cursor'>;

export class SqliteFile implements TableSource {
  readonly #server: string;
  readonly #signal: AbortSignal;
  readonly #open: OpenedSqlite;

  constructor(path: string, { resting, signal }: { resting: boolean; signal: AbortSignal }) {
    this.#server = serverOf(path);
    this.#signal = signal;
    this.#open = this.#guarded(() => openSqlite(path, resting));
  }

  async check() {
    const tables = await this.tables();
    const [[version]] = this.#rows(sql`select sqlite_version()`) as [[string]];
    return { server: `SQLite ${version}`, details: [countOfTables(tables.length)] };
  }

  async tables(): Promise<readonly Table[]> {
    const found = this.#rows(
      sql`select name, type from pragma_table_list where schema = 'main' and type <> 'shadow' and substr(name, 1, 7) <> 'sqlite_' order by name`,
    ) as [string, string][];
    return found.map(([name, type]) => ({ name, ...(type === 'table' ? {} : { note: type }) }));
  }

  async describe(what: Pick<ReadRequest, 'table' | 'query'>): Promise<TableShape> {
    const { columns } = this.#readable(what);
    const key =
      what.table === undefined
        ? []
        : (this.#rows(sql`select name from pragma_table_xinfo(${what.table}) where pk > 0 order by pk`) as [string][]);
    return { columns: columns.map(plain), key: key.map(([name]) => name) };
  }

  async *read(request: ReadRequest): AsyncGenerator<Batch> {
    const readable = this.#readable(request);
    const reading = readingOf(this.#server, readable, request);
    const columns = reading.columns.map(plain);
    // So that a writer that has to wait for us waits for one batch.
    const oneByOne = this.#open.isolation === 'locks' && readable.rowid !== null && !request.since;
    const batches = oneByOne ? this.#batchesApart(reading, request) : this.#batches(reading, request);
    for (const { rows, cursor } of batches) {
      if (this.#signal.aborted) throw calledOff(this.#server, this.#signal);
      this.#open.demandResting();
      yield { columns, rows, cursor };
    }
  }

  async [Symbol.asyncDispose]() {
    this.#open.database.close();
  }

  /** A statement for each batch, ended before it is handed out. */
  *#batchesApart(reading: Reading, { cursor, limit }: Place): Generator<Piece> {
    for (let place = { cursor, limit }; place.limit !== 0; ) {
      const [piece] = this.#batches(reading, place);
      if (!piece) return;
      yield piece;
      place = { cursor: piece.cursor, limit: place.limit === null ? null : place.limit - piece.rows.length };
    }
  }

  *#batches(reading: Reading, { cursor, limit }: Place): Generator<Piece> {
    const { text, values } = reading.statement(cursor, limit);
    const statement = this.#prepared(text);
    const booleans = reading.columns.flatMap(({ type }, i) => (type === 'boolean' ? [i] : []));
    try {
      let rows: (readonly Cell[])[] = [];
      let characters = 0;
      let last: readonly Cell[] = [];
      const all = statement.iterate(...(values as SQLQueryBindings[])) as Iterator<Record<string, unknown>>;
      for (;;) {
        const { done, value } = this.#guarded(() => all.next());
        if (!done) {
          last = Object.values(value).map(cellOf);
          rows.push(withBooleans(reading.cells(last), booleans));
          for (const cell of last) if (typeof cell === 'string') characters += cell.length;
        }
        if (rows.length > 0 && (done || rows.length >= BATCH_ROWS || characters >= BATCH_CHARACTERS)) {
          yield { rows, cursor: reading.cursor(last) };
          [rows, characters] = [[], 0];
        }
        if (done) return;
      }
    } finally {
      statement.finalize();
    }
  }

  #readable(what: Pick<ReadRequest, 'table' | 'query'>): Readable {
    return what.query === undefined ? this.#tableOf(what.table ?? '') : this.#queryOf(what.query);
  }

  #tableOf(name: string): Readable {
    const [found] = this.#rows(
      sql`select type, wr from pragma_table_list where schema = 'main' and name = ${name}`,
    ) as [string, bigint][];
    if (!found) throw notThere(this.#server, `table "${name}"`);
    const listed = this.#rows(sql`select name, type from pragma_table_xinfo(${name}) where hidden <> 1`) as [
      ...[string, string][],
    ];
    const taken = new Set(listed.map(([column]) => column.toLowerCase()));
    const rowid =
      found[0] === 'table' && found[1] === 0n
        ? ['rowid', '_rowid_', 'oid'].find((word) => !taken.has(word))
        : undefined;
    return {
      ...{ before: sql``, from: sql`main.${ident(name)}` },
      columns: listed.map(([column, type]) => columnOf(column, type, ident(column))),
      rowid: rowid === undefined ? null : ident(rowid),
    };
  }

  #queryOf(query: string): Readable {
    // On lines of its own: it may end in a comment. In parentheses SQLite tells columns apart that are called alike.
    const asked = sql`(\n${readingQuery(query)}\n)`;
    const statement = this.#prepared(sql`select * from ${asked}`.text);
    const { columnNames, declaredTypes } = statement as Statement & { declaredTypes: (string | null)[] };
    statement.finalize();
    const aliases = columnNames.map((_, i) => ident(`q${i}`));
    return {
      ...{ before: sql`with ${ident('asked')}(${joinSql(aliases, ', ')}) as ${asked} `, from: ident('asked') },
      columns: columnNames.map((name, i) => columnOf(name, declaredTypes[i] ?? '', aliases[i]!)),
      rowid: null,
    };
  }

  #prepared(text: string): Statement {
    return this.#guarded(() => {
      const statement = this.#open.database.prepare(text) as Statement & { safeIntegers(exact: boolean): void };
      statement.safeIntegers(true);
      return statement;
    });
  }

  #rows({ text, values }: Sql): unknown[][] {
    const statement = this.#prepared(text);
    try {
      return this.#guarded(() => statement.values(...(values as SQLQueryBindings[]))) as unknown[][];
    } finally {
      statement.finalize();
    }
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw error instanceof AppError ? error : faultOf(this.#server, error as { code?: string; message: string });
    }
  }
}

function faultOf(server: string, { code = '', message }: { code?: string; message: string }): AppError {
  if (/^SQLITE_(CORRUPT|NOTADB|FORMAT)/.test(code)) return notUnderstood(server, message);
  if (/^SQLITE_(BUSY|LOCKED)/.test(code))
    return saying(
      message,
      (said) => new AppError('unavailable', 'connector.locked', `${server} is locked by its writer: ${said}.`),
    );
  if (/^SQLITE_(CANTOPEN|READONLY|IOERR|PERM|AUTH)/.test(code) || code.startsWith('E'))
    return new AppError(
      'unavailable',
      'connector.lost',
      `${server} cannot be read (${message}). Let the account that this program runs as read it and what lies beside it, or read a resting copy.`,
    );
  return queryRefused(server, message);
}

const plain = ({ name, type }: TableColumn): TableColumn => ({ name, type });

const columnOf = (name: string, declared: string, value: Sql): ReadableColumn => ({
  ...{ name, type: typeOf(declared), value, shown: value },
  // SQLite has no booleans: they are written as 0 and 1.
  bound: (cell) => sql`${typeof cell === 'boolean' ? Number(cell) : cell}`,
});

/** What a column was declared to hold; SQLite itself holds nobody to it. */
function typeOf(declared: string): TableColumn['type'] {
  if (/DATE|TIME/i.test(declared)) return 'time';
  if (/BOOL/i.test(declared)) return 'boolean';
  return /INT|REAL|FLOA|DOUB|NUM|DEC/i.test(declared) ? 'number' : 'text';
}

function withBooleans(cells: readonly Cell[], booleans: readonly number[]): readonly Cell[] {
  if (booleans.length === 0) return cells;
  return cells.map((cell, i) => (booleans.includes(i) && (cell === 0n || cell === 1n) ? cell === 1n : cell));
}

function cellOf(value: unknown): Cell {
  return value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')
    : (value as Cell);
}

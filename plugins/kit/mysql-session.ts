import type { Query } from 'mysql2';
import {
  backtickIdent,
  type Cell,
  type ConnectorRun,
  hexLiteral,
  numberLiteral,
  type Sql,
  sql,
  wholeNumber,
} from '#sdk';
import { mysqlConnection, type RawConnection } from './mysql-connection.ts';
import { mysqlFault } from './mysql-faults.ts';
import { columnOf, type MysqlField, type MysqlPacket, readerOf } from './mysql-types.ts';
import { serverAt } from './server-settings.ts';
import { type Answer, RowPace, type SqlDialect, type SqlSession } from './sql-dialect.ts';
import type { SqlSettings } from './sql-settings.ts';

const MOST_ROWS = 10_000;
const isNumber = (cell: unknown): boolean => /^-?\d+(\.\d+)?$/.test(String(cell));

const DIALECT: SqlDialect = {
  name: (name) => backtickIdent(name, 'doubled'),
  value(cell, { type }) {
    if (type === 'number' && isNumber(cell)) return numberLiteral(String(cell));
    if (type === 'boolean') return cell === true ? sql`true` : sql`false`;
    if (type !== 'time') return hexLiteral(String(cell));
    return sql`cast(${hexLiteral(String(cell).replace('T', ' ').replace(/Z$/, ''))} as datetime(6))`;
  },
  nulls: 'first',
  limited: (statement, rows) => sql`${statement} limit ${wholeNumber(rows)}`,
};

/** A connection, signed in, that may only read. */
export async function openMysql(run: ConnectorRun, settings: SqlSettings): Promise<SqlSession> {
  const server = serverAt('MySQL', settings);
  const connection = await mysqlConnection(run, settings);
  const session = new MysqlSession(connection, { run, settings, server });
  await session.start();
  return session;
}

interface Ground {
  readonly run: ConnectorRun;
  readonly settings: SqlSettings;
  readonly server: string;
}

class MysqlSession implements SqlSession {
  readonly dialect = DIALECT;
  readonly server: string;
  readonly #connection: RawConnection;
  readonly #ground: Ground;
  #calledOff: Promise<void> = Promise.resolve();
  readonly #onAbort = () => {
    this.#calledOff = this.#end(sql`connection`).finally(() => this.#connection.stream.destroy());
  };

  constructor(connection: RawConnection, ground: Ground) {
    this.#connection = connection;
    this.#ground = ground;
    this.server = ground.server;
    // Every call that waits is told by its own promise.
    connection.on('error', () => {});
  }

  async start(): Promise<void> {
    const { run, settings } = this.#ground;
    run.signal.addEventListener('abort', this.#onAbort, { once: true });
    if (run.signal.aborted) this.#onAbort();
    const [[version]] = (await this.#ask(sql`select version()`)) as [[string]];
    const seconds = settings.statementMinutes * 60;
    const setting = [
      /mariadb/i.test(version)
        ? sql`set session max_statement_time = ${wholeNumber(seconds)}`
        : sql`set session max_execution_time = ${wholeNumber(seconds * 1000)}`,
      sql`set session transaction read only`,
      sql`set session time_zone = '+00:00'`,
      // Rows wait at the server while those before them are written down.
      sql`set session net_write_timeout = 3600`,
    ];
    for (const statement of setting) await this.#ask(statement);
  }

  async *answer(statement: Sql): AsyncGenerator<Answer> {
    await this.#ask(sql`start transaction read only`);
    const rows = new RowStream(this.#connection, statement.text);
    try {
      for await (const piece of rows) {
        // What was under way already may come to its end.
        this.#ground.run.signal.throwIfAborted();
        yield piece;
      }
    } catch (error) {
      throw mysqlFault(error, this.server, this.#ground.run.signal);
    } finally {
      if (!rows.isOver) {
        await this.#end(sql`query`);
        await rows.drained();
      }
      if (!this.#ground.run.signal.aborted) await this.#ask(sql`rollback`).catch(() => this.#connection.destroy());
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ground.run.signal.removeEventListener('abort', this.#onAbort);
    await this.#calledOff;
    await new Promise<void>((resolve) => {
      if (this.#connection.stream.destroyed) return resolve();
      this.#connection.once('error', () => resolve());
      this.#connection.end(() => resolve());
    });
    this.#connection.destroy();
  }

  async #ask({ text }: Sql): Promise<Cell[][]> {
    try {
      return await promised(this.#connection, text);
    } catch (error) {
      throw mysqlFault(error, this.server, this.#ground.run.signal);
    }
  }

  /**
   * Asks the server to end the statement, or all of the connection: a statement may be on its way there. That takes a connection beside it;
   * whoever signs in may end what is theirs.
   */
  async #end(what: Sql): Promise<void> {
    const { run, settings } = this.#ground;
    const { threadId } = this.#connection;
    if (!threadId) return;
    try {
      const beside = await mysqlConnection(run.closing, settings);
      beside.on('error', () => {});
      await promised(beside, sql`kill ${what} ${wholeNumber(threadId)}`.text).finally(() => beside.destroy());
    } catch {
      // It ends by itself as soon as it writes to a connection that is closed.
    }
  }
}

const promised = (connection: RawConnection, text: string): Promise<Cell[][]> =>
  new Promise((resolve, reject) => {
    connection.query(text, (error, rows) => (error ? reject(error) : resolve(rows as unknown as Cell[][])));
  });

/** The rows of one statement as they come. The server is held up while nobody asks for more. */
class RowStream implements AsyncIterable<Answer> {
  isOver = false;
  readonly #connection: RawConnection;
  readonly #query: Query;
  readonly #pace = new RowPace(MOST_ROWS);
  #columns: Answer['columns'] = [];
  #readers: ReturnType<typeof readerOf>[] = [];
  #rows: Cell[][] = [];
  #isDrained = false;
  #failure: unknown = null;
  #wake: () => void = () => {};
  readonly #onBreak = (error: unknown) => this.#end(error);

  constructor(connection: RawConnection, text: string) {
    this.#connection = connection;
    this.#query = connection.query(text);
    // The driver's own ways of reading rows make programs from names, or a function call for each value.
    const rowParser = { next: (packet: MysqlPacket) => this.#row(packet) };
    Object.defineProperty(this.#query, '_rowParser', { get: () => rowParser, set: () => {} });
    this.#query
      .on('fields', (fields) => this.#describe(fields as unknown as MysqlField[]))
      .on('result', (row) => this.#take(row as unknown as Cell[]))
      .on('error', (error) => this.#end(error))
      .on('end', () => this.#end(null));
    // A connection that breaks has nobody else to tell.
    connection.on('error', this.#onBreak);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Answer> {
    for (let isFirst = true; ; isFirst = false) {
      await this.#full();
      if (this.#failure) throw this.#failure;
      const rows = this.#rows;
      this.#rows = [];
      if (rows.length > 0) this.#pace.saw(rows);
      if (rows.length > 0 || isFirst) yield { columns: this.#columns, rows };
      if (this.isOver && this.#rows.length === 0) return;
    }
  }

  /** Lets go by what still comes. */
  drained(): Promise<void> {
    this.#isDrained = true;
    this.#rows = [];
    this.#connection.resume();
    return this.#until(() => this.isOver);
  }

  #full(): Promise<void> {
    if (!this.isOver) this.#connection.resume();
    return this.#until(() => this.isOver || this.#rows.length >= this.#pace.rows);
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }

  #describe(fields: readonly MysqlField[] | undefined): void {
    this.#columns = fields?.map(columnOf) ?? [];
    this.#readers = fields?.map(readerOf) ?? [];
  }

  #row(packet: MysqlPacket): Cell[] {
    const readers = this.#readers;
    const row: Cell[] = new Array(readers.length);
    for (let i = 0; i < readers.length; i++) row[i] = readers[i]!(packet);
    return row;
  }

  #take(row: Cell[]): void {
    if (this.#isDrained) return;
    this.#rows.push(row);
    if (this.#rows.length < this.#pace.rows) return;
    this.#connection.pause();
    this.#wake();
  }

  #end(error: unknown): void {
    this.#failure ??= error;
    this.isOver = true;
    this.#connection.off('error', this.#onBreak);
    this.#wake();
  }
}

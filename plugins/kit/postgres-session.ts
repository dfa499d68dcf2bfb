import type { Client, QueryArrayConfig, QueryArrayResult } from 'pg';
import {
  type Connection,
  type ConnectorRun,
  calledOff,
  ident,
  literal,
  numberLiteral,
  type Sql,
  sql,
  wholeNumber,
} from '#sdk';
import { driverSocket } from './driver-socket.ts';
import { postgresFault } from './postgres-faults.ts';
import { cancelPostgres, postgresSocket } from './postgres-socket.ts';
import { columnOf, parserOf } from './postgres-types.ts';
import { serverAt } from './server-settings.ts';
import { type Answer, RowPace, type SqlDialect, type SqlSession } from './sql-dialect.ts';
import type { SqlSettings } from './sql-settings.ts';

/** What differs among the servers that speak this protocol. */
export interface PostgresKind {
  readonly title: string;
  /** Most rows of one FETCH. */
  readonly fetchRows: number;
  /** What is said once the connection is there. */
  readonly settings: readonly Sql[];
}

export const POSTGRES_DIALECT: SqlDialect = {
  name: (name) => ident(name),
  value: (cell, { type }) =>
    type === 'number' && isNumber(cell) ? numberLiteral(String(cell)) : literal(String(cell)),
  nulls: 'last',
  limited: (statement, rows) => sql`${statement} limit ${wholeNumber(rows)}`,
};
const isNumber = (cell: unknown): boolean => /^-?\d+(\.\d+)?$/.test(String(cell));

/** A connection, signed in, that may only read. */
export async function openPostgres(run: ConnectorRun, settings: SqlSettings, kind: PostgresKind): Promise<SqlSession> {
  const server = serverAt(kind.title, settings);
  const socket = await postgresSocket(run, settings, server);
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    ...{ user: settings.user, password: settings.password, database: settings.database },
    // Said outright, so that no variable of the environment decides it.
    ...{ host: settings.host, port: settings.port, ssl: false, client_encoding: 'UTF8', application_name: 'Adit' },
    stream: () => driverSocket(socket, firstByte()) as never,
  });
  const session = new PostgresSession(client, socket, { run, settings, kind, server });
  await session.start();
  return session;
}

interface Ground {
  readonly run: ConnectorRun;
  readonly settings: SqlSettings;
  readonly kind: PostgresKind;
  readonly server: string;
}

class PostgresSession implements SqlSession {
  readonly dialect = POSTGRES_DIALECT;
  readonly server: string;
  readonly #client: Client;
  readonly #socket: Connection;
  readonly #ground: Ground;
  readonly #onAbort = () => {
    this.#calledOff = this.#callOff();
  };
  #calledOff: Promise<void> = Promise.resolve();
  /** True once the last statement has ended. */
  #running: Promise<boolean> = Promise.resolve(true);

  constructor(client: Client, socket: Connection, ground: Ground) {
    this.#client = client;
    this.#socket = socket;
    this.#ground = ground;
    this.server = ground.server;
    // Every call that waits is told by its own promise.
    client.on('error', () => {});
  }

  async start(): Promise<void> {
    const { run, settings, kind } = this.#ground;
    run.signal.addEventListener('abort', this.#onAbort, { once: true });
    if (run.signal.aborted) this.#onAbort();
    await this.#told(this.#client.connect());
    const limit = wholeNumber(settings.statementMinutes * 60_000);
    for (const statement of [sql`set statement_timeout to ${limit}`, ...kind.settings]) await this.#ask(statement);
  }

  async *answer(statement: Sql): AsyncGenerator<Answer> {
    const pace = new RowPace(this.#ground.kind.fetchRows);
    await this.#ask(sql`begin read only`);
    try {
      await this.#ask(sql`declare adit_read cursor for ${statement}`);
      let next = this.#nextRows(pace.rows);
      for (let isFirst = true; ; isFirst = false) {
        const size = pace.rows;
        const { fields, rows } = await next;
        const isLast = rows.length < size;
        if (!isLast) {
          pace.saw(rows);
          // The server gets on with it while these rows are worked on.
          next = this.#nextRows(pace.rows);
        }
        if (rows.length > 0 || isFirst) yield { columns: fields.map(columnOf), rows };
        if (isLast) return;
      }
    } finally {
      // Ends the cursor with it, also after a statement that failed.
      await this.#ask(sql`rollback`).catch(() => this.#client.end());
    }
  }

  #nextRows(rows: number): Promise<QueryArrayResult> {
    const fetched = this.#ask(sql`fetch forward ${wholeNumber(rows)} from adit_read`);
    fetched.catch(() => {}); // told when it is waited for, if it ever is
    return fetched;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ground.run.signal.removeEventListener('abort', this.#onAbort);
    await Promise.all([this.#calledOff, this.#client.end().catch(() => {})]);
    this.#socket.destroy();
  }

  /** In the extended protocol, where a text is one statement or refused. */
  async #ask({ text }: Sql): Promise<QueryArrayResult> {
    const { signal } = this.#ground.run;
    if (signal.aborted) throw calledOff(this.server, signal);
    const query = { text, rowMode: 'array', queryMode: 'extended', types: { getTypeParser: parserOf } };
    const asked = this.#client.query(query as unknown as QueryArrayConfig);
    this.#running = asked.then(ended, ended);
    return this.#told(asked);
  }

  async #told<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (error) {
      throw postgresFault(error, this.server, this.#ground.run.signal);
    }
  }

  /** Asks the server to end what it does for us. What is on its way to the server is not there yet, so it is asked until all has ended. */
  async #callOff(): Promise<void> {
    const { run, settings } = this.#ground;
    const { processID, secretKey } = this.#client as unknown as { processID: number | null; secretKey: number };
    const doors = run.closing;
    try {
      while (processID !== null && !doors.signal.aborted) {
        await cancelPostgres(doors, settings, { server: this.server, processID, secretKey });
        if (await Promise.race([this.#running, later(ASK_AGAIN_MS)])) break;
      }
    } catch {
      // The server notices by itself that nobody is there any more: client_connection_check_interval.
    } finally {
      this.#socket.destroy();
    }
  }
}

const ASK_AGAIN_MS = 200;
const ended = () => true;
const later = (ms: number): Promise<false> => new Promise((resolve) => setTimeout(() => resolve(false), ms));

/** What the first message of a server may be: sign-in, fault, notice, another version of the protocol. */
const BEGINS = 'RENv';

/** Looks at the first byte alone: the driver takes any bytes for the length of a message, and would wait for all of it. */
function firstByte(): (piece: Buffer) => void {
  let isFirst = true;
  return (piece) => {
    if (isFirst && !BEGINS.includes(String.fromCharCode(piece[0]!))) throw new Error('its first bytes are no message');
    isFirst = false;
  };
}

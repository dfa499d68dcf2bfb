import {
  type Cell,
  type Connection,
  type ConnectorRun,
  calledOff,
  connectionLost,
  ident,
  notUnderstood,
  type Sql,
  sql,
  wholeNumber,
} from '#sdk';
import { called, clientThrough, type HanaClient, type HanaDriver, type HanaRows } from './hana-driver.ts';
import { hanaFault } from './hana-faults.ts';
import { cellOf, columnOf, type HanaTypedColumn, hanaValue } from './hana-values.ts';
import { serverAt, trusting } from './server-settings.ts';
import type { Answer, SqlDialect, SqlSession } from './sql-dialect.ts';
import type { SqlSettings } from './sql-settings.ts';

export interface HanaSettings extends Omit<SqlSettings, 'database' | 'statementMinutes'> {
  readonly certificateName: string;
}

const DIALECT: SqlDialect = {
  name: (name) => ident(name),
  value: hanaValue,
  nulls: 'first',
  limited: (statement, rows) => sql`${statement} limit ${wholeNumber(rows)}`,
};

const CONNECT_MS = 30_000;
const LONGEST_GREETING = 64;
const PIECE_ROWS = 2_000;

/** A connection, signed in, that may only read. `driver`: another in the place of the real one, in tests. */
export async function openHana(run: ConnectorRun, settings: HanaSettings, driver?: HanaDriver): Promise<SqlSession> {
  const server = serverAt('SAP HANA', settings);
  const wire = new HanaWire(run, settings, server);
  const { host, port, user, password } = settings;
  const client = clientThrough(
    driver ?? (await import('hdb')).default,
    { host, port, user, password, initializationTimeout: CONNECT_MS },
    (to, at) => wire.open(to, at),
  );
  try {
    await wire.told(called((done) => client.connect(done)));
    client.setAutoCommit(false);
    return new HanaSession(client, wire, server);
  } catch (error) {
    wire.end();
    throw error;
  }
}

/** The sockets below the driver, and what is told when something happens to them. */
class HanaWire {
  readonly #run: ConnectorRun;
  readonly #settings: HanaSettings;
  readonly #server: string;
  readonly #sockets: Connection[] = [];
  #refusal: unknown = null;
  readonly #gone = Promise.withResolvers<never>();
  /** The server ends what runs for a connection that is gone; the protocol knows no other way. */
  readonly #onAbort = () => {
    this.#gone.reject(calledOff(this.#server, this.#run.signal));
    this.end();
  };

  constructor(run: ConnectorRun, settings: HanaSettings, server: string) {
    this.#run = run;
    this.#settings = settings;
    this.#server = server;
    this.#gone.promise.catch(() => {});
    run.signal.addEventListener('abort', this.#onAbort, { once: true });
    if (run.signal.aborted) this.#onAbort();
  }

  async open(host: string, port: number): Promise<Connection> {
    const { tls, certificateName } = this.#settings;
    const secure = { ...trusting(this.#settings), ...(certificateName ? { serverName: certificateName } : {}) };
    try {
      const socket = await (tls === 'off' ? this.#run.connect(host, port) : this.#run.connectTls(host, port, secure));
      this.#sockets.push(socket);
      // A greeting of eight bytes; the driver takes anything longer for one, too, and waits for what never comes.
      socket.once('data', (bytes: Buffer) => {
        if (bytes.length > LONGEST_GREETING)
          this.#gone.reject(notUnderstood(this.#server, 'its greeting is none of the protocol'));
      });
      // The driver does not wait for the end of a connection, only for its faults.
      socket.once('close', () => this.#gone.reject(connectionLost(this.#server, 'it was closed')));
      return socket;
    } catch (error) {
      this.#refusal = error;
      throw error;
    }
  }

  async told<T>(call: Promise<T>): Promise<T> {
    try {
      return await Promise.race([call, this.#gone.promise]);
    } catch (error) {
      throw hanaFault(this.#refusal ?? error, this.#server, this.#run.signal);
    }
  }

  end(): void {
    this.#run.signal.removeEventListener('abort', this.#onAbort);
    for (const socket of this.#sockets) socket.destroy();
  }
}

class HanaSession implements SqlSession {
  readonly dialect = DIALECT;
  readonly server: string;
  readonly #client: HanaClient;
  readonly #wire: HanaWire;

  constructor(client: HanaClient, wire: HanaWire, server: string) {
    this.#client = client;
    this.#wire = wire;
    this.server = server;
  }

  async *answer({ text }: Sql): AsyncGenerator<Answer> {
    await this.#execute('set transaction read only');
    try {
      const found = await this.#execute(text);
      if (found) yield* this.#piecesOf(found);
    } finally {
      await this.#wire.told(called((done) => this.#client.rollback(done))).catch(() => {});
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#wire.end();
  }

  async #execute(statement: string): Promise<HanaRows | undefined> {
    return this.#wire.told(called((done) => this.#client.execute(statement, { rowsAsArray: true }, done)));
  }

  async *#piecesOf(found: HanaRows): AsyncGenerator<Answer> {
    const columns = found.metadata.map(columnOf);
    const pieces = found.createArrayStream(PIECE_ROWS)[Symbol.asyncIterator]();
    try {
      for (let isFirst = true; ; isFirst = false) {
        const { done, value } = await this.#wire.told(pieces.next());
        if (done) {
          if (isFirst) yield { columns, rows: [] };
          return;
        }
        yield { columns, rows: await this.#wire.told(Promise.all(value.map((row) => cellsOf(row, columns)))) };
      }
    } finally {
      await this.#wire.told(called((done) => found.close(done))).catch(() => {});
    }
  }
}

/** Large texts and objects are fetched one by one, and only where there are some. */
async function cellsOf(row: readonly unknown[], columns: readonly HanaTypedColumn[]): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const [at, column] of columns.entries()) {
    const cell = cellOf(row[at], column);
    cells.push(cell instanceof Promise ? await cell : cell);
  }
  return cells;
}

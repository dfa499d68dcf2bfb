import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { DuckDBDateValue, DuckDBTimestampNanosecondsValue, DuckDBTimestampTZValue } from '@duckdb/node-api';
import type { SimulatedDatabase } from '../simulated-database.ts';

/*
 * A server for drivers whose own cannot be had and whose protocol is not public: lines of JSON over TCP or TLS, spoken by a stand-in of
 * the driver. What is shown so is all of ours up to the driver's interface, and the network below it; not the driver's protocol.
 */

export type Query =
  | { readonly signIn: { readonly user: string; readonly secret: string } }
  | { readonly ask: string }
  | { readonly fetch: number }
  | { readonly close: true };

export type Reply =
  | { readonly fault: { readonly kind: string; readonly message: string } }
  | { readonly columns: readonly { readonly name: string; readonly type: string }[] }
  | { readonly rows: readonly (readonly unknown[])[] }
  | { readonly done: true };

export interface StandInOptions {
  readonly database: SimulatedDatabase;
  readonly user: string;
  readonly secret: string;
  readonly certificate: { readonly cert: string; readonly key: string } | null;
  /** What the dialect says, in that of the database behind. */
  readonly translated: (statement: string) => string;
}

export class StandInServer implements AsyncDisposable {
  /** Cursors that are open at this moment, and statements in their order. */
  readonly seen = { cursors: 0, statements: [] as string[] };
  readonly #options: StandInOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(options: StandInOptions) {
    this.#options = options;
    const welcome = (socket: Socket) => this.#serve(socket);
    this.#server = options.certificate ? createTlsServer(options.certificate, welcome) : createServer(welcome);
    this.#server.on('tlsClientError', () => {});
  }

  static async start(options: StandInOptions): Promise<StandInServer> {
    const server = new StandInServer(options);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  async [Symbol.asyncDispose]() {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    const talk = new Talk(this.#options, this.seen);
    let text = '';
    let work = Promise.resolve();
    socket.setEncoding('utf8');
    socket.on('data', (piece: string) => {
      const lines = (text + piece).split('\n');
      text = lines.pop()!;
      for (const line of lines) {
        work = work
          .then(async () => void socket.write(`${JSON.stringify(await talk.reply(JSON.parse(line) as Query))}\n`))
          .catch(() => void socket.destroy());
      }
    });
    socket
      .on('error', () => {})
      .on('close', () => {
        this.#sockets.delete(socket);
        talk.stop.abort();
        void work.then(() => talk.closeCursor());
      });
  }
}

class Talk {
  /** Ends what is answered at this moment, and all that is asked from now on. */
  readonly stop = new AbortController();
  readonly #options: StandInOptions;
  readonly #seen: StandInServer['seen'];
  #signedIn = false;
  #pieces: AsyncIterator<readonly (readonly unknown[])[]> | null = null;
  #types: readonly string[] = [];
  #left: (readonly unknown[])[] = [];

  constructor(options: StandInOptions, seen: StandInServer['seen']) {
    this.#options = options;
    this.#seen = seen;
  }

  async reply(query: Query): Promise<Reply> {
    try {
      if ('signIn' in query) return this.#signIn(query.signIn);
      if (!this.#signedIn && !('close' in query)) return fault('signIn', 'not signed in');
      if ('ask' in query) return await this.#ask(query.ask);
      if ('fetch' in query) return await this.#fetch(query.fetch);
      await this.closeCursor();
      return { done: true };
    } catch (error) {
      const { message } = error as Error;
      return fault(/^(\w+) Error/.exec(message)?.[1] ?? 'Other', message);
    }
  }

  async closeCursor(): Promise<void> {
    if (!this.#pieces) return;
    this.#seen.cursors -= 1;
    const pieces = this.#pieces;
    this.#pieces = null;
    await pieces.return?.();
  }

  #signIn({ user, secret }: { user: string; secret: string }): Reply {
    this.#signedIn = user === this.#options.user && secret === this.#options.secret;
    return this.#signedIn ? { done: true } : fault('signIn', 'invalid username or password');
  }

  async #ask(statement: string): Promise<Reply> {
    this.#seen.statements.push(statement);
    await this.closeCursor();
    const sql = this.#options.translated(statement);
    if (sql === '') return { done: true };
    this.#seen.cursors += 1;
    const answer = await this.#options.database.answer(sql, this.stop.signal).catch((error) => {
      this.#seen.cursors -= 1;
      throw error;
    });
    this.#pieces = answer.rows()[Symbol.asyncIterator]();
    this.#types = answer.columns.map(({ type }) => type);
    this.#left = [];
    return { columns: answer.columns };
  }

  async #fetch(count: number): Promise<Reply> {
    while (this.#pieces && this.#left.length < count) {
      const { value, done } = await this.#pieces.next();
      if (done) break;
      this.#left.push(...(value as readonly (readonly unknown[])[]));
    }
    const rows = this.#left.splice(0, count);
    return { rows: rows.map((row) => row.map((value, at) => plain(value, this.#types[at]!))) };
  }
}

const fault = (kind: string, message: string): Reply => ({ fault: { kind, message } });

/** A value as JSON has it: numbers with more digits than a double, and times, as texts in ISO 8601. */
function plain(value: unknown, type: string): unknown {
  if (value === null) return null;
  if (type === 'TIMESTAMP_NS') return isoNanos((value as DuckDBTimestampNanosecondsValue).nanos);
  if (type === 'TIMESTAMP WITH TIME ZONE') return `${isoNanos((value as DuckDBTimestampTZValue).micros * 1000n)}Z`;
  if (type === 'DATE') return new Date((value as DuckDBDateValue).days * 86_400_000).toISOString().slice(0, 10);
  return typeof value === 'object' || typeof value === 'bigint' ? String(value) : value;
}

function isoNanos(nanos: bigint): string {
  const rest = ((nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const seconds = Number((nanos - rest) / 1_000_000_000n);
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(rest).padStart(9, '0')}`;
}

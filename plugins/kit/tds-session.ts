import type { ConnectionConfiguration, Request, Connection as Tds } from 'tedious';
import { type Connection, type ConnectorRun, ident, notUnderstood, type Sql, topRows } from '#sdk';
import { serverAt, trusting } from './server-settings.ts';
import { type Answer, RowPace, type SqlDialect, type SqlSession } from './sql-dialect.ts';
import type { SqlSettings } from './sql-settings.ts';
import { tdsDriver } from './tds-driver.ts';
import { tdsFault } from './tds-faults.ts';
import { RowFlow } from './tds-flow.ts';
import { sqlServerValue } from './tds-values.ts';

export interface SqlServerSettings extends Omit<SqlSettings, 'tls'> {
  readonly tls: 'required' | 'strict' | 'off';
  readonly certificateName: string;
  readonly domain: string;
}

const DIALECT: SqlDialect = {
  name: (name) => ident(name),
  value: sqlServerValue,
  nulls: 'first',
  // All that is limited begins with SELECT; a relation around it could not keep its order.
  limited: topRows,
};

/** A connection, signed in. */
export async function openSqlServer(run: ConnectorRun, settings: SqlServerSettings): Promise<SqlSession> {
  const server = serverAt('SQL Server', settings);
  const { Connection, Request } = await tdsDriver();
  const tds = new Connection(configurationOf(run, settings, server));
  // Every call that waits is told by its own callback.
  tds.on('error', () => {});
  const session = new TdsSession(tds, (text, done) => new Request(text, done), { run, server, settings });
  await session.start();
  return session;
}

type NewRequest = (text: string, done: (error?: Error | null) => void) => Request;

interface Ground {
  readonly run: ConnectorRun;
  readonly server: string;
  readonly settings: SqlServerSettings;
}

const MOST_ROWS = 10_000;

class TdsSession implements SqlSession {
  readonly dialect = DIALECT;
  readonly server: string;
  readonly #tds: Tds;
  readonly #request: NewRequest;
  readonly #ground: Ground;
  #flow: RowFlow | null = null;
  readonly #onAbort = () => void this.#callOff();

  constructor(tds: Tds, request: NewRequest, ground: Ground) {
    this.#tds = tds;
    this.#request = request;
    this.#ground = ground;
    this.server = ground.server;
  }

  async start(): Promise<void> {
    const { signal } = this.#ground.run;
    signal.addEventListener('abort', this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
    try {
      await new Promise<void>((resolve, reject) => this.#tds.connect((error) => (error ? reject(error) : resolve())));
    } catch (error) {
      this.#tds.close();
      throw tdsFault(error, this.server, signal);
    }
  }

  async *answer({ text }: Sql): AsyncGenerator<Answer> {
    const pace = new RowPace(MOST_ROWS);
    const flow = new RowFlow((done) => {
      const request = this.#request(text, done);
      request.setTimeout(this.#ground.settings.statementMinutes * 60_000);
      this.#tds.execSql(request);
      return request;
    });
    this.#flow = flow;
    try {
      for (let piece = await flow.next(pace.rows); piece; piece = await flow.next(pace.rows)) {
        yield piece;
        pace.saw(piece.rows);
      }
    } catch (error) {
      throw tdsFault(error, this.server, this.#ground.run.signal);
    } finally {
      await flow.end();
      this.#flow = null;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ground.run.signal.removeEventListener('abort', this.#onAbort);
    await this.#flow?.end();
    this.#tds.close();
  }

  /** The server ends the statement when it is told to attend; a closed connection ends it later. */
  async #callOff(): Promise<void> {
    await this.#flow?.end();
    this.#tds.close();
  }
}

function configurationOf(run: ConnectorRun, settings: SqlServerSettings, server: string): ConnectionConfiguration {
  const { host, port, database, user, password, domain, tls, certificateName } = settings;
  return {
    server: host,
    authentication: domain
      ? { type: 'ntlm', options: { userName: user, password, domain } }
      : { type: 'default', options: { userName: user, password } },
    options: {
      ...{ port, database, appName: 'Adit', readOnlyIntent: true, useUTC: true },
      encrypt: tls === 'off' ? false : tls === 'strict' ? 'strict' : true,
      // Said outright: the certificate is verified, and its name.
      trustServerCertificate: false,
      ...(certificateName ? { serverName: certificateName } : {}),
      cryptoCredentialsDetails: { ca: [...run.ca, ...(trusting(settings).ca ?? [])], minVersion: 'TLSv1.2' },
      // A server that sends elsewhere is followed where the egress list allows it.
      connector: async (to?: { host: string; port: number }) =>
        understood(await run.connect(to?.host ?? host, to?.port ?? port), {
          server,
          strict: tls === 'strict',
        }) as never,
      ...{ connectTimeout: 30_000, cancelTimeout: 5_000, maxRetriesOnTransientErrors: 0, packetSize: 8_192 },
    },
  };
}

/** The first byte of an answer tells whether the other side speaks TDS at all: the driver would wait for more. */
function understood(socket: Connection, { server, strict }: { server: string; strict: boolean }): Connection {
  const expected = strict ? [0x15, 0x16] : [0x04];
  socket.once('data', (bytes: Buffer) => {
    if (!expected.includes(bytes[0]!))
      socket.destroy(
        notUnderstood(server, `it begins with ${JSON.stringify(bytes.subarray(0, 16).toString('latin1'))}`),
      );
  });
  return socket;
}

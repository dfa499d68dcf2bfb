import type { Connection } from '#sdk';

/*
 * hdb opens sockets by itself, also to where a server sends it. Each of its connections has one function for that, which is replaced
 * here. `tests/connectors/sap-hana.test.ts` fails when a new version opens them elsewhere.
 */

export interface HanaDriver {
  createClient(options: Readonly<Record<string, unknown>>): HanaClient;
}

type Done<T = unknown> = (error: Error | null, result?: T) => void;
type OpenSocket = (options: { readonly host: string; readonly port: number }, done: Done<Connection>) => void;
interface HanaWire {
  _connectFn: OpenSocket;
}

export interface HanaClient {
  _connection: HanaWire;
  _createConnection(settings: unknown): HanaWire;
  on(event: 'error', listener: (error: Error) => void): unknown;
  connect(done: Done): void;
  setAutoCommit(on: boolean): void;
  execute(statement: string, options: Readonly<Record<string, unknown>>, done: Done<HanaRows>): void;
  rollback(done: Done): void;
  destroy(error?: Error): void;
}

export interface HanaColumn {
  readonly columnDisplayName: string;
  readonly dataType: number;
}

export interface HanaRows {
  readonly metadata: readonly HanaColumn[];
  createArrayStream(rows: number): AsyncIterable<readonly (readonly unknown[])[]> & { destroy(): unknown };
  close(done: Done): void;
}

/** A client whose sockets come from `open`, the first one and all that follow. */
export function clientThrough(
  driver: HanaDriver,
  options: Readonly<Record<string, unknown>>,
  open: (host: string, port: number) => Promise<Connection>,
): HanaClient {
  const client = driver.createClient(options);
  const through: OpenSocket = ({ host, port }, done) => {
    open(host, port).then(
      (socket) => done(null, socket),
      (error) => done(error),
    );
  };
  const create = client._createConnection;
  client._createConnection = (settings) => Object.assign(create.call(client, settings), { _connectFn: through });
  client._connection._connectFn = through;
  // Every call that waits is told by its own callback.
  client.on('error', () => {});
  return client;
}

/** A call with a callback, as a promise. */
export const called = <T>(call: (done: Done<T>) => void): Promise<T | undefined> =>
  new Promise((resolve, reject) => call((error, result) => (error ? reject(error) : resolve(result))));

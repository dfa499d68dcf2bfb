import { AsyncLocalStorage } from 'node:async_hooks';
import type { Connection, ConnectorRun, TlsOptions } from '#sdk';
import { oracleTime } from './oracle-times.ts';

/*
 * oracledb in thin mode opens sockets by itself, also to where a listener redirects it, and makes of every time a Date, which has no
 * microseconds. Both are done here in its place: connections come from the run, and times are read exactly.
 * `tests/connectors/oracle.test.ts` fails when a new version does them elsewhere.
 */

export interface OracleDriver {
  readonly STRING: unknown;
  readonly BUFFER: unknown;
  getConnection(options: Readonly<Record<string, unknown>>): Promise<OracleConnection>;
}

export interface OracleConnection {
  callTimeout: number;
  execute(
    statement: string,
    binds: readonly never[],
    options: Readonly<Record<string, unknown>>,
  ): Promise<OracleAnswer>;
  rollback(): Promise<void>;
  /** Ends what runs at the server. */
  break(): Promise<void>;
  close(options: { readonly drop: boolean }): Promise<void>;
}

export interface OracleColumn {
  readonly name: string;
  readonly dbTypeName: string;
}

interface OracleAnswer {
  readonly metaData?: readonly OracleColumn[];
  readonly resultSet?: { getRows(count: number): Promise<readonly unknown[][]>; close(): Promise<void> };
}

/** The driver's own connection to a server; only the two steps that reach the network are replaced. */
export interface Transport {
  hostName: string;
  connected: boolean;
  stream: Connection;
  connStream: Connection;
  ntConnect(address: { readonly host: string; readonly hostname?: string; readonly port?: number }): Promise<void>;
  tlsConnect(context: unknown, plain: Connection): Promise<void>;
}

export interface DateReader {
  readonly caps?: { readonly dbTzOffset?: number };
  parseOracleDate(bytes: Buffer, useLocalTime?: boolean, useDbTz?: boolean): unknown;
}

/** By whom a connection is opened, and what stood against it: the driver wraps that beyond recognition. */
export interface Door {
  readonly run: ConnectorRun;
  readonly tls: TlsOptions;
  /** The server by its name, and the address that stands in its place before the driver, which would look names up by itself. */
  readonly pinned: { readonly host: string; readonly address: string; readonly port: number };
  refusal: unknown;
  /** The connection that was opened last: the driver offers no way to give up while it signs in. */
  socket: Connection | null;
}

const doors = new AsyncLocalStorage<Door>();
let loaded: Promise<OracleDriver> | null = null;

/** The driver, which leaves by doors alone from now on. */
export const oracleDriver = (): Promise<OracleDriver> => {
  loaded ??= load();
  return loaded;
};

/** Whatever is connected to in the meantime, is so by this door. */
export const throughDoor = <T>(door: Door, work: () => Promise<T>): Promise<T> => doors.run(door, work);

async function load(): Promise<OracleDriver> {
  const { default: transport } = await import('oracledb/lib/thin/sqlnet/ntTcp.js');
  const { default: buffers } = await import('oracledb/lib/impl/datahandlers/buffer.js');
  const reader: DateReader = buffers.BaseBuffer.prototype;
  reader.parseOracleDate = function (this: DateReader, bytes, _local, inServersZone) {
    return oracleTime(bytes, inServersZone ? (this.caps?.dbTzOffset ?? 0) : null);
  };
  replaceConnects(transport.prototype);
  return (await import('oracledb')).default;
}

function replaceConnects(transport: Transport): void {
  transport.ntConnect = async function (this: Transport, { host, hostname = host, port = 1521 }) {
    this.stream = await through(({ run, pinned }) =>
      run.connect(host === pinned.address && port === pinned.port ? pinned.host : hostname, port),
    );
    this.connected = true;
  };
  // Also where a server process takes over from its listener and wants a handshake of its own.
  transport.tlsConnect = async function (this: Transport, _context, plain) {
    plain.removeAllListeners();
    this.stream = await through(({ run, tls }) => run.secure(plain, tls.serverName ?? this.hostName, tls));
    this.connStream = plain;
  };
}

async function through(open: (door: Door) => Promise<Connection>): Promise<Connection> {
  const door = doors.getStore();
  if (!door) throw new Error('a connection to Oracle is opened without a run');
  try {
    door.socket = await open(door);
    return door.socket;
  } catch (error) {
    door.refusal = error;
    throw error;
  }
}

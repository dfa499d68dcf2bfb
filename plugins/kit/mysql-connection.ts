import type { Connection as MysqlConnection } from 'mysql2';
import type { Connection, ConnectorDoors } from '#sdk';
import { driverSocket } from './driver-socket.ts';
import { trusting } from './server-settings.ts';
import type { SqlSettings } from './sql-settings.ts';

/** What of the driver's connection is not in its types. */
export interface RawConnection extends MysqlConnection {
  stream: Connection & { readonly destroyed: boolean };
  readonly packetParser: { execute(bytes: Buffer): void };
  startTLS(done: (error?: unknown) => void): void;
  _handleNetworkError(error: Error): void;
}

/** A connection of the driver over one of the door's, signing in. Its greeting is not read yet. */
export async function mysqlConnection(doors: ConnectorDoors, settings: SqlSettings): Promise<RawConnection> {
  const { default: mysql } = await import('mysql2');
  const isSecure = settings.tls === 'required';
  const socket = await doors.connect(settings.host, settings.port);
  const connection = mysql.createConnection({
    ...{ user: settings.user, password: settings.password, database: settings.database, charset: 'utf8mb4' },
    stream: driverSocket(socket, greeting(isSecure)),
    ...(isSecure ? { ssl: {} } : {}),
    // A server must not be able to ask for files of ours, nor for the password in readable form.
    ...{ flags: ['-LOCAL_FILES'], enableCleartextPlugin: false, multipleStatements: false, connectTimeout: 0 },
    // Names of columns come from the server: no program is made of them.
    ...{ disableEval: true, rowsAsArray: true },
  }) as unknown as RawConnection;
  // The driver would verify by authorities of its own.
  connection.startTLS = (done) => {
    for (const event of ['data', 'end', 'close']) socket.removeAllListeners(event);
    doors.secure(socket, settings.host, trusting(settings)).then((secured) => {
      connection.stream = driverSocket(secured, () => {}) as RawConnection['stream'];
      connection.stream
        .on('data', (bytes: Buffer) => connection.packetParser.execute(bytes))
        .on('error', (error: Error) => connection._handleNetworkError(error))
        .on('close', () => connection._handleNetworkError(new ClosedError('the server closed it')));
      done();
    }, done);
  };
  return connection;
}

class ClosedError extends Error {
  readonly code = 'ECONNRESET';
}

const LONGEST_GREETING = 4_096;
const HEADER = 4;
const PROTOCOL = 10;
const FAULT = 255;

/**
 * Looks at what a server says first: one short packet, a greeting or a fault. Where TLS follows, nothing may come with it: it would be
 * taken for a part of what comes encrypted.
 */
function greeting(isSecure: boolean): (piece: Buffer) => void {
  let begun = Buffer.alloc(0);
  let isOver = false;
  return (piece) => {
    if (isOver) return;
    begun = Buffer.concat([begun, piece]);
    if (begun.length <= HEADER) return;
    const length = begun.readUIntLE(0, 3);
    if (length > LONGEST_GREETING || ![PROTOCOL, FAULT].includes(begun[HEADER]!))
      throw new Error('its first bytes are no greeting');
    isOver = begun.length >= length + HEADER;
    if (isOver && isSecure && begun.length > length + HEADER)
      throw new Error('something came together with its greeting');
  };
}

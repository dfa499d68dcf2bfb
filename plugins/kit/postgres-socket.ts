import { type Connection, type ConnectorDoors, calledOff, connectionLost, notUnderstood, tlsRefused } from '#sdk';
import { trusting } from './server-settings.ts';
import type { SqlSettings } from './sql-settings.ts';

type Place = Pick<SqlSettings, 'host' | 'port' | 'tls' | 'authority'>;

/** Length and number of SSLRequest. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** A connection on which the protocol may begin: with TLS, unless the settings say that there is none. */
export async function postgresSocket(doors: ConnectorDoors, place: Place, server: string): Promise<Connection> {
  const plain = await doors.connect(place.host, place.port);
  if (place.tls === 'off') return plain;
  try {
    plain.write(SSL_REQUEST);
    const answer = await oneByte(plain, doors.signal, server);
    if (answer === 'N') throw tlsRefused(server);
    if (answer !== 'S') throw notUnderstood(server, 'its answer to the query for TLS is neither yes nor no');
  } catch (error) {
    plain.destroy();
    throw error;
  }
  return doors.secure(plain, place.host, trusting(place));
}

/** The one byte of the answer. More of them would be taken for a part of what comes encrypted (CVE-2021-23222). */
function oneByte(socket: Connection, signal: AbortSignal, server: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const onData = (bytes: Buffer) => {
    socket.pause();
    if (bytes.length === 1) resolve(bytes.toString('latin1'));
    else reject(notUnderstood(server, 'it answers the query for TLS with more than yes or no'));
  };
  const onEnd = () => reject(connectionLost(server, 'the server closed it'));
  const onError = (error: Error) => reject(connectionLost(server, error.message));
  const onAbort = () => reject(calledOff(server, signal));
  socket.once('data', onData).once('close', onEnd).once('error', onError);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return promise.finally(() => {
    socket.off('data', onData).off('close', onEnd).off('error', onError);
    signal.removeEventListener('abort', onAbort);
  });
}

/** Asks a server to end the statement of another connection, by one of its own, as the protocol wants it. */
export async function cancelPostgres(
  doors: ConnectorDoors,
  place: Place,
  { server, processID, secretKey }: { server: string; processID: number; secretKey: number },
): Promise<void> {
  const socket = await postgresSocket(doors, place, server);
  const request = Buffer.alloc(16);
  [16, CANCEL_REQUEST, processID, secretKey].forEach((number, i) => void request.writeInt32BE(number, i * 4));
  const done = new Promise<void>((resolve) => socket.on('error', () => {}).once('close', () => resolve()));
  socket.end(request);
  await done;
}

const CANCEL_REQUEST = 80_877_102;

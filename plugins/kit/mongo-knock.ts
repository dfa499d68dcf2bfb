import { AppError, type Connection, type ConnectorRun, calledOff, connectionLost, notUnderstood } from '#sdk';
import { trusting } from './server-settings.ts';

interface Door {
  readonly host: string;
  readonly port: number;
  readonly tls: 'required' | 'off';
  readonly authority: string;
  /** As faults name it. */
  readonly server: string;
}

const OP_MSG = 2013;
const MOST_BYTES = 1_048_576;

/**
 * Says hello once by a connection of our own. The driver tries for long, says little of why, and holds on to a server that answers one
 * byte a second; so it only gets to see servers that are there, are trusted, and speak its protocol.
 */
export async function knock(run: ConnectorRun, { host, port, tls, authority, server }: Door): Promise<void> {
  const socket = await (tls === 'required'
    ? run.connectTls(host, port, trusting({ authority }))
    : run.connect(host, port));
  const end = () => void socket.destroy();
  run.signal.addEventListener('abort', end, { once: true });
  try {
    const { BSON } = await import('mongodb');
    socket.write(hello(Buffer.from(BSON.serialize({ hello: 1, $db: 'admin' }))));
    BSON.deserialize(await answerOf(socket, server));
  } catch (error) {
    if (run.signal.aborted) throw calledOff(server, run.signal);
    if (error instanceof AppError) throw error;
    const said = (error as Error).message;
    throw (error as Error).name === 'BSONError' ? notUnderstood(server, said) : connectionLost(server, said);
  } finally {
    run.signal.removeEventListener('abort', end);
    end();
  }
}

/** Length, number, answer to nothing, OP_MSG; no flags; one section of kind 0. */
function hello(document: Buffer): Buffer {
  const head = Buffer.alloc(21);
  head.writeInt32LE(head.length + document.length, 0);
  head.writeInt32LE(1, 4);
  head.writeInt32LE(OP_MSG, 12);
  return Buffer.concat([head, document]);
}

async function answerOf(socket: Connection, server: string): Promise<Buffer> {
  let bytes: Buffer = Buffer.alloc(0);
  for await (const piece of socket as AsyncIterable<Buffer>) {
    bytes = Buffer.concat([bytes, piece]);
    if (bytes.length < 16) continue;
    const length = bytes.readInt32LE();
    if (length < 26 || length > MOST_BYTES || bytes.readInt32LE(12) !== OP_MSG)
      throw notUnderstood(server, 'no message of MongoDB');
    if (bytes.length >= length) return bytes.subarray(21, length);
  }
  throw new Error('the server closed it');
}

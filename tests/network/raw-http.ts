import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface Heard {
  /** Status of every answer that came, in order. */
  readonly statuses: readonly number[];
  readonly text: string;
  /** The server closed the connection by itself. */
  readonly closed: boolean;
}

/** Sends bytes as they are, waits until nothing more comes, and gives all that was heard. */
export function say(at: { port: number; tls: boolean }, bytes: string, quietMs = 300): Promise<Heard> {
  const { promise, resolve } = Promise.withResolvers<Heard>();
  const where = { port: at.port, host: '127.0.0.1' };
  const socket = at.tls
    ? connectTls({ ...where, servername: 'localhost', rejectUnauthorized: false })
    : connectTcp(where);
  let text = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = (closed: boolean) => {
    clearTimeout(timer);
    socket.destroy();
    const statuses = [...text.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map(([, status]) => Number(status));
    resolve({ statuses, text, closed });
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => end(false), quietMs);
  };
  socket.on(at.tls ? 'secureConnect' : 'connect', () => {
    socket.write(Buffer.from(bytes, 'latin1'));
    // Long enough for the first answer of a busy machine; after it, silence is the end.
    timer = setTimeout(() => end(false), 5000);
  });
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    wait();
  });
  socket.on('close', () => end(true));
  socket.on('error', () => end(true));
  return promise;
}

import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { EXAMPLE_CERTIFICATE, EXAMPLE_KEY } from './example-certificate.ts';

/** A receiver of syslog messages that notes what comes, for tests. */
export class SyslogReceiver {
  /** Whole messages in the order in which they came, over all connections. */
  readonly messages: string[] = [];
  readonly #server: Server;
  readonly #isByLine: boolean;
  readonly #sockets = new Set<Socket>();
  #waiting: (() => void)[] = [];

  /** @param framing as the sender frames: by length, or by line */
  constructor(kind: 'tcp' | 'tls', framing: 'counted' | 'line' = 'counted') {
    this.#isByLine = framing === 'line';
    const take = (socket: Socket) => this.#take(socket);
    this.#server =
      kind === 'tls' ? createTlsServer({ cert: EXAMPLE_CERTIFICATE, key: EXAMPLE_KEY }, take) : createServer(take);
  }

  /** @param at a port (0: any free one), or the path of a socket */
  async listen(at: number | string = 0): Promise<number> {
    await new Promise<void>((resolve) =>
      typeof at === 'string' ? this.#server.listen(at, resolve) : this.#server.listen(at, '127.0.0.1', resolve),
    );
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** Ends every connection, without a word. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.drop();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Waits until so many have come. */
  async until(count: number): Promise<void> {
    while (this.messages.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #take(socket: Socket): void {
    this.#sockets.add(socket);
    let rest = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (part: Buffer) => {
      rest = Buffer.concat([rest, part]);
      for (let message = this.#next(rest); message; message = this.#next(rest)) {
        this.messages.push(message.text);
        rest = message.rest;
      }
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  #next(bytes: Buffer<ArrayBuffer>): { text: string; rest: Buffer<ArrayBuffer> } | null {
    const end = bytes.indexOf(this.#isByLine ? '\n' : ' ');
    if (end < 0) return null;
    const from = this.#isByLine ? 0 : end + 1;
    const to = this.#isByLine ? end : from + Number(bytes.subarray(0, end).toString());
    if (bytes.length < to) return null;
    return { text: bytes.subarray(from, to).toString(), rest: bytes.subarray(this.#isByLine ? to + 1 : to) };
  }
}

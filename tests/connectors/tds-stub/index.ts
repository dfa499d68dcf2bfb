import { createServer, type Socket } from 'node:net';
import type { SimulatedDatabase } from '../simulated-database.ts';
import { HandshakeFlights, type InnerTls, innerTls } from './inner-tls.ts';
import { isTlsRecord, MessageReader, preLogin } from './packets.ts';
import { Conversation, type Seen, type Session } from './session.ts';

/*
 * A server that speaks TDS 7.4 and 8.0 as SQL Server does, so far as the connector uses it: pre-login with TLS inside
 * or before it, sign-in, calls of sp_executesql with their rows, errors, and attention. It was written after the
 * published protocol (MS-TDS); a SQL Server it is not.
 */

export interface TdsStubOptions {
  readonly database: SimulatedDatabase;
  readonly user: string;
  readonly secret: string;
  /** Null: it speaks no TLS, and says so. */
  readonly certificate: { readonly cert: string; readonly key: string } | null;
}

export class TdsStub implements AsyncDisposable {
  readonly seen: Seen = { signIns: [], statements: [], attentions: 0, answering: 0 };
  /** Bytes of an answer after which the connection is closed. */
  closesAfter: number | null = null;
  readonly port: number;
  readonly #server: ReturnType<typeof createServer>;
  readonly #tls: InnerTls | null;
  readonly #open: Set<Socket>;

  private constructor(server: ReturnType<typeof createServer>, tls: InnerTls | null, open: Set<Socket>) {
    this.#server = server;
    this.#tls = tls;
    this.#open = open;
    this.port = (server.address() as { port: number }).port;
  }

  static async start(options: TdsStubOptions): Promise<TdsStub> {
    const open = new Set<Socket>();
    let stub: TdsStub;
    const session = (): Session => ({ ...options, seen: stub.seen, closesAfter: () => stub.closesAfter });
    const tls = options.certificate
      ? await innerTls(options.certificate, (clear) => new Conversation(clear, session()))
      : null;
    const server = createServer((socket) => {
      open.add(socket);
      socket.on('close', () => open.delete(socket)).on('error', () => {});
      welcome(socket, tls, session);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stub = new TdsStub(server, tls, open);
    return stub;
  }

  /** Connections that are open at this moment. */
  get connections(): number {
    return this.#open.size;
  }

  dropAll(): void {
    for (const socket of this.#open) socket.destroy();
  }

  async [Symbol.asyncDispose]() {
    this.dropAll();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#tls?.[Symbol.asyncDispose]();
  }
}

/** The first bytes say how the client wants it: TLS before everything, or a pre-login. */
function welcome(socket: Socket, tls: InnerTls | null, session: () => Session): void {
  const reader = new MessageReader();
  const first = (bytes: Buffer) => {
    if (isTlsRecord(bytes)) {
      socket.off('data', first);
      if (tls) void passThrough(socket, tls, bytes);
      else socket.destroy();
      return;
    }
    if (reader.push(bytes).length === 0) return;
    socket.off('data', first);
    socket.write(preLogin(tls ? 3 : 2));
    if (tls) void shakeHands(socket, tls);
    else new Conversation(socket, session());
  };
  socket.on('data', first);
}

async function passThrough(socket: Socket, tls: InnerTls, first: Buffer): Promise<Socket> {
  socket.pause();
  const inner = await tls.join();
  inner.write(first);
  socket.pipe(inner).pipe(socket);
  inner.on('close', () => socket.destroy()).on('error', () => socket.destroy());
  socket.on('close', () => inner.destroy());
  return inner;
}

/** TLS inside of pre-login packets until the client's first record without one. */
async function shakeHands(socket: Socket, tls: InnerTls): Promise<void> {
  socket.pause();
  const inner = await tls.join();
  const reader = new MessageReader();
  const flights = new HandshakeFlights();
  let wrapped = true;
  inner.on('data', (bytes: Buffer) => {
    const out = wrapped ? flights.push(bytes) : bytes;
    if (out && !socket.write(out)) inner.pause();
  });
  inner.on('close', () => socket.destroy()).on('error', () => socket.destroy());
  socket.on('drain', () => inner.resume()).on('close', () => inner.destroy());
  socket.on('data', (bytes: Buffer) => {
    if (wrapped) for (const { body } of reader.push(bytes)) inner.write(body);
    const rest = wrapped ? reader.tlsRecords() : bytes;
    if (rest.length === 0) return;
    wrapped = false;
    inner.write(rest);
  });
  socket.resume();
}

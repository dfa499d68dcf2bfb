import { connect, type Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { PACKET, packets } from './packets.ts';

/** A TLS server of its own behind the stub, so that TLS is spoken by a real one. */
export interface InnerTls extends AsyncDisposable {
  /** Bytes of TLS go in by this socket and come out of it. */
  join(): Promise<Socket>;
}

export async function innerTls(
  certificate: { cert: string; key: string },
  opened: (clear: TLSSocket) => void,
): Promise<InnerTls> {
  const server = createServer({ ...certificate, ALPNProtocols: ['tds/8.0'] }, (socket) => opened(socket));
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    join: () =>
      new Promise((resolve, reject) => {
        const socket = connect(port, '127.0.0.1', () => resolve(socket));
        socket.once('error', reject);
      }),
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const CHANGE_CIPHER = 20;
const ALERT = 21;
const HANDSHAKE = 22;
const SERVER_HELLO_DONE = 14;

/** The server's part of a handshake in TLS 1.2, gathered: each flight goes out as one answer of the pre-login. */
export class HandshakeFlights {
  #bytes: Buffer = Buffer.alloc(0);

  push(bytes: Buffer): Buffer | null {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    if (!isWholeFlight(this.#bytes)) return null;
    const flight = this.#bytes;
    this.#bytes = Buffer.alloc(0);
    return packets(PACKET.preLogin, flight);
  }
}

function isWholeFlight(bytes: Buffer): boolean {
  let at = 0;
  let afterCipher = false;
  let whole = false;
  while (at + 5 <= bytes.length) {
    const end = at + 5 + bytes.readUInt16BE(at + 3);
    if (end > bytes.length) return false;
    const type = bytes[at];
    if (type === ALERT || (type === HANDSHAKE && afterCipher)) whole = true;
    if (type === HANDSHAKE && !afterCipher && endsInHelloDone(bytes.subarray(at + 5, end))) whole = true;
    if (type === CHANGE_CIPHER) afterCipher = true;
    at = end;
  }
  return whole && at === bytes.length;
}

/** The last message of the server's first flight is four bytes long and says so. */
const endsInHelloDone = (record: Buffer): boolean =>
  record.length >= 4 && record.readUInt32BE(record.length - 4) === SERVER_HELLO_DONE << 24;

/** A simulated broker: it listens, takes queries apart and signs people in. What else it answers is for its tests to say. */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { KafkaReader, KafkaWriter } from '../../plugins/kit/kafka-bytes.ts';
import { CERTIFIED } from '../example-authority.ts';

/** Numbers of queries in the protocol. */
export const [METADATA, HANDSHAKE, VERSIONS, AUTHENTICATE] = [3, 17, 18, 36] as const;

/** A query: its number, its body, who asks, and all of it as it came. Null: nothing is answered, or it is answered elsewhere. */
export type Answering = (api: number, body: KafkaReader, socket: Socket, query: Buffer) => Buffer | null;

/** One that answers each query by a function. */
export async function broker(answer: Answering, secure = false): Promise<{ server: Server; port: number }> {
  const serve = (socket: Socket) => {
    const frames = new Frames();
    socket.on('error', () => {});
    socket.on('data', (piece: Buffer) => {
      for (const query of frames.after(piece)) {
        // As Kafka does, where another protocol is spoken.
        if (query === null) return void socket.destroy();
        const frame = new KafkaReader(query);
        const [api] = [frame.int16(), frame.int16()];
        const correlation = frame.int32();
        frame.text();
        const body = answer(api, frame, socket, query);
        if (body) socket.write(new KafkaWriter().block(new KafkaWriter().int32(correlation).raw(body).done()).done());
      }
    });
  };
  const server = secure ? createTls(CERTIFIED, serve) : createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

/** What is sent in frames, each after its length. */
export class Frames {
  #rest = Buffer.alloc(0);

  /** The frames that are whole by now; null: this is no frame of Kafka. */
  *after(piece: Buffer): Generator<Buffer | null> {
    this.#rest = Buffer.concat([this.#rest, piece]);
    while (this.#rest.length >= 4) {
      const end = 4 + this.#rest.readUInt32BE();
      if (end > MOST_BYTES) return yield null;
      if (this.#rest.length < end) return;
      const frame = this.#rest.subarray(4, end);
      this.#rest = this.#rest.subarray(end);
      yield frame;
    }
  }
}
const MOST_BYTES = 16 * 1_048_576;

export const isText = (text: string) => new KafkaWriter().int16(0).int16(-1).block(Buffer.from(text)).done();
const refusal = (text: string) => new KafkaWriter().int16(58).text(text).block(Buffer.alloc(0)).done();

export interface Account {
  readonly mechanism: string;
  readonly user: string;
  readonly password: string;
}

/** The server's side of SCRAM and PLAIN, written from the RFCs; who is signed in is answered by `then`, as is what versions it knows. */
export function signingIn({ mechanism, user, password }: Account, then: Answering): Answering {
  const hash = mechanism.endsWith('512') ? 'sha512' : 'sha256';
  const mac = (key: Buffer, text: string) => createHmac(hash, key).update(text).digest();
  const salted = pbkdf2Sync(password, 'salt', 4096, hash === 'sha512' ? 64 : 32, hash);
  const signedIn = new WeakSet<Socket>();
  let [bare, first] = ['', ''];
  return (api, body, socket, query) => {
    if (api === VERSIONS || signedIn.has(socket)) return then(api, body, socket, query);
    if (api === HANDSHAKE) {
      const known = new KafkaWriter().int16(body.text() === mechanism ? 0 : 33);
      return known.list([mechanism], (name) => known.text(name)).done();
    }
    if (api !== AUTHENTICATE) return ended(socket);
    const said = body.block().toString();
    if (mechanism === 'PLAIN') {
      if (said !== `\0${user}\0${password}`) return refusal('Invalid username or password');
      signedIn.add(socket);
      return isText('');
    }
    if (said.startsWith('n,,')) {
      bare = said.slice(3);
      first = `r=${/r=(.*)/.exec(bare)![1]}server,s=${Buffer.from('salt').toString('base64')},i=4096`;
      return isText(first);
    }
    const [withoutProof, proof] = said.split(',p=') as [string, string];
    const message = `${bare},${first},${withoutProof}`;
    const signature = mac(createHash(hash).update(mac(salted, 'Client Key')).digest(), message);
    const key = Buffer.from(Buffer.from(proof, 'base64').map((byte, at) => byte ^ signature[at]!));
    if (!bare.startsWith(`n=${nameIn(user)},`) || !key.equals(mac(salted, 'Client Key')))
      return refusal('Authentication failed');
    signedIn.add(socket);
    return isText(`v=${mac(mac(salted, 'Server Key'), message).toString('base64')}`);
  };
}

/** As SCRAM writes it. */
const nameIn = (user: string) => user.replaceAll('=', '=3D').replaceAll(',', '=2C');

/** Ends a connection, with a last word or without. */
export function ended(socket: Socket, text = ''): null {
  socket.end(text);
  return null;
}

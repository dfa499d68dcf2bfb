import type { Duplex } from 'node:stream';
import type { SimulatedDatabase } from '../simulated-database.ts';
import { ntlmAnswer, ntlmChallenge } from './ntlm.ts';
import { type Message, MessageReader, PACKET, packets, preLogin } from './packets.ts';
import { batchOf, callOf, type SignIn, signInOf } from './queries.ts';
import { translated, tSqlFault } from './t-sql.ts';
import { columnTokens, DONE, done, errorToken, signedIn, sspiToken, type WireColumn } from './tokens.ts';
import { RowWriter, wireTypeOf } from './values.ts';

export interface Session {
  readonly database: SimulatedDatabase;
  readonly user: string;
  readonly secret: string;
  /** What happened, for tests to look at: sign-ins, statements, attentions. */
  readonly seen: Seen;
  /** Bytes of rows after which the stub closes the connection; null: never. */
  readonly closesAfter: () => number | null;
}

export interface Seen {
  signIns: SignIn[];
  statements: string[];
  attentions: number;
  /** Answers that are being written at this moment. */
  answering: number;
}

const PIECE = 65_536;
/** The example of MS-NLMP 4.2.1. */
const NONCE = Buffer.from('0123456789abcdef', 'hex');
const DOMAIN = 'CORP';

/** Speaks to one client after the pre-login, over a plain or an encrypted connection. */
export class Conversation {
  readonly #socket: Duplex;
  readonly #with: Session;
  readonly #reader = new MessageReader();
  #packetBytes = 4096;
  #asked: SignIn | null = null;
  /** Ends what is answered at this moment. */
  #stop = new AbortController();
  #work = Promise.resolve();

  constructor(socket: Duplex, session: Session) {
    this.#socket = socket;
    this.#with = session;
    socket.on('data', (bytes: Buffer) => this.push(bytes));
    socket.on('error', () => {}).on('close', () => this.#stop.abort());
  }

  push(bytes: Buffer): void {
    for (const message of this.#reader.push(bytes)) {
      if (message.type === PACKET.attention) this.#attend();
      else if (!message.ignored) this.#work = this.#work.then(async () => this.#answer(message));
      else this.#send(done(0xfd, DONE.attention));
    }
  }

  #attend(): void {
    this.#stop.abort();
    this.#with.seen.attentions += 1;
    this.#work = this.#work.then(async () => void this.#send(done(0xfd, DONE.attention)));
  }

  async #answer(message: Message): Promise<void> {
    try {
      if (message.type === PACKET.preLogin) this.#socket.write(preLogin(2));
      else if (message.type === PACKET.login) this.#signIn(signInOf(message.body));
      else if (message.type === PACKET.sspi) this.#signInByDomain(message.body);
      else if (message.type === PACKET.batch) await this.#batch(batchOf(message.body));
      else await this.#call(message.body);
    } catch (error) {
      this.#send(Buffer.concat([errorToken(50_000, (error as Error).message), done(0xfd, DONE.error)]));
    }
  }

  #signIn(asked: SignIn): void {
    const { user, secret, seen } = this.#with;
    seen.signIns.push(asked);
    this.#asked = asked;
    if (asked.integrated) this.#send(sspiToken(ntlmChallenge(NONCE, DOMAIN)));
    else this.#welcome(asked.user === user && asked.secret === secret, asked.user);
  }

  #signInByDomain(message: Buffer): void {
    const { user, secret } = this.#with;
    const answer = ntlmAnswer(message, { nonce: NONCE, secret });
    const name = `${answer.domain}\\${answer.user}`;
    this.#welcome(answer.proves && answer.user === user && answer.domain === DOMAIN, name);
  }

  #welcome(isKnown: boolean, name: string): void {
    const { database, packetBytes } = this.#asked!;
    if (isKnown) {
      this.#send(signedIn(database, packetBytes));
      this.#packetBytes = packetBytes;
      return;
    }
    this.#send(Buffer.concat([errorToken(18_456, `Login failed for user '${name}'.`, 14), done(0xfd, DONE.error)]));
    this.#socket.end();
  }

  /** Batches set options and open and end transactions; queries come as calls. */
  async #batch(sql: string): Promise<void> {
    this.#with.seen.statements.push(sql);
    this.#send(done(0xfd, 0));
  }

  async #call(body: Buffer): Promise<void> {
    const statement = callOf(body);
    this.#with.seen.statements.push(statement);
    this.#with.seen.answering += 1;
    this.#stop = new AbortController();
    try {
      await this.#rows(statement);
    } catch (error) {
      const { number, message } = tSqlFault(error);
      this.#send(Buffer.concat([errorToken(number, message), done(0xfe, DONE.error)]));
    } finally {
      this.#with.seen.answering -= 1;
    }
  }

  async #rows(statement: string): Promise<void> {
    const answer = await this.#with.database.answer(translated(statement), this.#stop.signal);
    const columns = answer.columns.map(({ name, type }): WireColumn => ({ name, type: wireTypeOf(type) }));
    const writer = new RowWriter(columns.map(({ type }) => type));
    const body = new MessageWriter(this.#socket, this.#packetBytes);
    await body.write(columnTokens(columns));
    let count = 0;
    for await (const rows of answer.rows()) {
      for (const row of rows) writer.row(row);
      count += rows.length;
      if (this.#stop.signal.aborted) break;
      if (writer.length >= PIECE) await body.write(writer.take());
      const most = this.#with.closesAfter();
      if (most !== null && body.written >= most) {
        this.#socket.destroy();
        return;
      }
    }
    await body.write(writer.take());
    await body.end(Buffer.concat([done(0xff, DONE.count, count), Buffer.from([0x79, 0, 0, 0, 0]), done(0xfe, 0)]));
  }

  #send(body: Buffer): void {
    this.#socket.write(packets(PACKET.answer, body, this.#packetBytes));
  }
}

/** A long answer, packet by packet, as fast as the client takes them. */
class MessageWriter {
  written = 0;
  readonly #socket: Duplex;
  readonly #room: number;
  readonly #packetBytes: number;
  #left: Buffer = Buffer.alloc(0);

  constructor(socket: Duplex, packetBytes: number) {
    this.#socket = socket;
    this.#packetBytes = packetBytes;
    this.#room = packetBytes - 8;
  }

  async write(bytes: Buffer): Promise<void> {
    const all = this.#left.length === 0 ? bytes : Buffer.concat([this.#left, bytes]);
    const whole = Math.floor(Math.max(0, all.length - 1) / this.#room) * this.#room;
    this.#left = all.subarray(whole);
    if (whole > 0) await this.#out(all.subarray(0, whole), false);
  }

  async end(bytes: Buffer): Promise<void> {
    await this.#out(Buffer.concat([this.#left, bytes]), true);
  }

  async #out(body: Buffer, last: boolean): Promise<void> {
    const out = packets(PACKET.answer, body, this.#packetBytes);
    if (!last) out[lastHead(out.length, this.#packetBytes) + 1] = 0;
    this.written += out.length;
    if (this.#socket.write(out) || this.#socket.destroyed) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const goOn = () => resolve();
    this.#socket.once('drain', goOn).once('close', goOn);
    await promise;
    this.#socket.off('drain', goOn).off('close', goOn);
  }
}

/** Where the head of the last packet begins: all before it are full. */
const lastHead = (length: number, packetBytes: number): number =>
  Math.floor(Math.max(0, length - 1) / packetBytes) * packetBytes;

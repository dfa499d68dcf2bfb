import {
  AppError,
  type Connection,
  type ConnectorRun,
  calledOff,
  connectionLost,
  notUnderstood,
  signInRefused,
} from '#sdk';
import { KafkaReader, Malformed } from './kafka-bytes.ts';
import { askMechanism, askSignIn, askVersions, type Broker, type Exchange, framed } from './kafka-requests.ts';
import { Scram } from './scram.ts';
import { serverAt, trusting } from './server-settings.ts';

export interface KafkaAccess {
  readonly tls: 'required' | 'off';
  readonly authority: string;
  readonly signIn: 'none' | 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly user: string;
  readonly password: string;
}

const CLIENT = 'adit';
/** The largest answer: what is asked for, and one batch that is larger. */
const MOST_BYTES = 160 * 1_048_576;

/** One connection to one broker, one query at a time. */
export class KafkaConnection {
  /** As faults name it. */
  readonly server: string;
  readonly #signal: AbortSignal;
  readonly #socket: Connection;
  readonly #pieces: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  #correlation = 0;
  #versions: ReadonlyMap<number, number> = new Map();

  private constructor(server: string, socket: Connection, signal: AbortSignal) {
    this.server = server;
    this.#signal = signal;
    this.#socket = socket;
    this.#pieces = (socket as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    // Told by the reading; without a listener it would end the process.
    socket.on('error', () => {});
  }

  static async open(run: ConnectorRun, { host, port }: Broker, access: KafkaAccess): Promise<KafkaConnection> {
    const socket = await (access.tls === 'required'
      ? run.connectTls(host, port, trusting(access))
      : run.connect(host, port));
    const connection = new KafkaConnection(serverAt('Kafka', { host, port }), socket, run.signal);
    run.signal.addEventListener('abort', () => void socket.destroy(), { once: true });
    try {
      connection.#versions = await connection.ask(askVersions());
      if (access.signIn !== 'none') await connection.#signIn(access);
      return connection;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  knows(api: number, version: number): boolean {
    return (this.#versions.get(api) ?? 0) >= version;
  }

  async ask<T>(exchange: Exchange<T>): Promise<T> {
    const correlation = ++this.#correlation;
    try {
      this.#socket.write(framed(exchange, correlation, CLIENT));
      const head = new KafkaReader(await this.#take(8));
      const length = head.int32();
      if (length < 4 || length > MOST_BYTES) throw new Malformed(`an answer of ${length} bytes`);
      // Seen to before the rest is waited for: what speaks another protocol may announce bytes that never come.
      if (head.int32() !== correlation) throw new Malformed('an answer to another query');
      return exchange.answer(new KafkaReader(await this.#take(length - 4)));
    } catch (error) {
      this.close();
      if (this.#signal.aborted) throw calledOff(this.server, this.#signal);
      if (error instanceof AppError) throw error;
      if (error instanceof Malformed || error instanceof RangeError) throw notUnderstood(this.server, error.message);
      throw connectionLost(this.server, (error as Error).message);
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  /** The next bytes, as many as were asked for. */
  async #take(length: number): Promise<Buffer> {
    const pieces = [this.#rest];
    let has = this.#rest.length;
    while (has < length) {
      const { done, value } = await this.#pieces.next();
      if (done) throw new Error('the server closed it');
      pieces.push(value);
      has += value.length;
    }
    const all = pieces.length === 1 ? this.#rest : Buffer.concat(pieces);
    this.#rest = all.subarray(length);
    return all.subarray(0, length);
  }

  async #signIn({ signIn, user, password }: KafkaAccess): Promise<void> {
    const mechanism = signIn.toUpperCase();
    const { error, known } = await this.ask(askMechanism(mechanism));
    if (error !== 0) throw signInRefused(this.server, `it knows ${known.join(', ') || 'nothing'}, not ${mechanism}`);
    const say = async (message: string) => {
      const answer = await this.ask(askSignIn(message));
      if (answer.error !== 0) throw signInRefused(this.server, answer.said || `error ${answer.error}`);
      return answer.message;
    };
    if (signIn === 'plain') {
      await say(`\0${user}\0${password}`);
      return;
    }
    const scram = new Scram(signIn === 'scram-sha-256' ? 'sha256' : 'sha512', user, password);
    const first = await say(scram.first());
    try {
      scram.verify(await say(await scram.final(first)));
    } catch (error) {
      throw error instanceof AppError ? error : signInRefused(this.server, (error as Error).message);
    }
  }
}

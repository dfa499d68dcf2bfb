import type { Socket } from 'node:net';
import { ExtendedRequest, UnbindRequest } from 'ldapts';
import {
  type DetailedPeerCertificate,
  type Egress,
  isSecured,
  type TLSSocket,
  type UpgradeOptions,
  upgrade,
} from '../../../platform/egress/index.ts';
import { type Answer, type DoneAnswer, type EntryAnswer, readAnswer } from './answer.ts';
import { Malformed } from './ber.ts';
import { CODE, Outage } from './faults.ts';
import { MessageCutter } from './messages.ts';

/** The door, as far as it is used here. */
export type Door = Pick<Egress, 'connect' | 'ca'>;

/** One replica, and how it is reached. */
export interface Target {
  readonly host: string;
  readonly port: number;
  readonly security: 'ldaps' | 'starttls' | 'none';
  readonly tls: UpgradeOptions;
  readonly connectTimeoutMs: number;
  readonly operationTimeoutMs: number;
}

/** A request before it has its number; the classes of ldapts that write themselves. */
export type MakeRequest = (messageId: number) => { write(): Buffer };

export interface Reply {
  readonly entries: readonly EntryAnswer[];
  readonly done: DoneAnswer;
}

interface Waiting {
  readonly kind: DoneAnswer['kind'];
  readonly entries: EntryAnswer[];
  readonly maxEntries: number;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

const START_TLS = '1.3.6.1.4.1.1466.20037';

/**
 * One connection, opened once and never again: what ldapts does on its own, connecting anew without TLS when a connection was
 * lost between StartTLS and bind, cannot happen. The first error ends it and everything that waits.
 */
export class Connection {
  readonly #operationTimeoutMs: number;
  readonly #waiting = new Map<number, Waiting>();
  #socket: Socket;
  #cutter = new MessageCutter();
  #lastId = 0;
  #end: Error | null = null;

  private constructor(socket: Socket, operationTimeoutMs: number) {
    this.#socket = socket;
    this.#operationTimeoutMs = operationTimeoutMs;
    this.#listen();
  }

  /** Connected, and encrypted as the target says; else an {@link Outage} that says why. */
  static open(target: Target, door: Door, signal: AbortSignal): Promise<Connection> {
    return Connection.#open(target, door, signal, 'verify');
  }

  /**
   * The certificates that a server shows, right or wrong, from its own upwards, for a person to look at. Nothing else is said to
   * that server, and the connection is given to nobody.
   */
  static async peek(target: Target, door: Door, signal: AbortSignal): Promise<DetailedPeerCertificate | null> {
    const connection = await Connection.#open(target, door, signal, 'look');
    const shown = connection.tls?.getPeerCertificate(true) ?? null;
    connection.close();
    return shown;
  }

  static async #open(
    target: Target,
    door: Door,
    signal: AbortSignal,
    certificate: 'verify' | 'look',
  ): Promise<Connection> {
    const { connectTimeoutMs: ms, security } = target;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
    let socket: Socket | null = null;
    try {
      socket = await door.connect(target.host, target.port, { signal: limit, timeoutMs: ms });
      if (security === 'ldaps') socket = await upgrade(socket, target.tls, limit, certificate);
      const connection = new Connection(socket, target.operationTimeoutMs);
      if (security === 'starttls') await connection.#startTls(target.tls, limit, certificate);
      return connection;
    } catch (error) {
      socket?.destroy();
      signal.throwIfAborted();
      if (limit.aborted) throw new Outage(`no connection within ${ms / 1000} s`);
      throw error instanceof Outage ? error : new Outage(reasonOf(error as Error));
    }
  }

  /** The certificate side of the connection; null without TLS. */
  get tls(): TLSSocket | null {
    return isSecured(this.#socket) ? this.#socket : null;
  }

  /** Sends a request and waits for its end. Rejects with an {@link Outage} only; a refusal is a reply. */
  send(make: MakeRequest, kind: DoneAnswer['kind'], signal: AbortSignal, maxEntries = 0): Promise<Reply> {
    if (this.#end) return Promise.reject(this.#end);
    if (signal.aborted) return Promise.reject(signal.reason);
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    this.#waiting.set(id, { kind, entries: [], maxEntries, resolve, reject });
    const seconds = this.#operationTimeoutMs / 1000;
    const timer = setTimeout(() => this.#fail(new Outage(`no answer within ${seconds} s`)), this.#operationTimeoutMs);
    const abort = () => this.#fail(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    this.#socket.write(make(id).write());
    return promise.finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    });
  }

  /** Says goodbye and hangs up. */
  close(): void {
    if (this.#end) return;
    this.#socket.end(new UnbindRequest({ messageId: ++this.#lastId }).write());
    this.#fail(new Outage('the connection was closed'));
  }

  async #startTls(options: UpgradeOptions, signal: AbortSignal, certificate: 'verify' | 'look'): Promise<void> {
    const request: MakeRequest = (messageId) => new ExtendedRequest({ messageId, oid: START_TLS });
    const { done } = await this.send(request, 'extended', signal);
    if (done.code !== CODE.success) throw new Outage(`it refuses StartTLS (result code ${done.code})`);
    const plain = this.#socket;
    plain.removeAllListeners();
    // Whatever came in the clear after the answer was put there by somebody else.
    if (this.#end) throw this.#end;
    if (!this.#cutter.isEmpty) throw new Malformed('something was said between StartTLS and TLS');
    this.#socket = await upgrade(plain, options, signal, certificate);
    this.#listen();
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', (error: Error) => this.#fail(new Outage(reasonOf(error))));
    socket.on('close', () => this.#fail(new Outage('it closed the connection')));
    socket.on('end', () => this.#fail(new Outage('it closed the connection')));
  }

  #read(chunk: Buffer): void {
    try {
      for (const message of this.#cutter.push(chunk)) this.#take(readAnswer(message));
    } catch (error) {
      this.#fail(error instanceof Outage ? error : new Outage(reasonOf(error as Error)));
    }
  }

  #take(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    if (answer.id === 0) throw new Outage('it is hanging up');
    if (!waiting) throw new Malformed('an answer to no question');
    if (answer.kind === 'reference') return; // other servers are never asked
    if (answer.kind === 'entry') {
      if (waiting.entries.length >= waiting.maxEntries) throw new Malformed('more entries than were asked for');
      waiting.entries.push(answer);
      return;
    }
    if (answer.kind !== waiting.kind) throw new Malformed(`an answer of kind ${answer.kind} to a ${waiting.kind}`);
    this.#waiting.delete(answer.id);
    waiting.resolve({ entries: waiting.entries, done: answer });
  }

  #fail(error: Error): void {
    if (this.#end) return;
    this.#end = error;
    this.#socket.removeAllListeners();
    this.#socket.on('error', () => {}); // nobody is left to be told
    this.#socket.destroySoon();
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** The cause in words, with the code that can be looked up. */
function reasonOf(error: Error & { code?: string }): string {
  const words = error instanceof Malformed ? `its answer breaks the protocol (${error.message})` : error.message;
  return error.code && !words.includes(error.code) ? `${words} (${error.code})` : words;
}

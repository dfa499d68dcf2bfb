import { AppError } from '#sdk';
import type { Actor } from '../access/actor.ts';

/** One event of a stream, as the standard of server-sent events writes it. */
export interface SentEvent {
  /** What `Last-Event-ID` says when the reader comes back; absent: nothing to come back to. */
  readonly id?: string;
  readonly event: string;
  readonly data: unknown;
}

/** Where a source puts its events; after the end it takes them and does nothing. */
export interface EventSink {
  send(event: SentEvent): void;
  end(): void;
}

/** Begins to send, and gives what is to be done when the stream has ended, whoever ended it. */
export type EventSource = (sink: EventSink) => () => void;

export type StreamEnd = 'done' | 'left' | 'too slow' | 'session ended' | 'server stops' | 'failed';

export interface StreamSettings {
  /** Between two signs of life; at each the session is looked at again. */
  readonly heartbeatMs: number;
  /** What may wait for a reader before it is let go: it comes back with the number of what it saw last. */
  readonly maxWaitingBytes: number;
  readonly maxOpen: number;
  readonly maxOpenPerActor: number;
}

export const DEFAULT_STREAMS: StreamSettings = {
  ...{ heartbeatMs: 15_000, maxWaitingBytes: 262_144, maxOpen: 2000, maxOpenPerActor: 250 },
};

interface Opening {
  readonly actor: Actor;
  readonly signal: AbortSignal;
  /** Asks again who the caller is, without counting as use of the session. */
  readonly stillThere: () => Promise<Actor | null>;
  readonly source: EventSource;
  readonly onEnd: (how: StreamEnd, sent: number) => void;
}

/** Every answer that goes on: how many there may be, when each ends, and how all of them end at once. */
export class OpenStreams {
  readonly #settings: StreamSettings;
  readonly #open = new Map<OpenStream, string>();
  #stopping = false;

  constructor(settings: Partial<StreamSettings> = {}) {
    this.#settings = { ...DEFAULT_STREAMS, ...settings };
  }

  get count(): number {
    return this.#open.size;
  }

  /** The body of the answer. Refused when there are too many, or when the server stops. */
  open(opening: Opening): ReadableStream<Uint8Array> {
    const { maxOpen, maxOpenPerActor } = this.#settings;
    if (this.#stopping) throw new AppError('unavailable', 'http.stopping', 'The server stops. Try again in a minute.');
    const own = [...this.#open.values()].filter((id) => id === opening.actor.id).length;
    if (own >= maxOpenPerActor || this.#open.size >= maxOpen)
      throw new AppError(
        'rate_limited',
        'http.tooManyStreams',
        'Too many streams of events are open. Close pages or programs that listen, then try again.',
      );
    const stream = new OpenStream(this.#settings, opening, () => this.#open.delete(stream));
    this.#open.set(stream, opening.actor.id);
    stream.begin();
    return stream.body;
  }

  /** First step of stopping: nobody is waited for who would wait for ever. */
  endAll(): void {
    this.#stopping = true;
    for (const stream of [...this.#open.keys()]) stream.close('server stops');
  }
}

const encoder = new TextEncoder();

class OpenStream {
  readonly body: ReadableStream<Uint8Array>;
  readonly #opening: Opening;
  readonly #forget: () => void;
  readonly #timer: ReturnType<typeof setInterval>;
  #controller!: ReadableStreamDefaultController<Uint8Array>;
  #leave: (() => void) | null = null;
  #sent = 0;
  #ended = false;

  constructor(settings: StreamSettings, opening: Opening, forget: () => void) {
    this.#opening = opening;
    this.#forget = forget;
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        cancel: () => this.close('left'),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: settings.maxWaitingBytes }),
    );
    this.#timer = setInterval(() => this.#beat().catch(() => this.close('failed')), settings.heartbeatMs);
    this.#timer.unref();
    opening.signal.addEventListener('abort', () => this.close('left'), { once: true });
  }

  begin(): void {
    // A proxy that holds back small answers shows the stream as open from its first bytes on.
    this.#write(': here\n\n');
    const leave = this.#opening.source({
      send: (event) => this.#send(event),
      end: () => this.close('done'),
    });
    if (this.#ended) leave();
    else this.#leave = leave;
  }

  close(how: StreamEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#timer);
    this.#forget();
    if (how !== 'left') this.#finish(how);
    this.#leave?.();
    this.#opening.onEnd(how, this.#sent);
  }

  #send(event: SentEvent): void {
    if (this.#ended) return;
    this.#sent++;
    this.#write(eventText(event));
    if ((this.#controller.desiredSize ?? 0) <= 0) this.close('too slow');
  }

  /** A reader that is too slow is cut off, with what it did not take; others are told goodbye. */
  #finish(how: StreamEnd): void {
    if (how === 'too slow') {
      this.#controller.error(new Error('the reader is too slow'));
      return;
    }
    if (how === 'session ended') this.#write(eventText({ event: 'session.ended', data: {} }));
    this.#controller.close();
  }

  #write(text: string): void {
    this.#controller.enqueue(encoder.encode(text));
  }

  async #beat(): Promise<void> {
    const { actor } = this.#opening;
    const now = await this.#opening.stillThere();
    if (this.#ended) return;
    if (now?.id !== actor.id || now.session !== actor.session) {
      this.close('session ended');
      return;
    }
    // With other rights it begins anew: who listens comes back by itself.
    if (JSON.stringify(now.grants) !== JSON.stringify(actor.grants)) {
      this.close('done');
      return;
    }
    this.#write(': here\n\n');
    if ((this.#controller.desiredSize ?? 0) <= 0) this.close('too slow');
  }
}

/** JSON has no line breaks, so that one line holds the data; names and numbers are ours. */
function eventText({ id, event, data }: SentEvent): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

import { AppError } from '#sdk';

/** Bytes that are lent to who reads them, in chunks as they come. They can be read once. */
export interface LentBytes extends AsyncIterable<Uint8Array> {
  /**
   * Frees the memory of a chunk that was dealt with; it is empty afterwards. What is not given back lies about until the collector runs,
   * and that waits until there is as much of it as of the rest of the heap, or longer.
   */
  giveBack(chunk: Uint8Array): void;
  /** The rest is not wanted: whoever waits for the next chunk waits no longer. */
  stop(): void;
}

/** The body of a request, for routes that must not hold it in memory. */
export interface BodyStream extends LentBytes {
  /** What the sender said in `Content-Length`; null when it said nothing. Not to be believed. */
  readonly announcedBytes: number | null;
}

/** Of a request whose body is not taken as it comes. */
export const NO_BODY: BodyStream = {
  ...{ announcedBytes: 0, giveBack() {}, stop() {} },
  async *[Symbol.asyncIterator]() {},
};

export interface StreamLimits {
  /** Most bytes that are taken. */
  readonly limitBytes: number;
  readonly tooLarge?: () => AppError;
  /** Longest silence, and the stretch of time over which a sender must reach the least rate. */
  readonly idleMs: number;
}

/** A sender below this is not sending a file: it holds a connection. */
const LEAST_BYTES_PER_SECOND = 256;

/**
 * Faults: `http.bodyTooLarge` (before the first byte where the sender said so, else at the byte that is too many),
 * `http.senderSilent` and `http.senderTooSlow` (timeout), `http.senderLeft` (cancelled). Bytes that came before a fault were
 * handed over: what to make of them is the reader's business.
 */
export function bodyStream(request: Request, limits: StreamLimits): BodyStream {
  const announced = request.headers.get('content-length');
  const announcedBytes = announced !== null && /^\d{1,15}$/.test(announced) ? Number(announced) : null;
  if (announcedBytes !== null && announcedBytes > limits.limitBytes) throw tooLong(limits);
  const stopped = new AbortController();
  const stop = () => stopped.abort(notWanted());
  return { announcedBytes, giveBack, stop, [Symbol.asyncIterator]: () => chunksOf(request, limits, stopped.signal) };
}

function giveBack({ buffer, byteLength }: Uint8Array): void {
  // What lies in a larger buffer is not ours alone.
  if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) buffer.transfer(0);
}

async function* chunksOf(request: Request, limits: StreamLimits, stopped: AbortSignal): AsyncGenerator<Uint8Array> {
  if (!request.body) return;
  const { idleMs } = limits;
  const reader = request.body.getReader();
  const pace = new Pace(idleMs);
  let bytes = 0;
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await inTime(reader.read(), idleMs, stopped);
      if (done) {
        ended = true;
        return;
      }
      bytes += value.length;
      if (bytes > limits.limitBytes) throw tooLong(limits);
      pace.came(value.length);
      yield value;
      pace.resume();
    }
  } catch (error) {
    throw error instanceof AppError ? error : senderLeft(error);
  } finally {
    // What was not read is not wanted: the connection need not carry it.
    if (!ended) await reader.cancel().catch(() => undefined);
  }
}

/** How fast a sender is, not counting the time that we take ourselves. */
class Pace {
  private readonly windowMs: number;
  private waitedMs = 0;
  private bytes = 0;
  private sinceMs = performance.now();

  constructor(windowMs: number) {
    this.windowMs = windowMs;
  }

  came(bytes: number): void {
    this.waitedMs += performance.now() - this.sinceMs;
    this.bytes += bytes;
    if (this.waitedMs < this.windowMs) return;
    if (this.bytes < (this.waitedMs / 1000) * LEAST_BYTES_PER_SECOND)
      throw new AppError('timeout', 'http.senderTooSlow', 'The data came too slowly and the connection was closed.');
    this.waitedMs = 0;
    this.bytes = 0;
  }

  resume(): void {
    this.sinceMs = performance.now();
  }
}

async function inTime<T>(work: Promise<T>, ms: number, stopped: AbortSignal): Promise<T> {
  stopped.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(senderSilent(ms)), ms);
  const onStop = () => reject(stopped.reason);
  stopped.addEventListener('abort', onStop, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
    stopped.removeEventListener('abort', onStop);
  }
}

const notWanted = () => new AppError('cancelled', 'http.bodyNotWanted', 'The rest of the body was not taken.');

const tooLong = ({ limitBytes, tooLarge }: StreamLimits): AppError =>
  tooLarge?.() ??
  new AppError('too_large', 'http.bodyTooLarge', `The body is larger than the ${limitBytes} bytes this address takes.`);

const senderSilent = (ms: number) =>
  new AppError(
    'timeout',
    'http.senderSilent',
    `No data came for ${Math.round(ms / 1000)} s; the connection was closed.`,
  );

/** What to say where the connection ends in the midst of a body: nothing is wrong with the server. */
export function senderLeft(cause: unknown): AppError {
  const error = new AppError('cancelled', 'http.senderLeft', 'The connection ended before all of the body had come.');
  error.cause = cause;
  return error;
}

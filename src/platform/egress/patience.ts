/** So much of a body must come while it is waited for as long as `stallMs`: less is a peer that keeps us busy. */
const MOVES_BYTES = 65_536;

/** How long an exchange is waited for: as a whole, or, where its body is a stream, for the head and then for each part. */
export class Patience {
  /** Aborted when the caller gave up, or it took too long. */
  readonly signal: AbortSignal;
  readonly #late = new AbortController();
  readonly #stallMs: number | undefined;
  readonly #untilHead: Timer;

  constructor(wait: { signal?: AbortSignal | null | undefined; timeoutMs: number; stallMs?: number | undefined }) {
    this.#stallMs = wait.stallMs;
    this.#untilHead = this.#giveUpAfter(wait.timeoutMs);
    this.signal = wait.signal ? AbortSignal.any([wait.signal, this.#late.signal]) : this.#late.signal;
  }

  /** The head of the answer is there. */
  headCame(): void {
    if (this.#stallMs !== undefined) clearTimeout(this.#untilHead);
  }

  /** The pieces of a body; only the time in which one is waited for counts, not what the reader does between two. */
  async *over(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const pieces = body[Symbol.asyncIterator]();
    let leftMs = this.#stallMs;
    let bytes = 0;
    try {
      for (;;) {
        const beganMs = performance.now();
        const stalled = leftMs === undefined ? undefined : this.#giveUpAfter(leftMs);
        const { done, value } = await pieces.next().finally(() => clearTimeout(stalled));
        if (done) return;
        bytes += value.length;
        if (bytes >= MOVES_BYTES) [leftMs, bytes] = [this.#stallMs, 0];
        else if (leftMs !== undefined) leftMs -= performance.now() - beganMs;
        yield value;
      }
    } finally {
      clearTimeout(this.#untilHead);
      await pieces.return?.();
    }
  }

  #giveUpAfter(ms: number): Timer {
    const timer = setTimeout(() => this.#late.abort(new DOMException('It took too long.', 'TimeoutError')), ms);
    timer.unref();
    return timer;
  }
}

type Timer = ReturnType<typeof setTimeout>;

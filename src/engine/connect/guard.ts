import { AppError } from '#sdk';

/** Ends a run whose source takes too long, or that nobody wants any more: what is waited for is given up at once. */
export class Guard {
  readonly #stop = new AbortController();

  constructor(cancelled: AbortSignal) {
    const cancel = () => this.#stop.abort(cancelled.reason);
    if (cancelled.aborted) cancel();
    else cancelled.addEventListener('abort', cancel, { once: true });
  }

  /** Aborted with the fault that the run ends in. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  end(error: unknown): void {
    this.#stop.abort(error);
  }

  /** What a source answers, in its time. */
  async within<T>(limitMs: number, what: string, answer: Promise<T>): Promise<T> {
    answer.catch(() => {}); // nobody waits for it any more, once the run has ended
    const { promise: over, reject } = Promise.withResolvers<never>();
    const end = () => reject(this.signal.reason);
    const late = setTimeout(() => this.end(tooSlow(what, limitMs)), limitMs);
    this.signal.addEventListener('abort', end, { once: true });
    try {
      if (this.signal.aborted) throw this.signal.reason;
      return await Promise.race([answer, over]);
    } finally {
      clearTimeout(late);
      this.signal.removeEventListener('abort', end);
    }
  }

  /** Each piece in its time; ending the loop ends the source's own, which may then close what it has open. */
  async *each<T>(limitMs: number, what: string, pieces: AsyncIterable<T>): AsyncGenerator<T> {
    const iterator = pieces[Symbol.asyncIterator]();
    let isOver = false;
    try {
      while (true) {
        const { done, value } = await this.within(limitMs, what, iterator.next());
        isOver = done === true;
        if (isOver) return;
        yield value;
      }
    } finally {
      // A source that hangs is not waited for again.
      if (!isOver && !this.signal.aborted) await this.within(limitMs, what, Promise.resolve(iterator.return?.()));
    }
  }
}

const tooSlow = (what: string, limitMs: number) =>
  new AppError(
    'timeout',
    'connector.slow',
    `The source did not give ${what} within ${Math.round(limitMs / 1000)} s. Try again, or raise the limit under [connectors] in the configuration.`,
  );

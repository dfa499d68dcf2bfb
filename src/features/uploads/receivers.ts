import type { AppError } from '#sdk';

interface Receiver {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** Which uploads are being received. Of one upload only the latest request writes: an older one, mostly a dead one, gives way. */
export class Receivers {
  private readonly open = new Map<string, Receiver>();

  /** Ends whoever works on this upload, waits until its last byte is on disk, then runs `work`. */
  async alone<T>(id: string, reason: AppError, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const before = this.open.get(id);
    before?.stop.abort(reason);
    const stop = new AbortController();
    const running = (before?.ended ?? Promise.resolve()).then(() => {
      stop.signal.throwIfAborted(); // a still later one came while this one waited
      return work(stop.signal);
    });
    const receiver = { stop, ended: running.then(ignore, ignore) };
    this.open.set(id, receiver);
    try {
      return await running;
    } finally {
      if (this.open.get(id) === receiver) this.open.delete(id);
    }
  }

  has(id: string): boolean {
    return this.open.has(id);
  }
}

const ignore = (): void => undefined;

import type { AppError } from '#sdk';

interface Receiver {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** Which uploads are being received. Of one upload only the latest request writes: an older one, mostly a dead one, gives way. */
export class Receivers {
  private readonly open = new Map<string, Receiver>();

  /** Runs `work` when nobody else writes to this upload any more. */
  async alone<T>(id: string, reason: AppError, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    await this.stop(id, reason);
    const stop = new AbortController();
    const running = work(stop.signal);
    const receiver = { stop, ended: running.then(ignore, ignore) };
    this.open.set(id, receiver);
    try {
      return await running;
    } finally {
      if (this.open.get(id) === receiver) this.open.delete(id);
    }
  }

  /** Ends whoever writes to this upload, and waits until its last byte is on disk. */
  async stop(id: string, reason: AppError): Promise<void> {
    for (let receiver = this.open.get(id); receiver; receiver = this.open.get(id)) {
      receiver.stop.abort(reason);
      await receiver.ended;
      if (this.open.get(id) === receiver) this.open.delete(id);
    }
  }

  has(id: string): boolean {
    return this.open.has(id);
  }
}

const ignore = (): void => undefined;

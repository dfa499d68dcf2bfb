import type { Run } from '#sdk';

/** Units after which the thread is left for a moment: some milliseconds of work. */
const UNITS_A_TURN = 4_000_000;

/**
 * Work that can be told to stop. An algorithm says how much it has done; from time to time the thread takes its messages,
 * and a job that was cancelled, or is out of time, ends there with that fault.
 */
export class Work {
  private readonly signal: AbortSignal;
  private left = UNITS_A_TURN;

  constructor({ signal }: Pick<Run, 'signal'>) {
    this.signal = signal;
  }

  /** @param units elements looked at since the last call, about a nanosecond each */
  async done(units: number): Promise<void> {
    this.left -= units;
    if (this.left > 0) return;
    this.left = UNITS_A_TURN;
    await new Promise((resolve) => setImmediate(resolve));
    this.signal.throwIfAborted();
  }
}

/**
 * Works off what is due in batches, one at a time. A wish that comes while it works makes it look once more, so that
 * nothing is left lying that was there when somebody asked.
 */
export class Pump {
  private readonly batch: () => Promise<boolean>;
  private running: Promise<void> | null = null;
  private again = false;

  /** `batch` answers false when there is nothing left, or nothing due. */
  constructor(batch: () => Promise<boolean>) {
    this.batch = batch;
  }

  /** Resolves when nothing is due, and fails as the batch fails. */
  run(): Promise<void> {
    this.again = true;
    this.running ??= this.drain();
    return this.running;
  }

  /** Resolves when the batch under way, if there is one, is over. */
  async rest(): Promise<void> {
    await this.running;
  }

  private async drain(): Promise<void> {
    try {
      while (this.again) {
        this.again = false;
        while (await this.batch());
      }
    } finally {
      // In the turn of the last look: a call that came between the two would be promised a look that never happens.
      this.running = null;
    }
  }
}

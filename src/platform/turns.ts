import type { AppError } from '#sdk';

/** Lets a few work at a time and some more wait; who waits is let in in order. */
export class Turns {
  private readonly places: number;
  private readonly mostWaiting: number;
  private readonly tooBusy: () => AppError;
  private busy = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(places: number, mostWaiting: number, tooBusy: () => AppError) {
    this.places = places;
    this.mostWaiting = mostWaiting;
    this.tooBusy = tooBusy;
  }

  /** Nobody works and nobody waits. */
  get isIdle(): boolean {
    return this.busy === 0 && this.waiting.length === 0;
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.busy >= this.places) {
      if (this.waiting.length >= this.mostWaiting) throw this.tooBusy();
      await new Promise<void>((resolve) => void this.waiting.push(resolve));
    } else this.busy++;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.busy--;
    }
  }
}

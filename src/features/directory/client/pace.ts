/** Lets at most so many requests a second go, evenly; 0: all of them at once. */
export class Pace {
  readonly #everyMs: number;
  readonly #sleep: (ms: number) => Promise<unknown>;
  readonly #now: () => number;
  #next = 0;

  constructor(
    perSecond: number,
    now: () => number = () => performance.now(),
    sleep: (ms: number) => Promise<unknown> = Bun.sleep,
  ) {
    this.#everyMs = perSecond === 0 ? 0 : 1000 / perSecond;
    this.#now = now;
    this.#sleep = sleep;
  }

  /** Waits for its turn. */
  async turn(): Promise<void> {
    const now = this.#now();
    const at = Math.max(this.#next, now);
    this.#next = at + this.#everyMs;
    if (at > now) await this.#sleep(at - now);
  }
}

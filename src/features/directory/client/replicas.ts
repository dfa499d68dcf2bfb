import { AppError } from '#sdk';
import type { Clock } from '../../../platform/clock.ts';
import type { Log } from '../../../platform/log/index.ts';
import { Outage } from './faults.ts';

/** The replicas of one directory, in their order; one that failed is left alone for a while. */
export class Replicas {
  readonly #directory: string;
  readonly #restMs: number;
  readonly #clock: Clock;
  readonly #log: Log;
  /** Until when each is left alone. */
  readonly #until: Map<string, number>;

  constructor(directory: string, urls: readonly string[], restMs: number, { clock, log }: { clock: Clock; log: Log }) {
    this.#directory = directory;
    this.#restMs = restMs;
    this.#clock = clock;
    this.#log = log;
    this.#until = new Map(urls.map((url) => [url, 0]));
  }

  /**
   * Does the work at the first replica that can do it; the next one where it throws an {@link Outage}. Any other error, a wrong
   * password before all, is the answer of the directory and ends it.
   */
  async use<T>(signal: AbortSignal, work: (url: string) => Promise<T>): Promise<T> {
    for (const url of this.#candidates()) {
      try {
        const result = await work(url);
        this.#until.set(url, 0);
        return result;
      } catch (error) {
        const isOver = signal.aborted;
        if (isOver && !isTimeout(signal.reason)) throw givenUp(signal.reason);
        if (!isOver && !(error instanceof Outage)) throw error;
        this.#rest(url, isOver ? 'no time was left' : (error as Outage).message);
        if (isOver) break;
      }
    }
    throw new AppError(
      'unavailable',
      'directory.unavailable',
      `The directory "${this.#directory}" does not answer. Try again in a moment; the log and "adit ldap test" say more.`,
    );
  }

  #rest(url: string, reason: string): void {
    this.#until.set(url, this.#clock.now() + this.#restMs);
    this.#log.warn('directory.replicaFailed', { directory: this.#directory, url, reason });
  }

  /** Those that do not rest; where all do, all of them: an answer now is worth more than quiet. */
  #candidates(): string[] {
    const now = this.#clock.now();
    const urls = [...this.#until.keys()];
    const awake = urls.filter((url) => (this.#until.get(url) as number) <= now);
    return awake.length > 0 ? awake : urls;
  }
}

const isTimeout = (reason: unknown): boolean => (reason as { name?: string } | undefined)?.name === 'TimeoutError';

const givenUp = (reason: unknown): AppError =>
  reason instanceof AppError
    ? reason
    : new AppError('cancelled', 'directory.cancelled', 'Nobody waits for the answer of the directory any more.');

import { AppError } from '#sdk';
import { Turns } from '../../platform/turns.ts';

export interface PoolLimits {
  /** Open at a time: of one connection, and of all. */
  readonly perConnection: number;
  readonly inAll: number;
}

/** So many may wait for one connection. */
const MOST_WAITING = 50;
const MOST_WAITING_IN_ALL = 500;

/** How often connections are open at a time; who comes later waits in turn. */
export class ConnectionTurns {
  readonly #limits: () => PoolLimits;
  readonly #of = new Map<string, Turns>();
  #all: { places: number; turns: Turns } | null = null;

  constructor(limits: () => PoolLimits) {
    this.#limits = limits;
  }

  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const { perConnection, inAll } = this.#limits();
    const own = this.#of.get(key) ?? new Turns(perConnection, MOST_WAITING, tooBusy);
    this.#of.set(key, own);
    try {
      return await own.take(() => this.#inAll(inAll).take(work));
    } finally {
      // A changed limit holds from when nobody uses the connection.
      if (own.isIdle) this.#of.delete(key);
    }
  }

  #inAll(places: number): Turns {
    if (this.#all?.places !== places && (this.#all === null || this.#all.turns.isIdle))
      this.#all = { places, turns: new Turns(places, MOST_WAITING_IN_ALL, tooBusy) };
    return this.#all!.turns;
  }
}

const tooBusy = () =>
  new AppError(
    'rate_limited',
    'connector.busy',
    'Too many wait for this connection already. Try again when what runs has ended.',
  );

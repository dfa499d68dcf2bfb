import { seededNumbers } from '../../src/mining/log/random-log.ts';

export const ACTIVITIES = Array.from({ length: 20 }, (_, i) => `Activity ${String.fromCharCode(65 + i)}`);
export const RESOURCES = Array.from({ length: 50 }, (_, i) => `Resource ${String(i + 1).padStart(2, '0')}`);

/**
 * How varied the cases are. `book`: number of different ways through the process that exist at all; `tail`: share of the
 * cases that take any of them with equal chance, the others take one of the 2,000 first; `noise`: how far a way strays
 * from the main path.
 */
export interface Variety {
  book: number;
  tail: number;
  noise: number;
  exchanges: number;
}

/** As a process under control: some 125,000 variants in 5 million events, some 338,000 in 100 million. */
export const USUAL: Variety = { book: 384_000, tail: 0.35, noise: 0.7, exchanges: 0 };
/** As a process without one: in 100 million events some 9.3 million variants, for a book of 2³² ways ends nowhere. */
export const WILD: Variety = { book: 2 ** 32, tail: 1, noise: 0.7, exchanges: 4 };

export interface RandomCases {
  /** Events of case c: `offsets[c]` to `offsets[c + 1] − 1`. */
  offsets: Uint32Array;
  /** Codes from 1. */
  activity: Uint16Array;
  resource: Uint16Array;
  /** Milliseconds since the epoch. */
  time: Float64Array;
  /** One per case. */
  amount: Float64Array;
}

const LONGEST = 40;
const DAY = 86_400_000;

/** Cases of a made-up process from a seed: ordered by first time, about ten events each. The same on every machine. */
export class RandomLog {
  readonly #next: () => number;
  readonly #variety: Variety;
  readonly #way: (number: number, into: Uint8Array) => number;
  readonly #trace = new Uint8Array(LONGEST);
  #start = Date.UTC(2020, 0, 1);

  constructor(variety: Variety = USUAL, seed = 1) {
    this.#next = seededNumbers(seed);
    this.#variety = variety;
    this.#way = variety.book <= 1e6 ? bookOf(variety) : (number, into) => wayOf(number, variety, into);
  }

  /** Goes on to a later date: a log made from here holds new cases of the same process. */
  skipTo(start: number): this {
    this.#start = start;
    return this;
  }

  /** The next whole cases with at least this many events; with `exact` the last case is cut to fit. */
  cases(events: number, exact = false): RandomCases {
    const room = events + LONGEST;
    const activity = new Uint16Array(room);
    const resource = new Uint16Array(room);
    const time = new Float64Array(room);
    const offsets = [0];
    const amount: number[] = [];
    let n = 0;
    while (n < events) {
      const wanted = this.#way(this.#number(), this.#trace);
      const length = exact ? Math.min(wanted, events - n) : wanted;
      this.#start += Math.floor(this.#next() * 60_000);
      let now = this.#start;
      for (let i = 0; i < length; i++, n++) {
        activity[n] = this.#trace[i]!;
        resource[n] = 1 + Math.floor(this.#next() * RESOURCES.length);
        time[n] = now;
        now += 60_000 + Math.floor(this.#next() ** 2 * DAY);
      }
      offsets.push(n);
      amount.push(Math.round(this.#next() * 100_000) / 100);
    }
    return {
      offsets: Uint32Array.from(offsets),
      activity: activity.subarray(0, n),
      resource: resource.subarray(0, n),
      time: time.subarray(0, n),
      amount: Float64Array.from(amount),
    };
  }

  #number(): number {
    const { book, tail } = this.#variety;
    const dice = this.#next();
    return dice < tail ? Math.floor(this.#next() * book) : Math.floor(this.#next() ** 4 * 2_000);
  }
}

/**
 * Way `number` through the process: A to J, with steps left out, repeated, exchanged with the next, or behind one of
 * K to T. Gives its length.
 */
function wayOf(number: number, { noise, exchanges }: Variety, into: Uint8Array): number {
  const next = seededNumbers(Math.imul(number, 0x9e3779b1));
  let length = 0;
  let held = 0;
  into[length++] = 1;
  for (let a = 2; a <= 10; a++) {
    const dice = next() / noise;
    if (held === 0 && dice < 0.3 && a < 10) {
      held = a;
      continue;
    }
    if (dice >= 0.3 && dice < 0.6) continue;
    if (dice >= 0.6 && dice < 0.85) into[length++] = 11 + Math.floor(next() * 10);
    into[length++] = a;
    if (dice >= 0.85 && dice < 1) into[length++] = a;
    if (held > 0) into[length++] = held;
    held = 0;
  }
  if (held > 0) into[length++] = held;
  for (let i = 0; i < exchanges; i++) {
    const [a, b] = [Math.floor(next() * length), Math.floor(next() * length)];
    const step = into[a]!;
    into[a] = into[b]!;
    into[b] = step;
  }
  return length;
}

/** All ways of a small book, written out once. */
function bookOf(variety: Variety): (number: number, into: Uint8Array) => number {
  const { book } = variety;
  const lengths = new Uint8Array(book);
  const codes = new Uint8Array(book * LONGEST);
  for (let i = 0; i < book; i++) lengths[i] = wayOf(i, variety, codes.subarray(i * LONGEST));
  return (number, into) => {
    for (let i = 0, from = number * LONGEST; i < lengths[number]!; i++) into[i] = codes[from + i]!;
    return lengths[number]!;
  };
}

import { AppError } from '#sdk';
import { OUTSIDE } from '../../model/widest-paths.ts';
import { flowOf } from '../inductive/flow.ts';
import type { SubLog } from '../inductive/sub-log.ts';

/** Between two activities, from outside into the first, from the last to outside, or past all of them (an empty trace). */
export interface Arc {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** The directly-follows graph as Split Miner takes it: activities 0 … n − 1, arcs by `from`, then `to`, none to itself. */
export interface FollowsGraph {
  readonly activities: number;
  readonly arcs: readonly Arc[];
  /** Whether the activity is ever followed by itself. */
  readonly selfLoop: readonly boolean[];
  /** Pairs of which one was seen directly between two of the other (… a b a …). */
  readonly shortLoops: PairSet;
}

/** More would fill the memory. */
const MOST_ARCS = 200_000;

export function followsGraph(log: SubLog): FollowsGraph {
  const { n, follows, start, end } = flowOf(log);
  const arcs: Arc[] = [];
  const add = (from: number, to: number, count: number) => {
    if (count > 0 && arcs.push({ from, to, count }) > MOST_ARCS)
      throw new AppError(
        'too_large',
        'mining.tooManyArcs',
        `More than ${MOST_ARCS.toLocaleString('en')} pairs of activities follow each other directly. Filter, or take another classifier.`,
      );
  };
  add(OUTSIDE, OUTSIDE, log.empty);
  for (let a = 0; a < n; a++) add(OUTSIDE, a, start[a]!);
  for (let a = 0; a < n; a++) {
    add(a, OUTSIDE, end[a]!);
    for (let b = 0; b < n; b++) if (a !== b) add(a, b, follows[a * n + b]!);
  }
  const selfLoop = Array.from({ length: n }, (_, a) => follows[a * n + a]! > 0);
  return { activities: n, arcs, selfLoop, shortLoops: shortLoopsOf(log, n) };
}

function shortLoopsOf({ codes, offsets, size }: SubLog, n: number): PairSet {
  const pairs = new PairSet(n);
  for (let v = 0; v < size; v++) {
    for (let i = offsets[v]! + 2; i < offsets[v + 1]!; i++) {
      const [a, b] = [codes[i]!, codes[i - 1]!];
      if (a === codes[i - 2] && a !== b) pairs.add(a, b);
    }
  }
  return pairs;
}

/** Pairs of two activities, in no order. */
export class PairSet {
  private readonly n: number;
  private readonly keys: Set<number>;

  constructor(n: number, keys: Iterable<number> = []) {
    this.n = n;
    this.keys = new Set(keys);
  }

  private key(a: number, b: number): number {
    return Math.min(a, b) * this.n + Math.max(a, b);
  }

  add(a: number, b: number): void {
    this.keys.add(this.key(a, b));
  }

  delete(a: number, b: number): void {
    this.keys.delete(this.key(a, b));
  }

  has(a: number, b: number): boolean {
    return this.keys.has(this.key(a, b));
  }

  get size(): number {
    return this.keys.size;
  }

  /** Rising. */
  list(): (readonly [number, number])[] {
    const sorted = [...this.keys].sort((x, y) => x - y);
    return sorted.map((key) => [Math.floor(key / this.n), key % this.n]);
  }
}

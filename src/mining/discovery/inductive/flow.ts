import type { SubLog } from './sub-log.ts';

/**
 * The directly-follows graph of a log, dense: `follows[a * n + b]` cases × occurrences of `a` directly before `b`; cases
 * that start and end with each activity.
 */
export interface Flow {
  readonly n: number;
  readonly follows: Float64Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
}

export function flowOf(log: SubLog): Flow {
  const n = log.activities.length;
  const [follows, start, end] = [new Float64Array(n * n), new Float64Array(n), new Float64Array(n)];
  const { codes, offsets, cases } = log;
  for (let v = 0; v < log.size; v++) {
    const [from, to, weight] = [offsets[v]!, offsets[v + 1]!, cases[v]!];
    let last = codes[from]!;
    start[last]! += weight;
    for (let i = from + 1; i < to; i++) {
      const code = codes[i]!;
      follows[last * n + code]! += weight;
      last = code;
    }
    end[last]! += weight;
  }
  return { n, follows, start, end };
}

/**
 * Keeps what is frequent: an arc that occurs at least `noise` times as often as the most frequent way on from its
 * source (an end counts as one), starts and ends at least `noise` times as frequent as the most frequent one
 * (Leemans, Fahland, van der Aalst 2014, section 4).
 */
export function frequentFlow({ n, follows, start, end }: Flow, noise: number): Flow {
  const kept = new Float64Array(n * n);
  for (let a = 0; a < n; a++) {
    let most = end[a]!;
    for (let i = a * n; i < a * n + n; i++) if (follows[i]! > most) most = follows[i]!;
    for (let i = a * n; i < a * n + n; i++) if (follows[i]! >= noise * most) kept[i] = follows[i]!;
  }
  return { n, follows: kept, start: frequent(start, noise), end: frequent(end, noise) };
}

function frequent(counts: Float64Array, noise: number): Float64Array {
  const least = noise * counts.reduce((a, b) => Math.max(a, b), 0);
  return counts.map((count) => (count >= least ? count : 0));
}

/**
 * Pairs `[a, b]` where `b` stands between two occurrences of `a` that are nearest to each other in the whole log
 * (minimum self-distance, Leemans 2013): such activities are not concurrent.
 */
export function nearestBetween(log: SubLog): [number, number][] {
  const n = log.activities.length;
  const nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const between: Set<number>[] = Array.from({ length: n }, () => new Set());
  const last = new Int32Array(n);
  const { codes, offsets } = log;
  for (let v = 0; v < log.size; v++) {
    last.fill(-1);
    for (let i = offsets[v]!; i < offsets[v + 1]!; i++) {
      const code = codes[i]!;
      const before = last[code]!;
      last[code] = i;
      if (before < 0 || i - before > nearest[code]!) continue;
      if (i - before < nearest[code]!) {
        nearest[code] = i - before;
        between[code]!.clear();
      }
      for (let k = before + 1; k < i; k++) between[code]!.add(codes[k]!);
    }
  }
  return between.flatMap((others, a) => [...others].sort((x, y) => x - y).map((b): [number, number] => [a, b]));
}

/** The flows that remain when one activity is left out, each in the time of its occurrences. */
export class LeaveOneOut {
  private readonly log: SubLog;
  private readonly whole: Flow;
  /** Places of each activity in the codes: those of `a` from `from[a]` on. */
  private readonly from: Uint32Array;
  private readonly place: Uint32Array;
  /** Trace of each place. */
  private readonly trace: Uint32Array;

  constructor(log: SubLog, whole: Flow) {
    this.log = log;
    this.whole = whole;
    const { codes, offsets, size } = log;
    const events = offsets[size]!;
    this.from = new Uint32Array(whole.n + 1);
    for (let i = 0; i < events; i++) this.from[codes[i]! + 1]!++;
    for (let a = 0; a < whole.n; a++) this.from[a + 1]! += this.from[a]!;
    const next = this.from.slice();
    this.place = new Uint32Array(events);
    this.trace = new Uint32Array(events);
    for (let v = 0; v < size; v++) {
      for (let i = offsets[v]!; i < offsets[v + 1]!; i++) {
        this.trace[i] = v;
        this.place[next[codes[i]!]!++] = i;
      }
    }
  }

  /** The flow over all other activities, numbered without the one left out. */
  without(left: number): Flow {
    const { n } = this.whole;
    const smaller = (a: number) => (a > left ? a - 1 : a);
    const m = n - 1;
    const rest = (counts: Float64Array) => counts.filter((_, a) => a !== left);
    const flow = { n: m, follows: new Float64Array(m * m), start: rest(this.whole.start), end: rest(this.whole.end) };
    for (let a = 0; a < n; a++) {
      if (a === left) continue;
      for (let b = 0, into = smaller(a) * m; b < n; b++)
        if (b !== left) flow.follows[into++] = this.whole.follows[a * n + b]!;
    }
    const { codes, offsets, cases } = this.log;
    for (let k = this.from[left]!; k < this.from[left + 1]!; k++) {
      const at = this.place[k]!;
      const v = this.trace[at]!;
      const [begin, end] = [offsets[v]!, offsets[v + 1]!];
      if (at > begin && codes[at - 1] === left) continue;
      let behind = at + 1;
      while (behind < end && codes[behind] === left) behind++;
      const a = at > begin ? smaller(codes[at - 1]!) : -1;
      const b = behind < end ? smaller(codes[behind]!) : -1;
      if (a >= 0 && b >= 0) flow.follows[a * m + b]! += cases[v]!;
      else if (b >= 0) flow.start[b]! += cases[v]!;
      else if (a >= 0) flow.end[a]! += cases[v]!;
    }
    return flow;
  }
}

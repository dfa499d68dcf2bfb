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
 * Keeps what is frequent: first starts and ends at least `noise` times as frequent as the most frequent one, then arcs
 * that occur at least `noise` times as often as the most frequent way on from their source, for which an end that was kept
 * counts too (Leemans, Fahland, van der Aalst 2014, section 4).
 */
export function frequentFlow({ n, follows, start, end }: Flow, noise: number): Flow {
  const kept = { n, follows: new Float64Array(n * n), start: frequent(start, noise), end: frequent(end, noise) };
  for (let a = 0; a < n; a++) {
    let most = kept.end[a]!;
    for (let i = a * n; i < a * n + n; i++) if (follows[i]! > most) most = follows[i]!;
    for (let i = a * n; i < a * n + n; i++) if (follows[i]! >= noise * most) kept.follows[i] = follows[i]!;
  }
  return kept;
}

/** Counts of at least `noise` times the greatest; others become 0. */
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

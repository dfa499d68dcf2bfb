import { type Flow, flowOf } from '../inductive/flow.ts';
import type { SubLog } from '../inductive/sub-log.ts';

/** What the Heuristics Miner counts: who directly follows whom, and who stands between two occurrences of another. */
export interface Follows extends Flow {
  /** Occurrences of each activity. */
  readonly count: Float64Array;
  /** `[a * n + b]`: how often `aba` occurs. */
  readonly around: Float64Array;
  /** `[a * n + b]`: cases in which `a` is directly followed by `b`. */
  readonly casesWith: Float64Array;
}

export function followsOf(log: SubLog): Follows {
  const flow = flowOf(log);
  const { n } = flow;
  const [count, around, casesWith] = [new Float64Array(n), new Float64Array(n * n), new Float64Array(n * n)];
  const seenIn = new Int32Array(n * n).fill(-1);
  const { codes, offsets, cases } = log;
  for (let v = 0; v < log.size; v++)
    for (let i = offsets[v]!; i < offsets[v + 1]!; i++) {
      const code = codes[i]!;
      count[code]! += cases[v]!;
      const arc = i > offsets[v]! ? codes[i - 1]! * n + code : -1;
      if (arc >= 0 && seenIn[arc] !== v) {
        seenIn[arc] = v;
        casesWith[arc]! += cases[v]!;
      }
      if (i >= offsets[v]! + 2 && codes[i - 2] === code && codes[i - 1] !== code)
        around[code * n + codes[i - 1]!]! += cases[v]!;
    }
  return { ...flow, count, around, casesWith };
}

/** a ⇒ b: (|a>b| − |b>a|) ⁄ (|a>b| + |b>a| + 1); of an activity with itself |a>a| ⁄ (|a>a| + 1). Between −1 and 1. */
export function dependency({ n, follows }: Pick<Flow, 'n' | 'follows'>, a: number, b: number): number {
  const [there, back] = [follows[a * n + b]!, follows[b * n + a]!];
  return a === b ? there / (there + 1) : (there - back) / (there + back + 1);
}

/** a ⇒₂ b: (|aba| + |bab|) ⁄ (|aba| + |bab| + 1), for loops of two activities. */
export function loopOfTwo({ n, around }: Follows, a: number, b: number): number {
  const both = around[a * n + b]! + around[b * n + a]!;
  return both / (both + 1);
}

/** b and c beside each other behind a: (|b>c| + |c>b|) ⁄ (|a>b| + |a>c| + 1); before a likewise, with |b>a| and |c>a|. */
export function concurrency({ n, follows }: Flow, a: number, b: number, c: number, side: 'behind' | 'before'): number {
  const both = follows[b * n + c]! + follows[c * n + b]!;
  const own = (x: number) => (side === 'behind' ? follows[a * n + x]! : follows[x * n + a]!);
  return both / (own(b) + own(c) + 1);
}

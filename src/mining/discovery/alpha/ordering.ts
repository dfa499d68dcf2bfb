import { bitsOf, hasBit, setBit } from '../inductive/bit-graph.ts';
import { flowOf } from '../inductive/flow.ts';
import type { SubLog } from '../inductive/sub-log.ts';

/** The ordering relations of the Alpha algorithm as rows of bits, activity by activity. */
export interface Ordering {
  readonly n: number;
  /** 32-bit words of a row. */
  readonly words: number;
  /** a > b: `a` is somewhere directly followed by `b`. */
  readonly follows: Uint32Array;
  /** a → b: one causes the other. */
  readonly causes: Uint32Array;
  /** a # b: neither directly follows the other; `a` # `a` where it never follows itself. */
  readonly unrelated: Uint32Array;
  /** Of the traces that are not empty. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/**
 * Alpha: a → b where a > b and not b > a; # where neither (van der Aalst, Weijters, Maruster 2004). Alpha+ looks at short
 * loops too: where the log has both `aba` and `bab`, a → b and b → a (de Medeiros and others 2004).
 */
export function orderingOf(log: SubLog, variant: 'alpha' | 'alpha+'): Ordering {
  const flow = flowOf(log);
  const { n } = flow;
  const words = (n + 31) >>> 5;
  const [follows, causes, unrelated] = [rows(n, words), rows(n, words), rows(n, words)];
  for (let i = 0; i < flow.follows.length; i++)
    if (flow.follows[i]! > 0) setBit(follows, words, Math.floor(i / n), i % n);
  const around = variant === 'alpha+' ? surroundings(log, words) : null;
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) {
      const [there, back] = [hasBit(follows, words, a, b), hasBit(follows, words, b, a)];
      if (!there && !back) setBit(unrelated, words, a, b);
      const loop = around !== null && a !== b && hasBit(around, words, a, b) && hasBit(around, words, b, a);
      if (there && (!back || loop)) setBit(causes, words, a, b);
    }
  }
  return { n, words, follows, causes, unrelated, starts: bitsOf(flow.start), ends: bitsOf(flow.end) };
}

/** a △ b: somewhere `aba` occurs. */
function surroundings({ activities, codes, offsets, size }: SubLog, words: number): Uint32Array {
  const found = rows(activities.length, words);
  for (let v = 0; v < size; v++)
    for (let i = offsets[v]! + 2; i < offsets[v + 1]!; i++)
      if (codes[i] === codes[i - 2]) setBit(found, words, codes[i]!, codes[i - 1]!);
  return found;
}

const rows = (n: number, words: number) => new Uint32Array(n * words);

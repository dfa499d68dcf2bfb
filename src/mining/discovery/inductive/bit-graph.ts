import type { Flow } from './flow.ts';

/** A flow without its frequencies, as rows of bits: bit `b` of row `a` of `out` says that `a` is directly followed by `b`. */
export interface BitGraph {
  readonly n: number;
  /** 32-bit words of a row. */
  readonly words: number;
  /** The activities that are there; what rows hold of others means nothing. `start` and `end` hold none of them. */
  readonly alive: Uint32Array;
  readonly out: Uint32Array;
  /** The same arcs by the activity that they lead to. */
  readonly into: Uint32Array;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
}

export function bitGraph({ n, follows, start, end }: Flow): BitGraph {
  const words = (n + 31) >>> 5;
  const [out, into] = [new Uint32Array(n * words), new Uint32Array(n * words)];
  for (let a = 0, i = 0; a < n; a++) {
    for (let b = 0; b < n; b++, i++) {
      if (!(follows[i]! > 0)) continue;
      setBit(out, words, a, b);
      setBit(into, words, b, a);
    }
  }
  return { n, words, alive: firstBits(n), out, into, start: bitsOf(start), end: bitsOf(end) };
}

/** Which of the counts are not 0. */
export function bitsOf(counts: Float64Array): Uint32Array {
  const bits = new Uint32Array((counts.length + 31) >>> 5);
  for (let a = 0; a < counts.length; a++) if (counts[a]! > 0) setBit(bits, 0, 0, a);
  return bits;
}

export function setBit(rows: Uint32Array, words: number, a: number, b: number): void {
  rows[a * words + (b >>> 5)]! |= 1 << (b & 31);
}

export function clearBit(rows: Uint32Array, words: number, a: number, b: number): void {
  rows[a * words + (b >>> 5)]! &= ~(1 << (b & 31));
}

export const hasBit = (rows: Uint32Array, words: number, a: number, b: number): boolean =>
  ((rows[a * words + (b >>> 5)]! >>> (b & 31)) & 1) === 1;

/** A row of the first `n` bits. */
export function firstBits(n: number): Uint32Array {
  const bits = new Uint32Array((n + 31) >>> 5).fill(0xffffffff);
  if ((n & 31) !== 0) bits[bits.length - 1] = (1 << (n & 31)) - 1;
  return bits;
}

/** The numbers of the set bits of a row, rising; those that are also in `among`, when it is given. */
export function bitNumbers(rows: Uint32Array, words: number, a: number, among: Uint32Array | null = null): number[] {
  const found: number[] = [];
  for (let w = 0; w < words; w++)
    for (let bits = rows[a * words + w]! & (among === null ? -1 : among[w]!); bits !== 0; bits &= bits - 1)
      found.push((w << 5) + 31 - Math.clz32(bits & -bits));
  return found;
}

/** The graph of all others. Numbers stay those of the whole graph. */
export function withoutActivity(graph: BitGraph, left: number): BitGraph {
  const [alive, start, end] = [graph.alive.slice(), graph.start.slice(), graph.end.slice()];
  for (const bits of [alive, start, end]) clearBit(bits, graph.words, 0, left);
  return { ...graph, alive, start, end };
}

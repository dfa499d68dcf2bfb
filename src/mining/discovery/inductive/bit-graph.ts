import type { Flow } from './flow.ts';

/** A flow without its frequencies, as rows of bits: bit `b` of row `a` of `out` says that `a` is directly followed by `b`. */
export interface BitGraph {
  readonly n: number;
  /** 32-bit words of a row. */
  readonly words: number;
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
      out[a * words + (b >>> 5)]! |= 1 << (b & 31);
      into[b * words + (a >>> 5)]! |= 1 << (a & 31);
    }
  }
  return { n, words, out, into, start: bitsOf(start, words), end: bitsOf(end, words) };
}

function bitsOf(counts: Float64Array, words: number): Uint32Array {
  const bits = new Uint32Array(words);
  for (let a = 0; a < counts.length; a++) if (counts[a]! > 0) bits[a >>> 5]! |= 1 << (a & 31);
  return bits;
}

export const hasBit = (rows: Uint32Array, words: number, a: number, b: number): boolean =>
  ((rows[a * words + (b >>> 5)]! >>> (b & 31)) & 1) === 1;

/** The connected components of an undirected graph given by its rows, each rising, in order of their least number. */
export function components(rows: Uint32Array, n: number): number[][] {
  const words = (n + 31) >>> 5;
  const unseen = new Uint32Array(words);
  for (let a = 0; a < n; a++) unseen[a >>> 5]! |= 1 << (a & 31);
  const found: number[][] = [];
  for (let root = 0; root < n; root++)
    if (hasBit(unseen, words, 0, root)) found.push(spread(rows, words, root, unseen).sort((a, b) => a - b));
  return found;
}

/** All that is reached from `root`, taken out of `unseen`. */
function spread(rows: Uint32Array, words: number, root: number, unseen: Uint32Array): number[] {
  const members = [root];
  unseen[root >>> 5]! &= ~(1 << (root & 31));
  for (let at = 0; at < members.length; at++) {
    const row = members[at]! * words;
    for (let w = 0; w < words; w++) {
      let bits = rows[row + w]! & unseen[w]!;
      unseen[w]! &= ~bits;
      for (; bits !== 0; bits &= bits - 1) members.push((w << 5) + 31 - Math.clz32(bits & -bits));
    }
  }
  return members;
}

/** Whether every activity reaches every other one. */
export function isStronglyConnected({ n, words, out, into }: BitGraph): boolean {
  return [out, into].every((rows) => {
    const unseen = new Uint32Array(words).fill(0xffffffff);
    return spread(rows, words, 0, unseen).filter((a) => a < n).length === n;
  });
}

/** Which activity reaches which by one arc or more (Warshall 1962). */
export function closure(rows: Uint32Array, n: number): Uint32Array {
  const words = (n + 31) >>> 5;
  const reach = rows.slice();
  for (let k = 0; k < n; k++) {
    for (let a = 0; a < n; a++) {
      if (!hasBit(reach, words, a, k)) continue;
      for (let w = 0; w < words; w++) reach[a * words + w]! |= reach[k * words + w]!;
    }
  }
  return reach;
}

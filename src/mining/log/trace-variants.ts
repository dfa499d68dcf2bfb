import type { SegmentVariants } from '#sdk';

/**
 * Groups the traces of one segment: cases with the same sequence of codes share a local variant. A 64-bit rolling hash
 * (two multiplicative 32-bit lanes) finds candidates in an open-addressing table; equal hashes are verified code by code.
 * Local variants are numbered by their first case.
 * @param activity one code per event  @param offsets cases + 1
 */
export function traceVariants(activity: Uint16Array, offsets: Uint32Array): SegmentVariants {
  const cases = offsets.length - 1;
  const of = new Uint32Array(cases);
  const first: number[] = [];
  const low: number[] = [];
  const high: number[] = [];
  let mask = 1023;
  let table = new Int32Array(mask + 1).fill(-1);

  for (let c = 0; c < cases; c++) {
    const begin = offsets[c]!;
    const end = offsets[c + 1]!;
    let a = 0x9e3779b9 ^ (end - begin);
    let b = 0x85ebca6b;
    for (let e = begin; e < end; e++) {
      const code = activity[e]! + 1;
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b + code, 0x9e3779b1) ^ (b >>> 15);
    }
    a ^= a >>> 16;
    let slot = (a ^ b) & mask;
    let v: number;
    for (;;) {
      v = table[slot]!;
      if (v < 0) {
        v = first.push(c) - 1;
        low.push(a);
        high.push(b);
        table[slot] = v;
        if (first.length * 2 > mask) {
          mask = mask * 2 + 1;
          table = rebuild(mask, low, high);
        }
        break;
      }
      if (low[v] === a && high[v] === b && sameTrace(activity, offsets, first[v]!, begin, end)) break;
      slot = (slot + 1) & mask;
    }
    of[c] = v;
  }
  return { of, first: Uint32Array.from(first) };
}

function rebuild(mask: number, low: readonly number[], high: readonly number[]): Int32Array<ArrayBuffer> {
  const table = new Int32Array(mask + 1).fill(-1);
  for (let v = 0; v < low.length; v++) {
    let slot = (low[v]! ^ high[v]!) & mask;
    while (table[slot]! >= 0) slot = (slot + 1) & mask;
    table[slot] = v;
  }
  return table;
}

function sameTrace(activity: Uint16Array, offsets: Uint32Array, other: number, begin: number, end: number): boolean {
  const start = offsets[other]!;
  if (offsets[other + 1]! - start !== end - begin) return false;
  for (let e = begin, o = start; e < end; e++, o++) if (activity[e] !== activity[o]) return false;
  return true;
}

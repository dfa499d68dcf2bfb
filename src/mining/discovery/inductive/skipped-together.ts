import { type BitGraph, bitNumbers } from './bit-graph.ts';

/**
 * Parts of a sequence joined where they are left out only together (strict sequence cut; Leemans 2017), so that `abc` and
 * `c` become an optional `ab` before `c`, and not an optional `a` and an optional `b`. A part that some way passes by is
 * joined with the parts before it from which every way leads to it and none beyond it, and likewise with those behind it
 * that are entered only from it on. Where that would join all parts, they stay as they are.
 */
export function skippedTogether(
  graph: BitGraph,
  parts: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  const n = parts.length;
  if (n === 2) return parts;
  const { farthest, earliest, skipped } = waysBetween(graph, parts);
  // Whether the part belongs to the one behind it.
  const joined = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    if (!skipped[i]) continue;
    if (i > 0 && farthest[i - 1] === i) for (let k = i - 1; k >= 0 && farthest[k]! <= i; k--) joined[k] = 1;
    if (i < n - 1 && earliest[i + 1] === i) for (let k = i + 1; k < n && earliest[k]! >= i; k++) joined[k - 1] = 1;
  }
  const found: number[][] = [[]];
  for (const [i, part] of parts.entries()) {
    found.at(-1)!.push(...part);
    if (joined[i] === 0 && i < n - 1) found.push([]);
  }
  return found.length === 1 ? parts : found.map((part) => part.sort((a, b) => a - b));
}

/**
 * By part: the last one that an arc out of it leads to (`n`: the end), the first one that an arc into it comes from (−1:
 * the start), and whether an arc, a start or an end passes it by.
 */
function waysBetween(graph: BitGraph, parts: readonly (readonly number[])[]) {
  const { n: activities, words, alive, out, start, end } = graph;
  const n = parts.length;
  const partOf = new Int32Array(activities);
  for (const [p, members] of parts.entries()) for (const a of members) partOf[a] = p;
  const farthest = new Int32Array(n).fill(-1);
  const earliest = new Int32Array(n).fill(n);
  const skipped = new Uint8Array(n);
  const way = (from: number, to: number) => {
    if (from >= 0 && to > farthest[from]!) farthest[from] = to;
    if (to < n && from < earliest[to]!) earliest[to] = from;
    for (let p = from + 1; p < to; p++) skipped[p] = 1;
  };
  for (const a of bitNumbers(start, words, 0)) way(-1, partOf[a]!);
  for (const a of bitNumbers(end, words, 0)) way(partOf[a]!, n);
  for (const [p, members] of parts.entries())
    for (const a of members) for (const b of bitNumbers(out, words, a, alive)) if (partOf[b] !== p) way(p, partOf[b]!);
  return { farthest, earliest, skipped };
}

import type { Operator } from '../../model/process-tree.ts';
import { type BitGraph, bitGraph, closure, components, hasBit, isStronglyConnected } from './bit-graph.ts';
import type { Flow } from './flow.ts';
import { Groups } from './groups.ts';

/** A cut: an operator, and the activities of each child, rising. */
export interface Cut {
  readonly operator: Exclude<Operator, 'or'>;
  readonly parts: readonly (readonly number[])[];
}

/** Pairs that are not concurrent although each follows the other; asked for only when a concurrent cut is in sight. */
export type NotConcurrent = () => readonly (readonly [number, number])[];

/**
 * The first cut that the flow has, in the order of the paper: exclusive choice, sequence, concurrency, loop (Leemans,
 * Fahland, van der Aalst 2013). Concurrency is first looked for with the minimum self-distance, which keeps a loop beside
 * another branch together; where that leaves nothing and there is no loop either, without it.
 */
export function findCut(flow: Flow, notConcurrent: NotConcurrent): Cut | null {
  if (flow.n < 2) return null;
  const graph = bitGraph(flow);
  return (
    choiceCut(graph) ??
    sequenceCut(graph) ??
    concurrentCut(graph, notConcurrent) ??
    loopCut(graph) ??
    concurrentCut(graph, () => [])
  );
}

const cut = (operator: Cut['operator'], parts: readonly (readonly number[])[]): Cut | null =>
  parts.length > 1 ? { operator, parts } : null;

/** Exclusive choice: the components of the graph. */
function choiceCut({ n, out, into }: BitGraph): Cut | null {
  return cut(
    'choice',
    components(
      out.map((row, i) => row | into[i]!),
      n,
    ),
  );
}

/**
 * Sequence: activities that reach each other belong together, and such that reach each other in neither direction; all
 * others are ordered by reachability.
 */
function sequenceCut(graph: BitGraph): Cut | null {
  const { n, words, out, into } = graph;
  if (isStronglyConnected(graph)) return null;
  const [reaches, reached] = [closure(out, n), closure(into, n)];
  const parts = components(
    reaches.map((row, i) => ~(row ^ reached[i]!)),
    n,
  );
  return cut(
    'sequence',
    parts.toSorted(([a], [b]) => (hasBit(reaches, words, a!, b!) ? -1 : 1)),
  );
}

/**
 * Concurrency: activities of different parts follow each other in both directions, and each part has a start and an end.
 * Parts that lack one: with only starts and with only ends are joined in pairs, in order of their first activity; what
 * is left over joins the first part that has both.
 */
function concurrentCut(graph: BitGraph, notConcurrent: NotConcurrent): Cut | null {
  const { n, out, into } = graph;
  const parts = components(
    out.map((row, i) => ~(row & into[i]!)),
    n,
  );
  if (parts.length < 2) return null;
  const groups = new Groups(n);
  for (const part of parts) for (const a of part) groups.join(part[0]!, a);
  for (const [a, b] of notConcurrent()) groups.join(a, b);
  return cut('parallel', withStartAndEnd(graph, groups));
}

function withStartAndEnd({ start, end, words }: BitGraph, groups: Groups): number[][] {
  const parts = groups.list();
  const has = (part: readonly number[], bits: Uint32Array) => part.some((a) => hasBit(bits, words, 0, a));
  const onlyStart = parts.filter((part) => has(part, start) && !has(part, end));
  const onlyEnd = parts.filter((part) => !has(part, start) && has(part, end));
  for (let i = 0; i < Math.min(onlyStart.length, onlyEnd.length); i++) groups.join(onlyStart[i]![0]!, onlyEnd[i]![0]!);
  const complete = groups.list().find((part) => has(part, start) && has(part, end));
  if (!complete) return [];
  for (const part of groups.list()) if (!has(part, start) || !has(part, end)) groups.join(part[0]!, complete[0]!);
  return groups.list();
}

/**
 * Loop: the body holds all starts and ends; it is left only from ends and entered again only at starts; a redo part is
 * entered from every end, or the activity belongs to the body, and likewise goes back to every start.
 */
function loopCut({ n, words, out, into, start, end }: BitGraph): Cut | null {
  const all = Array.from({ length: n }, (_, a) => a);
  const border = all.filter((a) => hasBit(start, words, 0, a) || hasBit(end, words, 0, a));
  const first = border[0];
  if (first === undefined || border.length === n) return null;
  const groups = new Groups(n);
  for (const a of border) groups.join(first, a);
  const isBorder = new Set(border);
  for (const a of all) {
    if (isBorder.has(a)) continue;
    for (const b of all) if (!isBorder.has(b) && hasBit(out, words, a, b)) groups.join(a, b);
    const fromEnds = partOf(into, a, words, end);
    const toStarts = partOf(out, a, words, start);
    // From a start that is no end, or to an end that is no start: inside the body.
    const inside = meets(into, a, words, start, end) || meets(out, a, words, end, start);
    if (fromEnds === 'some' || toStarts === 'some' || inside) groups.join(first, a);
  }
  const parts = groups.list();
  const isBody = (part: readonly number[]) => groups.of(part[0]!) === groups.of(first);
  return cut('loop', [...parts.filter(isBody), ...parts.filter((part) => !isBody(part))]);
}

/** How many of a set the row holds. */
function partOf(rows: Uint32Array, a: number, words: number, set: Uint32Array): 'none' | 'some' | 'all' {
  let [hits, misses] = [false, false];
  for (let w = 0; w < words; w++) {
    if ((rows[a * words + w]! & set[w]!) !== 0) hits = true;
    if ((~rows[a * words + w]! & set[w]!) !== 0) misses = true;
  }
  return !hits ? 'none' : misses ? 'some' : 'all';
}

/** Whether the row holds one of the set that is not of the other. */
function meets(rows: Uint32Array, a: number, words: number, set: Uint32Array, other: Uint32Array): boolean {
  for (let w = 0; w < words; w++) if ((rows[a * words + w]! & set[w]! & ~other[w]!) !== 0) return true;
  return false;
}

import type { Operator } from '../../model/process-tree.ts';
import { type BitGraph, bitNumbers, hasBit } from './bit-graph.ts';
import { components, isStronglyConnected, reachability } from './components.ts';
import { Groups } from './groups.ts';
import { skippedTogether } from './skipped-together.ts';

/** A cut: an operator, and the activities of each child, rising. */
export interface Cut {
  readonly operator: Exclude<Operator, 'or'>;
  readonly parts: readonly (readonly number[])[];
}

/** The operators of cuts in the order in which they are looked for. */
export const CUT_ORDER: readonly Cut['operator'][] = ['choice', 'sequence', 'parallel', 'loop'];

/** Pairs that are not concurrent although each follows the other; asked for only when a concurrent cut is in sight. */
export type NotConcurrent = () => readonly (readonly [number, number])[];

/**
 * The first cut that the graph has, in the order of the paper: exclusive choice, sequence, concurrency, loop (Leemans,
 * Fahland, van der Aalst 2013). Concurrency is first looked for with the minimum self-distance, which keeps a loop beside
 * another branch together; where that leaves nothing and there is no loop either, without it.
 */
export function findCut(graph: BitGraph, notConcurrent: NotConcurrent): Cut | null {
  return (
    unconnectedCut(graph) ?? concurrentCut(graph, notConcurrent) ?? loopCut(graph) ?? concurrentCut(graph, () => [])
  );
}

/** A choice or a sequence: only where not every activity reaches every other one. */
export const unconnectedCut = (graph: BitGraph): Cut | null =>
  isStronglyConnected(graph) ? null : (choiceCut(graph) ?? sequenceCut(graph));

const cut = (operator: Cut['operator'], parts: readonly (readonly number[])[]): Cut | null =>
  parts.length > 1 ? { operator, parts } : null;

/** Exclusive choice: the components of the graph. */
function choiceCut({ out, into, alive }: BitGraph): Cut | null {
  const rows = new Uint32Array(out.length);
  for (let i = 0; i < rows.length; i++) rows[i] = out[i]! | into[i]!;
  return cut('choice', components(rows, alive));
}

/**
 * Sequence: activities that reach each other belong together, and such that reach each other in neither direction; all
 * others are ordered by reachability. Parts that are only left out together are joined (strict sequence cut).
 */
function sequenceCut(graph: BitGraph): Cut | null {
  const { components: strong, unordered, reaches } = reachability(graph);
  if (unordered.length < 2) return null;
  const ordered = unordered.toSorted(([i], [k]) => (reaches(i!, k!) ? -1 : 1));
  const parts = ordered.map((part) => part.flatMap((i) => strong[i]!).sort((a, b) => a - b));
  return cut('sequence', skippedTogether(graph, parts));
}

/**
 * Concurrency: activities of different parts follow each other in both directions, and each part has a start and an end.
 * Parts that lack one: with only starts and with only ends are joined in pairs, in order of their first activity; what
 * is left over joins the first part that has both.
 */
function concurrentCut(graph: BitGraph, notConcurrent: NotConcurrent): Cut | null {
  const { n, out, into, alive } = graph;
  const rows = new Uint32Array(out.length);
  for (let i = 0; i < rows.length; i++) rows[i] = ~(out[i]! & into[i]!);
  const parts = components(rows, alive);
  if (parts.length < 2) return null;
  const groups = Groups.of(n, parts);
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
function loopCut({ n, words, alive, out, into, start, end }: BitGraph): Cut | null {
  const [border, inner] = [new Uint32Array(words), new Uint32Array(words)];
  for (let w = 0; w < words; w++) {
    border[w] = start[w]! | end[w]!;
    inner[w] = alive[w]! & ~border[w]!;
  }
  if (inner.every((word) => word === 0)) return null;
  const rows = new Uint32Array(n * words);
  for (let i = 0; i < rows.length; i++) rows[i] = out[i]! | into[i]!;
  const body = bitNumbers(border, words, 0);
  const redo: number[][] = [];
  for (const part of components(rows, inner)) {
    const belongs = part.some((a) => {
      const partly = isPart(into, a, words, end) || isPart(out, a, words, start);
      // From a start that is no end, or to an end that is no start: inside the body.
      return partly || meets(into, a, words, start, end) || meets(out, a, words, end, start);
    });
    if (belongs) body.push(...part);
    else redo.push(part);
  }
  return body.length === 0 ? null : cut('loop', [body.sort((a, b) => a - b), ...redo]);
}

/** Whether the row holds some of a set and lacks others. */
function isPart(rows: Uint32Array, a: number, words: number, set: Uint32Array): boolean {
  let [hits, misses] = [0, 0];
  for (let w = 0; w < words; w++) {
    hits |= rows[a * words + w]! & set[w]!;
    misses |= ~rows[a * words + w]! & set[w]!;
  }
  return hits !== 0 && misses !== 0;
}

/** Whether the row holds one of the set that is not of the other. */
function meets(rows: Uint32Array, a: number, words: number, set: Uint32Array, other: Uint32Array): boolean {
  for (let w = 0; w < words; w++) if ((rows[a * words + w]! & set[w]! & ~other[w]!) !== 0) return true;
  return false;
}

import type { Operator } from '../../model/process-tree.ts';
import type { Flow } from './flow.ts';
import { Groups } from './groups.ts';
import { reachability } from './reachability.ts';

/** A cut: an operator, and the activities of each child, rising. */
export interface Cut {
  readonly operator: Exclude<Operator, 'or'>;
  readonly parts: readonly (readonly number[])[];
}

/** Pairs that are not concurrent although each follows the other; asked for only when a concurrent cut is in sight. */
export type NotConcurrent = () => readonly (readonly [number, number])[];

/**
 * The first cut that the flow has, in the order of the paper: exclusive choice, sequence, concurrency, loop (Leemans,
 * Fahland, van der Aalst 2013). Concurrency by minimum self-distance comes before the loop, without it behind.
 */
export function findCut(flow: Flow, notConcurrent: NotConcurrent): Cut | null {
  if (flow.n < 2) return null;
  return (
    choiceCut(flow) ??
    sequenceCut(flow) ??
    concurrentCut(flow, notConcurrent) ??
    loopCut(flow) ??
    concurrentCut(flow, () => [])
  );
}

const cut = (operator: Cut['operator'], parts: readonly (readonly number[])[]): Cut | null =>
  parts.length > 1 ? { operator, parts } : null;

/** Exclusive choice: the components of the graph. */
function choiceCut({ n, follows }: Flow): Cut | null {
  const groups = new Groups(n);
  for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) if (follows[a * n + b]! > 0) groups.join(a, b);
  return cut('choice', groups.list());
}

/**
 * Sequence: activities that reach each other belong together, and such that reach each other in neither direction; all
 * others are ordered by reachability.
 */
function sequenceCut(flow: Flow): Cut | null {
  const { n } = flow;
  const reach = reachability(flow);
  const groups = new Groups(n);
  for (let a = 0; a < n; a++) for (let b = 0; b < a; b++) if (reach.has(a, b) === reach.has(b, a)) groups.join(a, b);
  const parts = groups.list();
  return cut(
    'sequence',
    parts.toSorted(([a], [b]) => (reach.has(a!, b!) ? -1 : 1)),
  );
}

/**
 * Concurrency: activities of different parts follow each other in both directions, and each part has a start and an end.
 * Parts that lack one: with only starts and with only ends are joined in pairs, in order of their first activity; what
 * is left over joins the first part that has both.
 */
function concurrentCut(flow: Flow, notConcurrent: NotConcurrent): Cut | null {
  const { n, follows } = flow;
  const groups = new Groups(n);
  for (let a = 0; a < n; a++)
    for (let b = 0; b < a; b++) if (follows[a * n + b] === 0 || follows[b * n + a] === 0) groups.join(a, b);
  if (groups.list().length < 2) return null;
  for (const [a, b] of notConcurrent()) groups.join(a, b);
  return cut('parallel', withStartAndEnd(flow, groups));
}

function withStartAndEnd({ start, end }: Flow, groups: Groups): number[][] {
  const parts = groups.list();
  const has = (part: readonly number[], counts: Float64Array) => part.some((a) => counts[a]! > 0);
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
function loopCut({ n, follows, start, end }: Flow): Cut | null {
  const all = Array.from({ length: n }, (_, a) => a);
  const [starts, ends] = [all.filter((a) => start[a]! > 0), all.filter((a) => end[a]! > 0)];
  const first = starts[0] ?? ends[0];
  if (first === undefined) return null;
  const groups = new Groups(n);
  for (const a of [...starts, ...ends]) groups.join(first, a);
  const border = new Set([...starts, ...ends]);
  const inner = all.filter((a) => !border.has(a));
  const goes = (a: number, b: number) => follows[a * n + b]! > 0;
  for (const a of inner) for (const b of inner) if (goes(a, b)) groups.join(a, b);
  for (const a of inner) {
    const fromEnds = ends.filter((e) => goes(e, a)).length;
    const toStarts = starts.filter((s) => goes(a, s)).length;
    const partly = (fromEnds > 0 && fromEnds < ends.length) || (toStarts > 0 && toStarts < starts.length);
    const fromElsewhere = starts.some((s) => end[s] === 0 && goes(s, a));
    const toElsewhere = ends.some((e) => start[e] === 0 && goes(a, e));
    if (partly || fromElsewhere || toElsewhere) groups.join(first, a);
  }
  const parts = groups.list();
  const isBody = (part: readonly number[]) => groups.of(part[0]!) === groups.of(first);
  return cut('loop', [...parts.filter(isBody), ...parts.filter((part) => !isBody(part))]);
}

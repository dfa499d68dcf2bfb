import { firstSteps, OUTSIDE } from '../../model/widest-paths.ts';
import { type Arc, type FollowsGraph, PairSet } from './follows-graph.ts';

/** The graph without the arcs that only say that two activities are concurrent, and which those are. */
export interface PrunedGraph {
  readonly arcs: readonly Arc[];
  readonly concurrent: PairSet;
}

/**
 * Concurrency (Split Miner, definition of the pruned graph): of two activities that follow each other in both orders
 *
 * - both arcs stay where one of them was seen between two of the other and neither follows itself (a short loop), or where the
 *   pair is in `apart`;
 * - else they are concurrent when the two counts are about the same, ||a→b| − |b→a|| ⁄ (|a→b| + |b→a|) < epsilon: no arc stays;
 * - else the weaker arc goes; of equal ones the arc from the later name.
 *
 * An arc without which an activity would lie on no path from a start to an end stays, the heaviest first, and its pair is then
 * not concurrent.
 */
export function pruned(graph: FollowsGraph, epsilon: number, apart: PairSet): PrunedGraph {
  const { activities: n, arcs, selfLoop, shortLoops } = graph;
  const key = (from: number, to: number) => from * n + to;
  const between = arcs.filter(({ from, to }) => from !== OUTSIDE && to !== OUTSIDE);
  const countOf = new Map(between.map(({ from, to, count }) => [key(from, to), count]));
  const concurrent = new PairSet(n);
  const [kept, gone]: [Arc[], Arc[]] = [[], []];
  for (const arc of arcs) {
    const { from, to, count } = arc;
    const back = from === OUTSIDE || to === OUTSIDE ? undefined : countOf.get(key(to, from));
    const isShortLoop = shortLoops.has(from, to) && !selfLoop[from] && !selfLoop[to];
    if (back === undefined || isShortLoop || apart.has(from, to)) kept.push(arc);
    else if (Math.abs(count - back) / (count + back) < epsilon) {
      concurrent.add(from, to);
      gone.push(arc);
    } else (count > back || (count === back && from < to) ? kept : gone).push(arc);
  }
  for (const arc of neededOf(kept, gone)) {
    kept.push(arc);
    concurrent.delete(arc.from, arc.to);
  }
  return { arcs: kept.sort(byEnds), concurrent };
}

export const byEnds = (a: Arc, b: Arc): number => a.from - b.from || a.to - b.to;
export const byCount = (a: Arc, b: Arc): number => b.count - a.count || byEnds(a, b);

/** Of the arcs that go, those without which an activity could not be reached, or could not end. */
function neededOf(kept: readonly Arc[], gone: readonly Arc[]): Arc[] {
  const steps = [...kept, ...gone.toSorted(byCount)];
  const used = new Set([...firstSteps(steps, 'from', 'to').values(), ...firstSteps(steps, 'to', 'from').values()]);
  return gone.filter((arc) => used.has(arc));
}

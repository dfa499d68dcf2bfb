import type { FlowGraph } from './flow-graph.ts';
import type { Fragment } from './fragment.ts';
import { Rounds } from './rounds.ts';
import { type Skeleton, skeletonOf } from './skeleton.ts';

/** How a merge joins: the first that comes, all, or all that can still come. */
export type Join = 'exclusive' | 'parallel' | 'inclusive';

/** A skeleton of which it is known how its merges join. */
export interface JoinedSkeleton extends Skeleton {
  readonly rounds: Rounds;
  /** By node; `exclusive` where one edge leads to it. */
  readonly join: readonly Join[];
}

/**
 * Joins of a bond or rigid (Split Miner, sections 3.5 and 3.6), each as simple as it can be: `exclusive` where no two edges
 * into it are ever done in one round, `parallel` where all are done whenever one is, else `inclusive`. In a bond that is the kind of
 * the split at its entry, in a rigid with one kind of splits that kind; in mixed ones it is the least that an inclusive join can
 * be replaced by (Favre, Völzer 2012). Edges that lead back are always joined exclusively.
 */
export function joined(skeleton: Skeleton): JoinedSkeleton {
  const rounds = new Rounds(skeleton);
  return { ...skeleton, rounds, join: skeleton.into.map((edges, node) => joinOf(rounds, node, edges)) };
}

/** Of every bond and rigid in the tree of the graph. */
export function joinedSkeletons(graph: FlowGraph, tree: Fragment): Map<Fragment, JoinedSkeleton> {
  const found = new Map<Fragment, JoinedSkeleton>();
  const open = [tree];
  for (let fragment = open.pop(); fragment; fragment = open.pop()) {
    if (fragment.kind === 'bond' || fragment.kind === 'rigid') found.set(fragment, joined(skeletonOf(graph, fragment)));
    open.push(...fragment.children);
  }
  return found;
}

/** Edges with which a round ends: those that lead back, and the way out. */
export const endsOf = ({ edges }: Skeleton): number[] =>
  [...edges.keys()].filter((e) => edges[e]!.back || edges[e]!.to < 0);

function joinOf(rounds: Rounds, node: number, edges: readonly number[]): Join {
  const pairs = edges.flatMap((e, i) => edges.slice(i + 1).map((f) => rounds.ways.together(e, f)));
  if (!pairs.includes(true)) return 'exclusive';
  if (pairs.includes(false)) return 'inclusive';
  const { starts, edges: all } = rounds.skeleton;
  for (const start of starts) {
    const reached = rounds.reachable(start);
    if (start === node || reached[node] === 0) continue;
    if (edges.some((e) => reached[all[e]!.from] === 0)) return 'inclusive';
    for (const f of edges) {
      const others = rounds.possibleWithout(start, new Set([f]));
      if (edges.some((e) => others.has(e))) return 'inclusive';
    }
  }
  return 'parallel';
}

import type { Fragment } from '../../model/flow/fragment.ts';
import { endsOf, type JoinedSkeleton } from '../../model/flow/joins.ts';
import { OUTSIDE } from '../../model/widest-paths.ts';
import { PairSet } from './follows-graph.ts';
import type { SplitGraph } from './split-graph.ts';

/**
 * Pairs of concurrent activities that cannot stay concurrent, because a model with them could not end properly: two branches of
 * a parallel split of which one can begin another round of a loop while the other does so too, or goes on. For each such pair of
 * ways a split at which they part loses the concurrency of the activities it was made for. With `inclusive`, also where two
 * ways come to a join that would have to be inclusive.
 */
export function takenBack(
  graph: SplitGraph,
  skeletons: ReadonlyMap<Fragment, JoinedSkeleton>,
  concurrent: PairSet,
  inclusive: boolean,
): (readonly [number, number])[] {
  const found = new PairSet(graph.nodes);
  const out = Map.groupBy(graph.edges.keys(), (e) => graph.edges[e]!.from);
  for (const skeleton of skeletons.values()) {
    for (const edges of partings(skeleton, inclusive)) {
      const [one, two] = edges.map((edge) => activitiesOf(graph, out, skeleton, edge)) as [number[], number[]];
      const node = skeleton.nodes[skeleton.edges[edges[0]]!.from]!;
      const split = out.get(node)!.flatMap((e) => graph.edges[e]!.leads);
      if (!addConcurrent(found, one, two, concurrent)) addConcurrent(found, split, split, concurrent);
    }
  }
  return found.list();
}

/** Where the ways to two ends of a round, or into an inclusive join, part. */
function partings(skeleton: JoinedSkeleton, inclusive: boolean): (readonly [number, number])[] {
  const { into, join, rounds } = skeleton;
  const ends = endsOf(skeleton);
  const joins = inclusive || ends.length > 1 ? into.filter((_, node) => join[node] === 'inclusive') : [];
  return [ends, ...joins].flatMap((list) => rounds.ways.partings(list));
}

/** Activities for which a split has an edge: those of all its edges into the child, or of those that leave the fragment. */
function activitiesOf(
  graph: SplitGraph,
  out: ReadonlyMap<number, readonly number[]>,
  skeleton: JoinedSkeleton,
  edge: number,
): number[] {
  const { child, from } = skeleton.edges[edge]!;
  const node = skeleton.nodes[from]!;
  const inside = (fragment: Fragment): number[] =>
    fragment.entry !== node ? [] : fragment.kind === 'edge' ? [fragment.edge] : fragment.children.flatMap(inside);
  const edgesOf = (e: number) => {
    const of = skeleton.edges[e]!.child;
    return of ? inside(of) : [];
  };
  const taken = new Set(child ? [] : skeleton.out[from]!.flatMap(edgesOf));
  const own = child ? inside(child) : out.get(node)!.filter((e) => !taken.has(e));
  return own.flatMap((e) => graph.edges[e]!.leads);
}

/** Whether there are any. */
function addConcurrent(to: PairSet, some: readonly number[], others: readonly number[], concurrent: PairSet): boolean {
  let any = false;
  for (const a of some)
    for (const b of others) {
      if (a === OUTSIDE || b === OUTSIDE || !concurrent.has(a, b)) continue;
      to.add(a, b);
      any = true;
    }
  return any;
}

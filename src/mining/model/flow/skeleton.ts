import type { FlowGraph } from './flow-graph.ts';
import type { Fragment } from './fragment.ts';

/** An edge between nodes of a skeleton: a child fragment, or the way out of the whole fragment (`child` null, `to` −1). */
export interface SkeletonEdge {
  readonly child: Fragment | null;
  readonly from: number;
  readonly to: number;
  /** It leads back to a node that it can be reached from: another round begins there. */
  readonly back: boolean;
}

/**
 * A bond or rigid with its children as edges. Nodes are numbered so that all edges but those that lead back rise: node 0 is
 * the entry. A round begins at the entry or where an edge leads back to, and ends on an edge that leads back or out.
 */
export interface Skeleton {
  /** Numbers in the flow graph. */
  readonly nodes: readonly number[];
  readonly edges: readonly SkeletonEdge[];
  /** Edges out of each node, the way out included; edges into each that do not lead back. */
  readonly out: readonly (readonly number[])[];
  readonly into: readonly (readonly number[])[];
  /** Whether the node gives a token to all its edges. */
  readonly parallel: readonly boolean[];
  /** Nodes at which a round begins, the entry first. */
  readonly starts: readonly number[];
  readonly exit: number;
}

export function skeletonOf(graph: FlowGraph, fragment: Fragment): Skeleton {
  const children = Map.groupBy(fragment.children, ({ entry }) => entry);
  const { order, back } = depthFirst(fragment.entry, children);
  const number = new Map(order.map((node, i) => [node, i]));
  const edges = order.flatMap((node, from): SkeletonEdge[] => {
    const own = (children.get(node) ?? []).map(
      (child): SkeletonEdge => ({ child, from, to: number.get(child.exit)!, back: back.has(child) }),
    );
    return node === fragment.exit ? [...own, { child: null, from, to: -1, back: false }] : own;
  });
  const out: number[][] = order.map(() => []);
  const into: number[][] = order.map(() => []);
  const starts = new Set([0]);
  for (const [e, edge] of edges.entries()) {
    out[edge.from]!.push(e);
    if (edge.back) starts.add(edge.to);
    else if (edge.to >= 0) into[edge.to]!.push(e);
  }
  const parallel = order.map((node) => graph.kinds[node]!.kind === 'parallel');
  const exit = number.get(fragment.exit)!;
  return { nodes: order, edges, out, into, parallel, starts: [...starts], exit };
}

/** Nodes in an order in which all edges rise but those that lead back to a node whose search has not ended. */
function depthFirst(entry: number, children: ReadonlyMap<number, readonly Fragment[]>) {
  const order: number[] = [];
  const back = new Set<Fragment>();
  const open = new Set<number>([entry]);
  const done = new Set<number>();
  const stack = [{ node: entry, at: 0 }];
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    // The last child first, so that the nodes of the first come first in the order.
    const own = children.get(top.node) ?? [];
    const child = own[own.length - 1 - top.at++];
    if (!child) {
      stack.pop();
      open.delete(top.node);
      done.add(top.node);
      order.push(top.node);
    } else if (open.has(child.exit)) back.add(child);
    else if (!done.has(child.exit)) {
      open.add(child.exit);
      stack.push({ node: child.exit, at: 0 });
    }
  }
  return { order: order.reverse(), back };
}

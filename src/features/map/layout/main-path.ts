import type { MapGraph } from './model.ts';

/**
 * Places of the nodes of the main path: from the most frequent start along the most frequent arc that leads forward in
 * the order, until more traces end at a node than go on from it. Ties: the node earlier in the order.
 */
export function mainPath(graph: MapGraph, position: Int32Array): number[] {
  if (graph.nodes.length === 0) return [];
  const begin = [...graph.nodes.keys()].reduce((best, node) => earlier(graph, position, best, node));
  const next = heaviestForward(graph, position);
  const path = [begin];
  for (let node = begin; ; ) {
    const arc = next.get(node);
    if (!arc || graph.nodes[node]!.end > arc.weight) return path;
    path.push(arc.to);
    node = arc.to;
  }
}

function earlier({ nodes }: MapGraph, position: Int32Array, a: number, b: number): number {
  const more = nodes[b]!.start - nodes[a]!.start;
  if (more !== 0) return more > 0 ? b : a;
  return position[b]! < position[a]! ? b : a;
}

function heaviestForward(graph: MapGraph, position: Int32Array): Map<number, { to: number; weight: number }> {
  const next = new Map<number, { to: number; weight: number }>();
  for (const { from, to, weight } of graph.arcs) {
    if (position[to]! <= position[from]!) continue;
    const best = next.get(from);
    if (!best || weight > best.weight || (weight === best.weight && position[to]! < position[best.to]!))
      next.set(from, { to, weight });
  }
  return next;
}

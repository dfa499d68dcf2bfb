import type { MapGraph } from './model.ts';

interface Neighbour {
  node: number;
  weight: number;
  /** The arc leads away from the node whose neighbour this is. */
  out: boolean;
}

/** Neighbours of each node over arcs that are not loops. */
export function neighboursOf(graph: MapGraph): Neighbour[][] {
  const lists: Neighbour[][] = graph.nodes.map(() => []);
  for (const { from, to, weight } of graph.arcs) {
    if (from === to) continue;
    lists[from]!.push({ node: to, weight, out: true });
    lists[to]!.push({ node: from, weight, out: false });
  }
  return lists;
}

/**
 * Position of each node in an order in which little weight runs backwards: the greedy order of Eades, Lin and Smyth
 * (1993) with weights, then `passes` rounds in which each node goes where least of its own weight runs backwards.
 * Ties: the node listed first.
 */
export function flowOrder(graph: MapGraph, passes: number): Int32Array {
  const neighbours = neighboursOf(graph);
  const order = greedyOrder(graph, neighbours);
  for (let pass = 0; pass < passes; pass++) {
    let moved = false;
    for (let node = 0; node < order.length; node++) moved = sift(order, node, neighbours[node]!) || moved;
    if (!moved) break;
  }
  return positionsOf(order);
}

function positionsOf(order: readonly number[]): Int32Array {
  const positions = new Int32Array(order.length);
  for (const [position, node] of order.entries()) positions[node] = position;
  return positions;
}

function greedyOrder(graph: MapGraph, neighbours: readonly Neighbour[][]): number[] {
  const out = new Float64Array(graph.nodes.length);
  const into = new Float64Array(graph.nodes.length);
  for (const { from, to, weight } of graph.arcs) {
    if (from === to) continue;
    out[from]! += weight;
    into[to]! += weight;
  }
  const left = new Set(graph.nodes.keys());
  const [head, tail]: [number[], number[]] = [[], []];
  while (left.size > 0) {
    const { node, last } = nextOf(left, out, into, graph);
    left.delete(node);
    (last ? tail : head).push(node);
    for (const { node: other, weight, out: away } of neighbours[node]!) (away ? into : out)[other]! -= weight;
  }
  return [...head, ...tail.reverse()];
}

/** A sink goes to the end, a source to the beginning; else whatever gives most more than it takes. */
function nextOf(left: ReadonlySet<number>, out: Float64Array, into: Float64Array, { nodes }: MapGraph) {
  let best = -1;
  let bestGain = Number.NEGATIVE_INFINITY;
  for (const node of left) {
    const isSink = out[node]! <= 0;
    if (isSink && into[node]! > 0) return { node, last: true };
    const gain = into[node]! <= 0 ? Number.MAX_VALUE : out[node]! - into[node]! + nodes[node]!.start;
    if (gain > bestGain) [best, bestGain] = [node, gain];
  }
  return { node: best, last: false };
}

/** Moves a node to where least of its weight runs backwards; stays where nothing is gained. */
function sift(order: number[], node: number, neighbours: readonly Neighbour[]): boolean {
  const at = order.indexOf(node);
  order.splice(at, 1);
  const weightAt = new Float64Array(order.length);
  const positions = positionsWithout(order, node);
  let cost = 0;
  // At the very front every arc into the node runs backwards.
  for (const { node: other, weight, out } of neighbours) {
    if (!out) cost += weight;
    weightAt[positions[other]!]! += out ? weight : -weight;
  }
  let [best, bestCost, costHere] = [0, cost, at === 0 ? cost : 0];
  for (let position = 1; position <= order.length; position++) {
    cost += weightAt[position - 1]!;
    if (cost < bestCost - 1e-9) [best, bestCost] = [position, cost];
    if (position === at) costHere = cost;
  }
  const gains = bestCost < costHere - 1e-9;
  order.splice(gains ? best : at, 0, node);
  return gains;
}

function positionsWithout(order: readonly number[], node: number): Int32Array {
  const positions = new Int32Array(order.length + 1).fill(-1);
  for (const [position, other] of order.entries()) positions[other] = position;
  positions[node] = -1;
  return positions;
}

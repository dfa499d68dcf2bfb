import { AppError } from '#sdk';
import { type DiagramGraph, type Layers, RING_HEIGHT } from './model.ts';
import { turnedEdges } from './turned-edges.ts';

/** Items of a drawing: nodes, and the layers that edges pass. */
const MOST_ITEMS = 200_000;

/**
 * Puts each node into the first layer behind all that leads to it (longest path), and nodes to which nothing leads right
 * before what follows them; then cuts edges where they pass layers.
 */
export function layersOf(graph: DiagramGraph): Layers {
  const turned = turnedEdges(graph);
  const node = longestPath(graph, turned);
  const layer = [...node];
  const chains: number[][] = [];
  for (const [i, { from, to }] of graph.edges.entries()) {
    const [left, right] = turned[i] ? [to, from] : [from, to];
    const chain = [left];
    if (from !== to) {
      for (let l = node[left]! + 1; l < node[right]!; l++) chain.push(layer.push(l) - 1);
      chain.push(right);
    }
    chains.push(chain);
    if (layer.length > MOST_ITEMS)
      throw new AppError(
        'too_large',
        'model.tooLargeToDraw',
        `A model of ${graph.nodes.length.toLocaleString('en')} nodes and ${graph.edges.length.toLocaleString('en')} arcs is too large to draw.`,
      );
  }
  const [next, before]: [number[][], number[][]] = [layer.map(() => []), layer.map(() => [])];
  for (const chain of chains)
    for (let i = 1; i < chain.length; i++) {
      next[chain[i - 1]!]!.push(chain[i]!);
      before[chain[i]!]!.push(chain[i - 1]!);
    }
  const above = new Float64Array(graph.nodes.length);
  for (const { from, to } of graph.edges) if (from === to) above[from] = RING_HEIGHT;
  const count = layer.reduce((most, l) => Math.max(most, l + 1), 0);
  return { ...{ graph, turned, chains, above, next, before, count }, layer: Int32Array.from(layer) };
}

function longestPath({ nodes, edges }: DiagramGraph, turned: Uint8Array): Int32Array {
  const out: number[][] = nodes.map(() => []);
  const waits = new Int32Array(nodes.length);
  for (const [i, { from, to }] of edges.entries()) {
    if (from === to) continue;
    const [left, right] = turned[i] ? [to, from] : [from, to];
    out[left]!.push(right);
    waits[right]!++;
  }
  const layer = new Int32Array(nodes.length);
  const first = [...nodes.keys()].filter((n) => waits[n] === 0);
  const open = [...first];
  for (let node = open.pop(); node !== undefined; node = open.pop())
    for (const to of out[node]!) {
      layer[to] = Math.max(layer[to]!, layer[node]! + 1);
      if (--waits[to]! === 0) open.push(to);
    }
  for (const node of first)
    if (out[node]!.length > 0)
      layer[node] = out[node]!.reduce((least, to) => Math.min(least, layer[to]!), nodes.length) - 1;
  return layer;
}

import { type Diagram, type DiagramNode, type Layers, type Point, RING_HEIGHT } from './model.ts';
import type { Order } from './order.ts';
import { type Piece, tracksOf } from './tracks.ts';

/** Free room between the columns of two layers, besides tracks. */
const [GAP, TRACK] = [30, 11];
/** A line beside a node it does not belong to keeps this distance. */
const CLEAR = 6;
const MARGIN = 14;
/** How wide a line from a node to itself is. */
const RING_WIDTH = 26;

/** Where the parts of one line turn: at the middle of the node that it leaves or enters from above or below, or on a track between the layers. */
type Turn = { readonly node: number } | { readonly gap: number; readonly owner: string };

/** Columns for the layers, tracks between them for what runs up and down, and the line of each edge. */
export function drawLines(layers: Layers, order: Order, y: Float64Array): Diagram {
  const drawing = new Drawing(layers, order, y);
  return drawing.diagram();
}

class Drawing {
  private readonly layers: Layers;
  private readonly y: Float64Array;
  private readonly order: Order;
  private readonly place: Int32Array;
  private readonly pieces: Piece[] = [];

  constructor(layers: Layers, order: Order, y: Float64Array) {
    [this.layers, this.order, this.y] = [layers, order, y];
    this.place = new Int32Array(layers.layer.length);
    for (const items of order) for (const [i, item] of items.entries()) this.place[item] = i;
  }

  diagram(): Diagram {
    const turns = this.layers.chains.map((_, edge) => this.turnsOf(edge));
    const tracks = tracksOf(this.pieces, this.layers.count);
    const columns = this.columns(tracks.count);
    const { nodes, edges } = this.layers.graph;
    const top = MARGIN + this.roomAbove();
    const middle = nodes.map((_, n): Point => ({ x: columns[this.layers.layer[n]!]!.middle, y: top + this.y[n]! }));
    const xOf = (turn: Turn) =>
      'node' in turn ? middle[turn.node]!.x : columns[turn.gap]!.end + tracks.offset(turn.gap, turn.owner);
    const lines = edges.map(({ from, to }, edge) => {
      if (from === to) return ring(middle[from]!, nodes[from]!);
      const line = this.line(edge, turns[edge]!, xOf, middle, top);
      return this.layers.turned[edge] ? reversed(line) : line;
    });
    const last = columns.at(-1);
    const bottom = nodes.map(({ height, below }, n) => this.y[n]! + height / 2 + below);
    return {
      nodes: middle,
      lines,
      width: Math.ceil((last?.middle ?? 0) + (last?.half ?? 0) + MARGIN),
      height: Math.ceil(top + Math.max(...bottom, ...this.y, 0) + MARGIN),
    };
  }

  /** What the highest node needs above its middle. */
  private roomAbove(): number {
    const { graph, above } = this.layers;
    return graph.nodes.reduce((most, { height }, n) => Math.max(most, height / 2 + above[n]! - this.y[n]!), 0);
  }

  private columns(tracks: (gap: number) => number) {
    const widest = new Float64Array(this.layers.count);
    const label = new Float64Array(this.layers.count);
    for (const [n, { width }] of this.layers.graph.nodes.entries())
      widest[this.layers.layer[n]!] = Math.max(widest[this.layers.layer[n]!]!, width);
    for (const edge of this.layers.graph.edges)
      label[this.layers.layer[edge.from]!] = Math.max(label[this.layers.layer[edge.from]!]!, edge.label);
    let x = MARGIN;
    return this.order.map((_, l) => {
      const half = widest[l]! / 2;
      const column = { middle: x + half, half, end: x + 2 * half + GAP / 2 };
      x += 2 * half + GAP + Math.max(TRACK * Math.max(0, tracks(l) - 1), label[l]!);
      return column;
    });
  }

  /** Heights of the line's level parts, and where it turns from each to the next. */
  private turnsOf(edge: number): Turn[] {
    const chain = this.layers.chains[edge]!;
    const turns: Turn[] = [];
    for (let i = 1; i < chain.length; i++) {
      const [a, b] = [chain[i - 1]!, chain[i]!];
      if (this.y[a] === this.y[b]) continue;
      turns.push(this.turnBetween(edge, a, b));
    }
    return turns;
  }

  private turnBetween(edge: number, a: number, b: number): Turn {
    const { graph, next, before, layer } = this.layers;
    const [left, right] = [graph.nodes[a], graph.nodes[b]];
    const spreads = left !== undefined && (right === undefined || next[a]!.length >= before[b]!.length);
    const ways: Turn[] = [];
    if (left?.upright && this.isFree(a, this.y[b]!)) ways.push({ node: a });
    if (right?.upright && this.isFree(b, this.y[a]!)) ways.push({ node: b });
    if (!spreads) ways.reverse();
    if (ways.length > 0) return ways[0]!;
    const owner = left && spreads ? `out ${a}` : right ? `in ${b}` : left ? `out ${a}` : `edge ${edge}`;
    const gap = layer[a]!;
    const [low, high] = [Math.min(this.y[a]!, this.y[b]!), Math.max(this.y[a]!, this.y[b]!)];
    this.pieces.push({ gap, owner, low, high, side: owner.startsWith('out') ? 0 : owner.startsWith('in') ? 2 : 1 });
    return { gap, owner };
  }

  /** Whether a height is above or below a node, and nothing of its layer lies between. */
  private isFree(node: number, to: number): boolean {
    if (Math.abs(to - this.y[node]!) < this.layers.graph.nodes[node]!.height / 2 + CLEAR) return false;
    const items = this.order[this.layers.layer[node]!]!;
    const step = to > this.y[node]! ? 1 : -1;
    const other = items[this.place[node]! + step];
    if (other === undefined) return true;
    const size = this.layers.graph.nodes[other];
    const near = size
      ? (step > 0 ? size.height / 2 + this.layers.above[other]! : size.height / 2 + size.below) + CLEAR
      : CLEAR;
    return step > 0 ? this.y[other]! - near > to : this.y[other]! + near < to;
  }

  private line(
    edge: number,
    turns: readonly Turn[],
    xOf: (turn: Turn) => number,
    middle: readonly Point[],
    top: number,
  ): number[] {
    const chain = this.layers.chains[edge]!;
    const [left, right] = [chain[0]!, chain.at(-1)!];
    const { nodes } = this.layers.graph;
    const heights = chain
      .map((item) => top + this.y[item]!)
      .filter((height, i, all) => i === 0 || height !== all[i - 1]);
    const [first, last] = [turns[0], turns.at(-1)];
    const points: number[] = [];
    if (first && 'node' in first && first.node === left) {
      const side = Math.sign(heights[1]! - heights[0]!);
      points.push(middle[left]!.x, heights[0]! + (side * nodes[left]!.height) / 2);
    } else points.push(middle[left]!.x + nodes[left]!.width / 2, heights[0]!);
    for (const [i, turn] of turns.entries()) {
      const x = xOf(turn);
      if (!('node' in turn && turn.node === left)) points.push(x, heights[i]!);
      if (!('node' in turn && turn.node === right)) points.push(x, heights[i + 1]!);
    }
    if (last && 'node' in last && last.node === right) {
      const side = Math.sign(heights.at(-2)! - heights.at(-1)!);
      points.push(middle[right]!.x, heights.at(-1)! + (side * nodes[right]!.height) / 2);
    } else points.push(middle[right]!.x - nodes[right]!.width / 2, heights.at(-1)!);
    return points;
  }
}

function ring({ x, y }: Point, { width, height }: DiagramNode): number[] {
  const [top, half] = [y - height / 2, Math.min(RING_WIDTH, width) / 4];
  return [x + half, top, x + half, top - RING_HEIGHT, x - half, top - RING_HEIGHT, x - half, top];
}

function reversed(line: readonly number[]): number[] {
  const points: number[] = [];
  for (let i = line.length - 2; i >= 0; i -= 2) points.push(line[i]!, line[i + 1]!);
  return points;
}

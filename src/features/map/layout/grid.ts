import { neighboursOf } from './flow-order.ts';
import type { MapGraph } from './model.ts';

/** Cell of each node: rows run down, columns to the right; the main path stands in one column, a very long one in several. */
export interface Grid {
  readonly row: Int32Array;
  readonly column: Int32Array;
  readonly rows: number;
  readonly columns: number;
}

/** Arcs both ways of which the lesser has this share of the greater make two nodes partners, side by side. */
const PARTNER = 0.3;

interface Placing {
  readonly graph: MapGraph;
  readonly position: Int32Array;
  readonly neighbours: ReturnType<typeof neighboursOf>;
  readonly row: Int32Array;
  /** Relative to the main path: 0 is its column, −1 the one to its left. */
  readonly column: Int32Array;
  readonly placed: Uint8Array;
  readonly taken: Set<string>;
  readonly reach: { left: number; right: number };
  /** Columns of the main path. */
  readonly spine: readonly number[];
}

/** A main path is folded after this many rows; the longer it is, the later, so that the whole stays about as high as wide. */
const rowsBeforeFold = (length: number): number => Math.max(36, Math.ceil(Math.sqrt(4.4 * length)));
/** Between the columns of a folded path, so that others find a place beside it. */
const FOLD = 2;

/**
 * Places the main path downwards, then each other node beside what it is tied to most: always the heaviest arc between
 * something placed and something that is not. A node goes to the free cell near its place in the flow where its arcs
 * to placed nodes are shortest.
 * @param core where the first nodes stand already; the main path is among them
 */
export function placeOnGrid(graph: MapGraph, position: Int32Array, path: readonly number[], core?: Grid): Grid {
  const n = graph.nodes.length;
  const p: Placing = {
    ...{ graph, position, neighbours: neighboursOf(graph), row: new Int32Array(n), column: new Int32Array(n) },
    ...{ placed: new Uint8Array(n), taken: new Set(), reach: { left: 0, right: 0 }, spine: spineOf(path) },
  };
  const queue = new Queue();
  const fold = rowsBeforeFold(path.length);
  if (core)
    for (const [node, row] of core.row.entries()) put(p, queue, node, row, core.column[node]! - core.column[path[0]!]!);
  else for (const [i, node] of path.entries()) put(p, queue, node, i % fold, FOLD * Math.floor(i / fold));
  for (let left = n - (core?.row ?? path).length; left > 0; left--) {
    const node = queue.next(p.placed) ?? firstUnplaced(p);
    const cell = bestCell(p, node);
    put(p, queue, node, cell.row, cell.column);
  }
  const least = Math.min(0, ...p.column);
  return {
    ...{ row: p.row, column: p.column.map((column) => column - least) },
    ...{ rows: Math.max(0, ...p.row) + 1, columns: Math.max(0, ...p.column) - least + 1 },
  };
}

const spineOf = (path: readonly number[]): number[] =>
  Array.from({ length: Math.ceil(path.length / rowsBeforeFold(path.length)) }, (_, i) => FOLD * i);

/** Nodes that are tied to something placed, by the heaviest arc of each; ties: listed first. */
class Queue {
  readonly #weights = new Map<number, number>();
  offer(node: number, weight: number): void {
    if (weight > (this.#weights.get(node) ?? -1)) this.#weights.set(node, weight);
  }
  next(placed: Uint8Array): number | null {
    let best: number | null = null;
    for (const [node, weight] of this.#weights) {
      if (placed[node]) this.#weights.delete(node);
      else if (
        best === null ||
        weight > this.#weights.get(best)! ||
        (weight === this.#weights.get(best)! && node < best)
      )
        best = node;
    }
    return best;
  }
}

function put(p: Placing, queue: Queue, node: number, row: number, column: number): void {
  [p.row[node], p.column[node], p.placed[node]] = [row, column, 1];
  p.taken.add(`${row} ${column}`);
  p.reach.left = Math.min(p.reach.left, column);
  p.reach.right = Math.max(p.reach.right, column);
  for (const { node: other, weight } of p.neighbours[node]!) if (!p.placed[other]) queue.offer(other, weight);
}

function firstUnplaced({ graph, placed, position }: Placing): number {
  let best = -1;
  for (const node of graph.nodes.keys())
    if (!placed[node] && (best < 0 || position[node]! < position[best]!)) best = node;
  return best;
}

/** The row that the node's heaviest tie asks for: below what leads to it, above what it leads to, beside a partner. */
function wantedRow({ neighbours, placed, position, row }: Placing, node: number): number {
  const ties = neighbours[node]!.filter((tie) => placed[tie.node]);
  if (ties.length === 0) return 0;
  const main = ties.reduce((best, tie) => (tie.weight > best.weight ? tie : best));
  const back = ties.find((tie) => tie.node === main.node && tie.out !== main.out);
  if (back && back.weight >= PARTNER * main.weight) return row[main.node]!;
  return Math.max(0, row[main.node]! + (position[node]! > position[main.node]! ? 1 : -1));
}

/** Columns between a column and the main path. */
const aside = ({ spine }: Placing, column: number): number =>
  spine.reduce((least, own) => Math.min(least, Math.abs(column - own)), Number.POSITIVE_INFINITY);

function bestCell(p: Placing, node: number): { row: number; column: number } {
  const wanted = wantedRow(p, node);
  const widest = Math.max(2, Math.ceil(0.55 * Math.sqrt(p.graph.nodes.length)));
  let best = { row: -1, column: 0 };
  let bestCost = Number.POSITIVE_INFINITY;
  for (let spread = 4; best.row < 0; spread *= 2) {
    for (let row = Math.max(0, wanted - spread); row <= wanted + spread; row++) {
      for (let column = p.reach.left - 1; column <= p.reach.right + 1; column++) {
        if (p.spine.includes(column) || aside(p, column) > widest || p.taken.has(`${row} ${column}`)) continue;
        const cost = costOf(p, node, row, column) + 0.9 * Math.abs(row - wanted);
        if (cost < bestCost - 1e-9) [best, bestCost] = [{ row, column }, cost];
      }
    }
  }
  return best;
}

/** Length of the arcs to placed nodes by weight; width costs, and so do arcs against the flow. */
function costOf(p: Placing, node: number, r: number, c: number): number {
  const { neighbours, placed, row, column, position, reach } = p;
  let [heaviest, length] = [0, 0];
  for (const tie of neighbours[node]!) {
    if (!placed[tie.node]) continue;
    const across = Math.abs(c - column[tie.node]!);
    const down = r - row[tie.node]!;
    const forward = position[node]! > position[tie.node]!;
    const against = forward ? down < 0 : down > 0;
    heaviest = Math.max(heaviest, tie.weight);
    length += tie.weight * (across + (across > 1 ? 0.5 : 0) + 0.45 * Math.abs(down) + (against ? 0.8 : 0));
  }
  const width = c < reach.left || c > reach.right ? 0.8 : 0;
  return (heaviest > 0 ? length / heaviest : 0) + width + 0.35 * aside(p, c) + (c < 0 ? 0.25 : 0);
}

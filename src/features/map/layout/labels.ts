import {
  type Box,
  LABEL_HEIGHT,
  labelWidth,
  MARKER_RADIUS,
  type MapGraph,
  type Marker,
  type PlacedNode,
} from './model.ts';

interface Spot {
  x: number;
  y: number;
  /** Length of the piece of line that the label stands on. */
  length: number;
}

const SHARES = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88];
const CELL = 64;
/** Labels that a map has at most; of more, nobody reads them all. */
const MOST_LABELS = 1200;

/**
 * A place on its line for the label of each arc, heavy arcs first: never on a node, a marker or another label; where there
 * is a choice, on no other line. Null where no place is left.
 */
export function placeLabels(
  graph: MapGraph,
  lines: readonly (readonly number[])[],
  nodes: readonly PlacedNode[],
  markers: readonly Marker[],
  avoidLines: boolean,
): ({ x: number; y: number } | null)[] {
  const most = Math.max(1, ...graph.arcs.map((arc) => arc.weight));
  const w = labelWidth(most);
  const solid = new Boxes();
  for (const node of nodes) solid.add(node, -1);
  for (const { x, y } of markers) solid.add({ x: x - MARKER_RADIUS - 1, y: y - MARKER_RADIUS - 1, w: 66, h: 18 }, -1);
  const strokes = new Boxes();
  if (avoidLines) for (const [arc, line] of lines.entries()) for (const box of segments(line)) strokes.add(box, arc);
  const labels: ({ x: number; y: number } | null)[] = lines.map(() => null);
  const heavyFirst = [...graph.arcs.keys()].sort((a, b) => graph.arcs[b]!.weight - graph.arcs[a]!.weight || a - b);
  for (const arc of heavyFirst.slice(0, MOST_LABELS)) {
    const { from, to } = graph.arcs[arc]!;
    const spot = bestSpot({ line: lines[arc]!, arc, isLoop: from === to }, w, solid, strokes);
    if (!spot) continue;
    labels[arc] = { x: Math.round(spot.x * 2) / 2, y: Math.round(spot.y * 2) / 2 };
    solid.add(boxAt(labels[arc]!, w), arc);
  }
  return labels;
}

export const boxAt = ({ x, y }: { x: number; y: number }, w: number): Box => ({
  ...{ x: x - w / 2, y: y - LABEL_HEIGHT / 2, w, h: LABEL_HEIGHT },
});

function bestSpot(
  { line, arc, isLoop }: { line: readonly number[]; arc: number; isLoop: boolean },
  w: number,
  solid: Boxes,
  strokes: Boxes,
): Spot | null {
  let best: Spot | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const [rank, spot] of spotsOn(line, w, isLoop).entries()) {
    const box = boxAt(spot, w);
    if (solid.hits(box, -2) > 0) continue;
    const cost = strokes.hits(box, arc) * 100 + rank;
    if (cost < bestCost) [best, bestCost] = [spot, cost];
    if (bestCost === rank) break;
  }
  return best;
}

/** Places along the line, the longest piece first; beside the line where it runs straight down between two nodes, or is a loop. */
function spotsOn(line: readonly number[], w: number, isLoop: boolean): Spot[] {
  const spots: Spot[] = [];
  for (let i = 0; i + 3 < line.length; i += 2) {
    const [x1, y1, x2, y2] = [line[i]!, line[i + 1]!, line[i + 2]!, line[i + 3]!];
    const length = Math.abs(x2 - x1) + Math.abs(y2 - y1);
    const isFlat = y1 === y2;
    if (isFlat && length < w + 12) continue;
    const beside = isLoop ? w / 2 + 7 : line.length === 4 && !isFlat ? w / 2 + 6 : 0;
    if (isLoop && isFlat) continue;
    for (const share of SHARES) spots.push({ x: x1 + (x2 - x1) * share + beside, y: y1 + (y2 - y1) * share, length });
  }
  return spots.sort((a, b) => b.length - a.length);
}

function segments(line: readonly number[]): Box[] {
  const boxes: Box[] = [];
  for (let i = 0; i + 3 < line.length; i += 2) {
    const [x1, y1, x2, y2] = [line[i]!, line[i + 1]!, line[i + 2]!, line[i + 3]!];
    boxes.push({ x: Math.min(x1, x2), y: Math.min(y1, y2), w: Math.abs(x2 - x1), h: Math.abs(y2 - y1) });
  }
  return boxes;
}

/** Boxes by cells of a coarse grid. */
class Boxes {
  readonly #cells = new Map<number, { box: Box; owner: number }[]>();
  add(box: Box, owner: number): void {
    this.#each(box, (cell) => {
      const list = this.#cells.get(cell);
      if (list) list.push({ box, owner });
      else this.#cells.set(cell, [{ box, owner }]);
    });
  }
  /** How many boxes of others it touches (one that spans cells counts in each). */
  hits(box: Box, owner: number): number {
    let count = 0;
    this.#each(box, (cell) => {
      for (const other of this.#cells.get(cell) ?? []) if (other.owner !== owner && touch(box, other.box)) count++;
    });
    return count;
  }
  #each(box: Box, visit: (cell: number) => void): void {
    for (let cy = Math.floor(box.y / CELL); cy <= Math.floor((box.y + box.h) / CELL); cy++)
      for (let cx = Math.floor(box.x / CELL); cx <= Math.floor((box.x + box.w) / CELL); cx++) visit(cy * 65536 + cx);
  }
}

const touch = (a: Box, b: Box): boolean => a.x <= b.x + b.w && b.x <= a.x + a.w && a.y <= b.y + b.h && b.y <= a.y + a.h;

import type { Grid } from './grid.ts';
import type { Measures } from './measure.ts';
import { MARKER_RADIUS, type MapGraph, type Marker, NODE_WIDTH, type PlacedNode } from './model.ts';
import { nameLines } from './name-lines.ts';
import type { Ports } from './ports.ts';
import type { Route, Side } from './routes.ts';

export function placedNodes(graph: MapGraph, grid: Grid, m: Measures, ports: Ports): PlacedNode[] {
  return graph.nodes.map(({ name }, node) => {
    const h = Math.round(ports.height[node]!);
    const y = Math.round(m.rowY[grid.row[node]!]! - h / 2);
    return { x: m.columnX[grid.column[node]!]!, y, w: NODE_WIDTH, h, lines: nameLines(name) };
  });
}

/** The line of each arc: x, y, x, y, … */
export function arcLines(
  graph: MapGraph,
  routes: readonly Route[],
  m: Measures,
  ports: Ports,
  nodes: readonly PlacedNode[],
): number[][] {
  return graph.arcs.map(({ from, to }, arc) => {
    const route = routes[arc]!;
    const [a, b] = [nodes[from]!, nodes[to]!];
    const [x1, y1] = portAt(a, route.out, ports.out[arc]!);
    const [x2, y2] = portAt(b, route.into, ports.into[arc]!);
    if (route.kind === 'straight') return [x1, y1, x2, route.out === 'bottom' ? y2 : y1];
    const x = m.laneX[arc]!;
    if (route.kind === 'lane') return tidy([x1, y1, x, y1, x, y2, x2, y2]);
    const [track, last] = [m.trackY[arc]!, m.lastX[arc]!];
    return tidy([x1, y1, x, y1, x, track, last, track, last, y2, x2, y2]);
  });
}

function portAt({ x, y, w, h }: PlacedNode, side: Side, offset: number): [number, number] {
  if (side === 'top') return [x + w / 2, y];
  if (side === 'bottom') return [x + w / 2, y + h];
  return [side === 'left' ? x : x + w, Math.round(y + h / 2 + offset)];
}

/** Without points on a straight line between their neighbours. */
function tidy(points: readonly number[]): number[] {
  const kept = [points[0]!, points[1]!];
  for (let i = 2; i < points.length - 2; i += 2) {
    const [x, y] = [points[i]!, points[i + 1]!];
    const [beforeX, beforeY] = [kept.at(-2)!, kept.at(-1)!];
    const [nextX, nextY] = [points[i + 2]!, points[i + 3]!];
    const isBetween = (beforeX === x && x === nextX) || (beforeY === y && y === nextY);
    if (!isBetween) kept.push(x, y);
  }
  kept.push(points.at(-2)!, points.at(-1)!);
  return kept;
}

/** Starts above and ends below their activities: in the middle where no straight arc passes, else near a corner. */
export function markersOf(graph: MapGraph, routes: readonly Route[], nodes: readonly PlacedNode[]) {
  const entered = new Set<number>();
  const left = new Set<number>();
  for (const [arc, { from, to }] of graph.arcs.entries()) {
    if (routes[arc]!.into === 'top') entered.add(to);
    if (routes[arc]!.out === 'bottom') left.add(from);
  }
  const starts: Marker[] = [];
  const ends: Marker[] = [];
  for (const [node, { start, end }] of graph.nodes.entries()) {
    const { x, y, w, h } = nodes[node]!;
    const startX = entered.has(node) ? x + 24 : x + w / 2;
    const endX = left.has(node) ? x + w - 40 : x + w / 2;
    if (start > 0) starts.push({ node, x: startX, y: y - 12 - MARKER_RADIUS, nodeY: y });
    if (end > 0) ends.push({ node, x: endX, y: y + h + 10 + MARKER_RADIUS, nodeY: y + h });
  }
  return { starts, ends };
}

import type { Grid } from './grid.ts';
import { arcWidth, type MapGraph, NODE_HEIGHT } from './model.ts';
import type { Route, Side } from './routes.ts';

/** Where each arc leaves and enters its node, as distance from the middle of the node's height. */
export interface Ports {
  readonly out: Float64Array;
  readonly into: Float64Array;
  /** Height of each node: as many arcs as it has need room. */
  readonly height: Float64Array;
}

/** One end of an arc at the left or right side of a node. */
interface End {
  arc: number;
  isOut: boolean;
  /** Rows between this end and where its line goes next: negative upwards. */
  rows: number;
  /** Least length of the line's straight part, for ends with the same rows. */
  columns: number;
  room: number;
}

/** Tallest node, however many arcs it has; beyond that arcs stand closer. */
const TALLEST = 200;
/** Between lines straight across. */
const ACROSS = 17;

export function portsOf(graph: MapGraph, grid: Grid, routes: readonly Route[]): Ports {
  const ports: Ports = {
    out: new Float64Array(graph.arcs.length),
    into: new Float64Array(graph.arcs.length),
    height: new Float64Array(graph.nodes.length).fill(NODE_HEIGHT),
  };
  const sides = endsBySide(graph, grid, routes);
  for (const [node, ends] of sides.entries())
    for (const side of [ends.left, ends.right])
      ports.height[node] = Math.min(TALLEST, Math.max(ports.height[node]!, heightOf(side)));
  for (const [node, ends] of sides.entries()) {
    spread(ports, ends.left, ports.height[node]!, 2);
    spread(ports, ends.right, ports.height[node]!, 0);
  }
  return ports;
}

type Ends = Record<'left' | 'right', End[]>;

function endsBySide(graph: MapGraph, grid: Grid, routes: readonly Route[]): Ends[] {
  const most = Math.max(1, ...graph.arcs.map((arc) => arc.weight));
  const sides: Ends[] = graph.nodes.map(() => ({ left: [], right: [] }));
  for (const [arc, { from, to, weight }] of graph.arcs.entries()) {
    const route = routes[arc]!;
    const width = arcWidth(weight, most);
    const room = from === to ? 8 + 1.6 * width : Math.max(7, width + 4);
    const columns = Math.abs(grid.column[to]! - grid.column[from]!);
    const down = grid.row[to]! - grid.row[from]!;
    const bend = route.kind === 'gap' ? Math.sign(route.gap - 0.5 - grid.row[to]!) : 0;
    const add = (node: number, side: Side, isOut: boolean, rows: number) => {
      if (side === 'left' || side === 'right') sides[node]![side].push({ arc, isOut, rows, columns, room });
    };
    if (from === to) {
      add(from, 'right', true, -0.02);
      add(from, 'right', false, -0.01);
      continue;
    }
    add(from, route.out, true, route.kind === 'gap' ? route.gap - 0.5 - grid.row[from]! : down);
    add(to, route.into, false, bend === 0 ? -down : bend * 0.5);
  }
  for (const ends of sides) for (const side of [ends.left, ends.right]) side.sort(byNesting);
  return sides;
}

/** Lines that go up take the upper places, nearest first; then those that go straight; then those down, furthest first. */
function byNesting(a: End, b: End): number {
  const zone = Math.sign(a.rows) - Math.sign(b.rows);
  if (zone !== 0) return zone;
  const far = Math.abs(a.rows) - Math.abs(b.rows) || a.columns - b.columns || a.arc - b.arc;
  return (a.rows > 0 ? -far : far) || Number(b.isOut) - Number(a.isOut);
}

const roomOf = (ends: readonly End[]): number => ends.reduce((sum, end) => sum + end.room, 0);

/** Ends that go up, straight across and down; those across stand in the middle, so that both nodes agree on the height. */
function zonesOf(ends: readonly End[]) {
  const across = ends.filter((end) => end.rows === 0);
  const up = ends.filter((end) => end.rows < 0);
  const down = ends.filter((end) => end.rows > 0);
  const outer = across.length > 0 ? 2 * Math.max(roomOf(up), roomOf(down)) : roomOf(up) + roomOf(down);
  return { across, up, down, outer, inner: across.length * ACROSS };
}

function heightOf(ends: readonly End[]): number {
  const { outer, inner } = zonesOf(ends);
  return outer + inner + 12;
}

function spread(ports: Ports, ends: readonly End[], height: number, shift: number): void {
  const { across, up, down, outer, inner } = zonesOf(ends);
  const scale = outer > 0 ? Math.min(1.2, Math.max(0.1, height - 12 - inner) / outer) : 1;
  const set = ({ arc, isOut }: End, y: number) => {
    (isOut ? ports.out : ports.into)[arc] = y;
  };
  for (const [i, end] of across.entries()) set(end, (i - (across.length - 1) / 2) * ACROSS);
  const stack = (from: number, list: readonly End[]) => {
    let y = from;
    for (const end of list) {
      set(end, Math.round(y + (end.room * scale) / 2 + shift));
      y += end.room * scale;
    }
  };
  const middle = across.length > 0 ? 0 : ((roomOf(up) - roomOf(down)) * scale) / 2;
  stack(middle - inner / 2 - roomOf(up) * scale, up);
  stack(middle + inner / 2, down);
}

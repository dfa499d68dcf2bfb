import type { Grid } from './grid.ts';
import { arcWidth, labelWidth, MARKER_RADIUS, type MapGraph, NODE_WIDTH } from './model.ts';
import type { Ports } from './ports.ts';
import type { Route, Side } from './routes.ts';
import { type Interval, packTracks } from './tracks.ts';

/** Where rows, columns, lanes and tracks lie. */
export interface Measures {
  /** Middle of each row. */
  readonly rowY: Float64Array;
  readonly rowHeight: Float64Array;
  /** Left border of each column. */
  readonly columnX: Float64Array;
  /** x of the (first) vertical part of each arc that runs in a channel, and of the last of those with two. */
  readonly laneX: Float64Array;
  readonly lastX: Float64Array;
  /** y of the horizontal part in a gap. */
  readonly trackY: Float64Array;
  readonly width: number;
  readonly height: number;
}

const MARGIN = 16;
/** Between a row and the next where nothing runs: room for a label on the line between. */
const GAP = 26;
const TRACK = 11;
const MARKER_ZONE = 2 * MARKER_RADIUS + 12;

interface Part {
  arc: number;
  isLast: boolean;
  /** Attached to the column on the left, to that on the right, or running between both. */
  group: 'left' | 'right' | 'through';
  low: number;
  high: number;
}

export function measure(graph: MapGraph, grid: Grid, routes: readonly Route[], ports: Ports): Measures {
  const { rowY, rowHeight, trackY, height } = rowsOf(graph, grid, routes, ports);
  const channels = channelParts(
    graph,
    grid,
    routes,
    (arc, isOut) => {
      const { from, to } = graph.arcs[arc]!;
      return rowY[grid.row[isOut ? from : to]!]! + (isOut ? ports.out : ports.into)[arc]!;
    },
    trackY,
  );
  const laneX = new Float64Array(graph.arcs.length);
  const lastX = new Float64Array(graph.arcs.length);
  const columnX = new Float64Array(grid.columns);
  const most = Math.max(1, ...graph.arcs.map((arc) => arc.weight));
  let x = MARGIN;
  for (let channel = 0; channel <= grid.columns; channel++) {
    const { width, lanes } = channelOf(channels[channel]!, graph, most, channel === 0 || channel === grid.columns);
    for (const { arc, isLast, at } of lanes) (isLast ? lastX : laneX)[arc] = x + at;
    x += width;
    if (channel < grid.columns) {
      columnX[channel] = x;
      x += NODE_WIDTH;
    }
  }
  return { rowY, rowHeight, columnX, laneX, lastX, trackY, width: x + MARGIN, height };
}

function rowsOf(graph: MapGraph, grid: Grid, routes: readonly Route[], ports: Ports) {
  const rowHeight = new Float64Array(grid.rows);
  const above = new Float64Array(grid.rows + 1);
  const below = new Float64Array(grid.rows + 1);
  for (const [node, { start, end }] of graph.nodes.entries()) {
    const row = grid.row[node]!;
    rowHeight[row] = Math.max(rowHeight[row]!, ports.height[node]!);
    if (end > 0) above[row + 1] = MARKER_ZONE;
    if (start > 0) below[row] = MARKER_ZONE;
  }
  const tracks = gapTracks(graph, grid, routes);
  const trackY = new Float64Array(graph.arcs.length);
  const rowY = new Float64Array(grid.rows);
  let y = MARGIN;
  for (let gap = 0; gap <= grid.rows; gap++) {
    const { track, count } = tracks[gap]!;
    const first = y + Math.max(above[gap]!, count > 0 ? 10 : 0);
    for (const [arc, at] of track) trackY[arc] = first + (at + 0.5) * TRACK;
    const inner = gap > 0 && gap < grid.rows ? GAP : 0;
    y += Math.max(inner, first - y + count * TRACK + Math.max(below[gap]!, count > 0 ? 10 : 0));
    if (gap < grid.rows) {
      rowY[gap] = y + rowHeight[gap]! / 2;
      y += rowHeight[gap]!;
    }
  }
  return { rowY, rowHeight, trackY, height: y + MARGIN };
}

function gapTracks(graph: MapGraph, grid: Grid, routes: readonly Route[]) {
  const gaps: Interval[][] = Array.from({ length: grid.rows + 1 }, () => []);
  for (const arc of graph.arcs.keys()) {
    const route = routes[arc]!;
    if (route.kind !== 'gap') continue;
    const [low, high] = [Math.min(route.channel, route.last), Math.max(route.channel, route.last)];
    gaps[route.gap]!.push({ key: arc, low, high });
  }
  return gaps.map((intervals) => packTracks(intervals, 0.5));
}

function channelParts(
  graph: MapGraph,
  grid: Grid,
  routes: readonly Route[],
  portY: (arc: number, isOut: boolean) => number,
  trackY: Float64Array,
): Part[][] {
  const channels: Part[][] = Array.from({ length: grid.columns + 1 }, () => []);
  const groupOf = (out: Side, into: Side) => (out !== into ? 'through' : out === 'right' ? 'left' : 'right');
  for (const arc of graph.arcs.keys()) {
    const route = routes[arc]!;
    if (route.kind === 'straight') continue;
    const [from, to] = [portY(arc, true), portY(arc, false)];
    if (route.kind === 'lane') {
      const group = groupOf(route.out, route.into);
      channels[route.channel]!.push({ arc, isLast: false, group, ...ordered(from, to) });
      continue;
    }
    const attached = (side: Side) => (side === 'right' ? 'left' : 'right');
    channels[route.channel]!.push({ arc, isLast: false, group: attached(route.out), ...ordered(from, trackY[arc]!) });
    channels[route.last]!.push({ arc, isLast: true, group: attached(route.into), ...ordered(trackY[arc]!, to) });
  }
  return channels;
}

const ordered = (a: number, b: number) => ({ low: Math.min(a, b), high: Math.max(a, b) });

/** Lanes that carry labels stand far apart where there are few of them. */
const pitchOf = (lanes: number): number =>
  lanes <= 4 ? 40 : lanes <= 8 ? 30 : lanes <= 14 ? 20 : lanes <= 30 ? 12 : lanes <= 60 ? 9 : 6;

function channelOf(parts: readonly Part[], graph: MapGraph, most: number, isOuter: boolean) {
  const groups = (['left', 'through', 'right'] as const).map((name) => {
    const own = parts.filter((part) => part.group === name);
    const intervals = own.map(({ low, high }, key) => ({ key, low, high }));
    return { name, own, ...packTracks(intervals, 9) };
  });
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  const pitch = pitchOf(count);
  const lanes: { arc: number; isLast: boolean; at: number }[] = [];
  let at = 0;
  for (const { name, own, track, count: tracks } of groups) {
    for (const [key, place] of track) {
      const { arc, isLast } = own[key]!;
      const lane = name === 'right' ? tracks - 1 - place : place;
      lanes.push({ arc, isLast, at: 8 + at + (lane + 0.5) * pitch + arcWidth(graph.arcs[arc]!.weight, most) / 4 });
    }
    at += tracks * pitch;
  }
  const least = isOuter ? 0 : labelWidth(most) + 26;
  const width = Math.max(least, count > 0 ? at + 20 : 0);
  const shift = count > 0 ? (width - (at + 16)) / 2 : 0;
  return { width, lanes: lanes.map((lane) => ({ ...lane, at: Math.round((lane.at + shift) * 2) / 2 })) };
}

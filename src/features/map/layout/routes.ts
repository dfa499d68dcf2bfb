import type { Grid } from './grid.ts';
import type { MapGraph } from './model.ts';

export type Side = 'left' | 'right' | 'top' | 'bottom';

/**
 * The way of an arc over the grid, before any length is known. Channel `k` is the vertical strip left of column `k`, gap
 * `k` the horizontal strip above row `k`; nothing else stands in either, so that no arc ever crosses a node.
 */
export type Route =
  /** Straight down or straight across, over empty cells only. */
  | { readonly kind: 'straight'; readonly out: Side; readonly into: Side }
  /** Sideways into a channel, along it, and sideways to the other node. */
  | { readonly kind: 'lane'; readonly out: Side; readonly into: Side; readonly channel: number }
  /** Two channels, joined by a gap. */
  | {
      readonly kind: 'gap';
      readonly out: Side;
      readonly into: Side;
      readonly channel: number;
      readonly gap: number;
      readonly last: number;
    };

/** The route of each arc. Heavy arcs come first where a straight way can be taken only once. */
export function routesOf(graph: MapGraph, grid: Grid): Route[] {
  const cells = new Set<string>();
  for (const node of graph.nodes.keys()) cells.add(`${grid.row[node]} ${grid.column[node]}`);
  const straight = new Set<string>();
  const routes = new Array<Route>(graph.arcs.length);
  const heavyFirst = [...graph.arcs.keys()].sort((a, b) => graph.arcs[b]!.weight - graph.arcs[a]!.weight || a - b);
  for (const arc of heavyFirst) routes[arc] = routeOf(graph.arcs[arc]!, grid, cells, straight);
  return routes;
}

function routeOf(
  { from, to }: { from: number; to: number },
  { row, column }: Grid,
  cells: ReadonlySet<string>,
  straight: Set<string>,
): Route {
  const [fromRow, fromColumn, toRow, toColumn] = [row[from]!, column[from]!, row[to]!, column[to]!];
  const freeAcross = (inRow: number) => isFree(cells, inRow, fromColumn, toColumn);
  const take = (...claims: string[]) => {
    if (claims.some((claim) => straight.has(claim))) return false;
    for (const claim of claims) straight.add(claim);
    return true;
  };
  if (from === to) return { kind: 'lane', out: 'right', into: 'right', channel: fromColumn + 1 };
  if (fromColumn === toColumn) {
    if (toRow > fromRow && isFreeDown(cells, fromColumn, fromRow, toRow) && take(`out ${from}`, `into ${to}`))
      return { kind: 'straight', out: 'bottom', into: 'top' };
    const side = toRow > fromRow ? 'right' : 'left';
    return { kind: 'lane', out: side, into: side, channel: fromColumn + (side === 'right' ? 1 : 0) };
  }
  const rightwards = toColumn > fromColumn;
  const [out, into]: Side[] = rightwards ? ['right', 'left'] : ['left', 'right'];
  const first = rightwards ? fromColumn + 1 : fromColumn;
  const last = rightwards ? toColumn : toColumn + 1;
  if (fromRow === toRow && freeAcross(fromRow)) return { kind: 'straight', out: out!, into: into! };
  if (freeAcross(fromRow)) return { kind: 'lane', out: out!, into: into!, channel: last };
  if (freeAcross(toRow)) return { kind: 'lane', out: out!, into: into!, channel: first };
  const gap = toRow > fromRow ? toRow : toRow + 1;
  return { kind: 'gap', out: out!, into: into!, channel: first, gap, last };
}

function isFree(cells: ReadonlySet<string>, row: number, a: number, b: number): boolean {
  for (let column = Math.min(a, b) + 1; column < Math.max(a, b); column++)
    if (cells.has(`${row} ${column}`)) return false;
  return true;
}

function isFreeDown(cells: ReadonlySet<string>, column: number, a: number, b: number): boolean {
  for (let row = a + 1; row < b; row++) if (cells.has(`${row} ${column}`)) return false;
  return true;
}

import { flowOrder } from './flow-order.ts';
import { type Grid, placeOnGrid } from './grid.ts';
import { placeLabels } from './labels.ts';
import { arcLines, markersOf, placedNodes } from './lines.ts';
import { mainPath } from './main-path.ts';
import { measure } from './measure.ts';
import type { Effort, Layout, MapGraph } from './model.ts';
import { portsOf } from './ports.ts';
import { routesOf } from './routes.ts';

/** Rounds in which the order of the flow is improved. */
const PASSES = 6;
/** More arcs than this: labels may stand on lines of others. */
const MOST_AVOIDED = 1500;

/**
 * Lays a map out as a mine plan: the main path straight down, everything else in cells of a grid beside it, arcs at right
 * angles in lanes between them (docs/adr/map-layout.md). Deterministic; every arc ends at its nodes and crosses none.
 */
export function layoutMap(graph: MapGraph, effort: Effort = 'full'): Layout {
  const { grid, path } = cellsOf(graph, effort === 'full' ? PASSES : 0);
  const routes = routesOf(graph, grid);
  const ports = portsOf(graph, grid, routes);
  const measures = measure(graph, grid, routes, ports);
  const nodes = placedNodes(graph, grid, measures, ports);
  const lines = arcLines(graph, routes, measures, ports, nodes);
  const { starts, ends } = markersOf(graph, routes, nodes);
  const avoid = effort === 'full' && graph.arcs.length <= MOST_AVOIDED;
  const labels = placeLabels(graph, lines, nodes, [...starts, ...ends], avoid);
  return {
    ...{ width: Math.ceil(measures.width), height: Math.ceil(measures.height), nodes, starts, ends, mainPath: path },
    arcs: lines.map((points, arc) => ({ points, label: labels[arc]! })),
  };
}

/** The cell of each node. What belongs to the core gets its cell first, as if there were nothing else. */
function cellsOf(graph: MapGraph, passes: number): { grid: Grid; path: number[] } {
  const position = flowOrder(graph, passes);
  const { nodes, arcs } = graph.core ?? { nodes: 0, arcs: 0 };
  if (nodes === 0 || (nodes === graph.nodes.length && arcs === graph.arcs.length)) {
    const path = mainPath(graph, position);
    return { path, grid: placeOnGrid(graph, position, path) };
  }
  const core = cellsOf({ nodes: graph.nodes.slice(0, nodes), arcs: graph.arcs.slice(0, arcs) }, passes);
  return { path: core.path, grid: placeOnGrid(graph, position, core.path, core.grid) };
}

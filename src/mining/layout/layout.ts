import { layersOf } from './layers.ts';
import { drawLines } from './lines.ts';
import type { Diagram, DiagramGraph } from './model.ts';
import { orderOf, reachOf } from './order.ts';
import { rowsOf } from './rows.ts';

/**
 * Lays a graph out from left to right in layers (Sugiyama, Tagawa, Toda 1981): the longest way straight, ways back above
 * what they repeat, lines right-angled and never through a node. The same graph gives the same drawing.
 * @throws AppError `model.tooLargeToDraw`
 */
export function layoutOf(graph: DiagramGraph): Diagram {
  const layers = layersOf(graph);
  const reach = reachOf(layers);
  const order = orderOf(layers, reach);
  return drawLines(layers, order, rowsOf(layers, order, reach));
}

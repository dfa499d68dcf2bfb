import { answerTasks } from '../../platform/threads/index.ts';
import { layoutMap } from './layout/layout-map.ts';
import type { Effort, Layout, MapGraph } from './layout/model.ts';

export interface LayoutTask {
  readonly graph: MapGraph;
  readonly effort: Effort;
}

answerTasks<LayoutTask, Layout>(({ graph, effort }) => layoutMap(graph, effort));

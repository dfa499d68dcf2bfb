import { layoutMap } from './layout/layout-map.ts';
import type { Effort, Layout, MapGraph } from './layout/model.ts';

export interface LayoutAsked {
  readonly id: number;
  readonly graph: MapGraph;
  readonly effort: Effort;
}
export type LayoutAnswer =
  | { readonly id: number; readonly layout: Layout; readonly error?: undefined }
  | { readonly id: number; readonly layout?: undefined; readonly error: string };

declare const self: Worker;

self.onmessage = ({ data: { id, graph, effort } }: MessageEvent<LayoutAsked>) => {
  try {
    self.postMessage({ id, layout: layoutMap(graph, effort) } satisfies LayoutAnswer);
  } catch (error) {
    self.postMessage({ id, error: String((error as Error).stack ?? error) } satisfies LayoutAnswer);
  }
};

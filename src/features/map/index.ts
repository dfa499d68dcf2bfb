/** The process map of a dataset: laid out on the server, drawn as SVG, made live by a script. */
import type { Route } from '../../platform/http/route.ts';
import type { Workbench } from '../workbench/index.ts';
import { type Layouts, layoutThread } from './layout-thread.ts';
import { mapPage } from './pages.ts';

export interface MapFeature {
  readonly routes: readonly Route[];
}

export interface MapParts {
  readonly workbench: Workbench;
  readonly onDefect: (error: Error) => void;
  /** What a test puts in the place of the thread. */
  readonly layouts?: Layouts;
}

export function mapFeature({ workbench, onDefect, layouts = layoutThread({ onDefect }) }: MapParts): MapFeature {
  return { routes: [mapPage(workbench, layouts)] };
}

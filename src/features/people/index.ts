/** Who does the work of a dataset: what, when, with whom, how fast. */
import type { Pictures } from '../../platform/charts/index.ts';
import type { Route } from '../../platform/http/route.ts';
import type { Workbench } from '../workbench/index.ts';
import { networkThread } from './network-thread.ts';
import { peoplePages } from './pages.ts';

export const peopleFeature = (workbench: Workbench, pictures: Pictures): { readonly routes: readonly Route[] } => ({
  routes: peoplePages(workbench, pictures, networkThread()),
});

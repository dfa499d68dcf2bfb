/** Where cases lose time, and when. */
import type { Pictures } from '../../platform/charts/index.ts';
import type { Route } from '../../platform/http/route.ts';
import type { Workbench } from '../workbench/index.ts';
import { performancePages } from './pages.ts';

export const performanceFeature = (
  workbench: Workbench,
  pictures: Pictures,
): { readonly routes: readonly Route[] } => ({
  routes: performancePages(workbench, pictures),
});

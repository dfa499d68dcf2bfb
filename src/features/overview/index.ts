/** The dataset at a glance. */
import type { Pictures } from '../../platform/charts/index.ts';
import type { Route } from '../../platform/http/route.ts';
import type { Quality } from '../quality/index.ts';
import type { Workbench } from '../workbench/index.ts';
import { overviewPages } from './pages.ts';

export { periodBounds, periodChoices } from './periods.ts';

export const overviewFeature = (
  workbench: Workbench,
  pictures: Pictures,
  quality: Pick<Quality, 'scoreOf'>,
): { readonly routes: readonly Route[] } => ({ routes: overviewPages(workbench, pictures, quality) });

/** The variants of a dataset, and the colours of activities in sequences. */
import type { Pictures } from '../../platform/charts/index.ts';
import type { Route } from '../../platform/http/route.ts';
import type { Workbench } from '../workbench/index.ts';
import { variantsPages } from './pages.ts';

export { type ActivityColours, activityColours } from './colours.ts';
export type { Variant, VariantPage } from './model.ts';
export { type StepView, sequenceOf } from './steps.ts';

export const variantsFeature = (workbench: Workbench, pictures: Pictures): { readonly routes: readonly Route[] } => ({
  routes: variantsPages(workbench, pictures),
});

/** Help, about, and the page of components. */
import type { Render } from '../../platform/http/render.ts';
import type { Route } from '../../platform/http/route.ts';
import type { ManualParts } from './model.ts';
import { manualPages } from './pages.ts';

export const manualFeature = (parts: ManualParts, render: Render): { readonly routes: readonly Route[] } => ({
  routes: manualPages(parts, render),
});

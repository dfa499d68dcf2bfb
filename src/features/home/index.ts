/** The first page after signing in. */
import type { Route } from '../../platform/http/route.ts';
import { type HomePageParts, homePages } from './pages.ts';

export type { SampleLog } from './use-cases.ts';

export const homeFeature = (parts: HomePageParts): { readonly routes: readonly Route[] } => ({
  routes: homePages(parts),
});

/** How the data of a dataset came to be: from its files to its versions, and where it went. */
import type { Route } from '../../platform/http/route.ts';
import { lineageRoutes } from './api.ts';
import { type LineagePageParts, lineagePages } from './pages.ts';

export interface LineageFeature {
  readonly routes: readonly Route[];
}

export const lineageFeature = (parts: LineagePageParts): LineageFeature => ({
  routes: [...lineageRoutes(parts), ...lineagePages(parts)],
});

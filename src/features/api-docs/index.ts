/** The API, told to people: made of the same document that programs read. */
import type { Route } from '../../platform/http/route.ts';
import { type ApiDocsParts, apiDocsPages } from './pages.ts';

export type { ApiDocsParts } from './pages.ts';

export const apiDocsFeature = (parts: ApiDocsParts): { readonly routes: readonly Route[] } => ({
  routes: apiDocsPages(parts),
});

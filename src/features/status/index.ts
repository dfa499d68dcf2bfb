/** The page that says how this server is. */
import type { Render } from '../../platform/http/render.ts';
import type { Route } from '../../platform/http/route.ts';
import { statusPages } from './pages.ts';
import type { StatusParts } from './use-cases.ts';

export type { StatusParts } from './use-cases.ts';

export const statusFeature = (parts: StatusParts, render: Render): { readonly routes: readonly Route[] } => ({
  routes: statusPages(parts, render),
});

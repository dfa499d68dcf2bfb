/** The page that says how this server is protected: read only, from what is in force. */
import type { Render } from '../../platform/http/render.ts';
import type { Route } from '../../platform/http/route.ts';
import { securityPages } from './pages.ts';
import type { SecurityParts } from './use-cases.ts';

export type { SecurityParts } from './use-cases.ts';

export const securityFeature = (parts: SecurityParts, render: Render): { readonly routes: readonly Route[] } => ({
  routes: securityPages(parts, render),
});

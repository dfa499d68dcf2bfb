/** Models discovered from a dataset: looked at, compared, kept. */
import type { Route } from '../../platform/http/route.ts';
import type { DiscoveryParts } from './model.ts';
import { discoveryPages } from './pages.ts';

export const discoveryFeature = (parts: DiscoveryParts): { readonly routes: readonly Route[] } => ({
  routes: discoveryPages(parts),
});

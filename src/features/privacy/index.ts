/** What a tenant shows of single people and of small groups. */
import type { Render } from '../../platform/http/render.ts';
import type { Route } from '../../platform/http/route.ts';
import { privacyRoutes } from './api.ts';
import { privacyPages } from './pages.ts';
import type { PrivacyParts } from './use-cases.ts';

export { STRICT } from './model.ts';
export { forgetPseudonymKey, pseudonymKey, renewPseudonymKey } from './pseudonym-key.ts';
export { sqlitePrivacyStore } from './store.sqlite.ts';
export { hiddenColumns, leastGroupOf } from './use-cases.ts';

export interface PrivacyFeature {
  readonly routes: readonly Route[];
}

export const privacyFeature = (parts: PrivacyParts, render: Render): PrivacyFeature => ({
  routes: [...privacyRoutes(parts), ...privacyPages(parts, render)],
});

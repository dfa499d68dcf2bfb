/** Accounts of programs, and the API keys of programs and people. */

import type { Identity } from '../../platform/http/http-parts.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Route } from '../../platform/http/route.ts';
import { keyRoutes } from './api.ts';
import { actorOfKey } from './authenticate.ts';
import { KEY_PREFIX } from './key-text.ts';
import { serviceAccountPages } from './pages.ts';
import type { ServiceAccountParts } from './parts.ts';
import { tokenPages } from './token-pages.ts';

export { ownerAs } from './authenticate.ts';
export { sqliteServiceAccounts } from './store.sqlite.ts';

export interface ServiceAccounts {
  readonly routes: readonly Route[];
  /** Whether a bearer's secret is a key of ours, right or wrong; anything else is an access token. */
  isKey(secret: string): boolean;
  /** Who a key stands for; null when it opens nothing. */
  authenticate(
    secret: string,
    origin: { ip: string | null; requestId: string },
    quiet?: boolean,
  ): Promise<Identity | null>;
}

export const serviceAccountsFeature = (parts: ServiceAccountParts, render: Render): ServiceAccounts => ({
  routes: [...keyRoutes(parts), ...tokenPages(parts, render), ...serviceAccountPages(parts, render)],
  isKey: (secret) => secret.startsWith(KEY_PREFIX),
  authenticate: (secret, origin, quiet) => actorOfKey(parts, secret, origin, quiet),
});

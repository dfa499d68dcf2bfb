/** People of OpenID Connect providers: how they sign in here, and how they are signed out. */

import type { Route } from '../../platform/http/route.ts';
import type { SignInProviders } from '../sign-in/index.ts';
import { oidcRoutes } from './api.ts';
import { oidcPages, type SignInPage } from './pages.ts';
import type { OidcParts } from './parts.ts';
import { startPath } from './settings.ts';
import { farewellOf } from './sign-out.ts';

export type { OidcParts } from './parts.ts';
export { MAX_ANSWER_BYTES, type Outgoing, type Provider, provider } from './provider.ts';
export { groupByRule } from './role-rules.ts';
export { providerSettings } from './settings.ts';
export { sqliteOidcStore } from './store.sqlite.ts';
export { type ProviderReport, testProvider } from './test-provider.ts';

export interface Oidc {
  /** None where no provider is configured. */
  readonly routes: readonly Route[];
  readonly signInProviders: SignInProviders;
}

export const oidcFeature = (parts: OidcParts, signInPage: SignInPage): Oidc => ({
  routes: parts.providers.size > 0 ? [...oidcPages(parts, signInPage), ...oidcRoutes(parts)] : [],
  signInProviders: {
    buttons: [...parts.providers.values()].map(({ settings: { id, title } }) => ({ title, path: startPath(id) })),
    farewell: (sessionSecret) => farewellOf(parts, sessionSecret),
  },
});

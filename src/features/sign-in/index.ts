/** Accounts, sessions, the sign-in page, and the link that makes the first administrator. */

import setUpView from '../../../views/sign-in/set-up.eta' with { type: 'text' };
import signInView from '../../../views/sign-in/sign-in.eta' with { type: 'text' };
import type { Authenticate } from '../../platform/http/http-parts.ts';
import type { Render, Templates } from '../../platform/http/render.ts';
import type { Route } from '../../platform/http/route.ts';
import { ownRoutes, signInRoutes } from './api.ts';
import { issueDemoLink } from './demo-link.ts';
import { demoPages, setUpPages, signInPages } from './pages.ts';
import { issueSetupLink } from './set-up.ts';
import { actorOfSession, type SignInParts } from './use-cases.ts';

export { DEFAULT_SIGN_IN, type SignInSettings } from './model.ts';
export { argon2Passwords, type Passwords } from './passwords.ts';
export { sqliteSignInStore } from './store.sqlite.ts';
export type { SignInParts } from './use-cases.ts';

export const SIGN_IN_TEMPLATES: Templates = { '@sign-in/sign-in': signInView, '@sign-in/set-up': setUpView };
export const SIGN_IN_PATH = '/sign-in';

export interface SignIn {
  readonly routes: readonly Route[];
  readonly authenticate: Authenticate;
  /** Path of a fresh single-use link while there is no administrator; null afterwards. To be printed by `serve`. */
  issueSetupLink(tenant: string): { path: string; expiresAtMs: number } | null;
  /** Path of a fresh single-use link that signs the analyst of a demo in; a fault where the appliance is none. */
  issueDemoLink(tenant: string): { path: string; expiresAtMs: number };
}

export const signInFeature = (parts: SignInParts, render: Render): SignIn => ({
  routes: [
    ...signInRoutes(parts),
    ...ownRoutes(parts),
    ...signInPages(parts, render),
    ...setUpPages(parts, render),
    ...demoPages(parts),
  ],
  // Bearer tokens and API keys come with the issue that gives them out.
  authenticate: ({ kind, secret }, origin) => (kind === 'session' ? actorOfSession(parts, secret, origin) : null),
  issueSetupLink: (tenant) => issueSetupLink(parts, tenant),
  issueDemoLink: (tenant) => issueDemoLink(parts, tenant),
});

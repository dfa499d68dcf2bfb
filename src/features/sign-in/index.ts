/** Accounts, sessions, the sign-in page, and the link that makes the first administrator. */

import type { Actor } from '../../platform/access/actor.ts';
import { notFound } from '../../platform/access/guard.ts';
import type { Change } from '../../platform/changes/changes.ts';
import type { FormMistakes } from '../../platform/http/form-mistakes.ts';
import type { Authenticate } from '../../platform/http/http-parts.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Call, Route } from '../../platform/http/route.ts';
import { type SignInAdministration, signInAdministration } from './administration.ts';
import { ownRoutes, signInRoutes } from './api.ts';
import { changePassword, ownLeastChars } from './change-password.ts';
import { chooseWorkspaceRoutes } from './choose-workspace.ts';
import { demandFreshProof } from './confirm.ts';
import { issueDemoLink } from './demo-link.ts';
import { DEMO_LOGIN, type OwnSession, ownSession, type Standing } from './model.ts';
import { demoPages, ownPath, setUpPages, signInPage, signInPages, welcomePages } from './pages.ts';
import type { SignInParts } from './parts.ts';
import { ownerOf } from './second-factor.ts';
import { secondFactorRoutes } from './second-factor-api.ts';
import { secondFactorPages } from './second-factor-pages.ts';
import {
  actorOfSession,
  endSession,
  getOwnAccount,
  goodStanding,
  listOwnSessions,
  openSessionWithin,
  signOutEverywhere,
} from './sessions.ts';
import { issueSetupLink } from './set-up.ts';
import { actorOfToken } from './tokens.ts';
import { demandSame, type IssuedLink, issueWelcomeLink } from './welcome.ts';

export { jwtAccessTokens } from './access-token.ts';
export { DEFAULT_SIGN_IN, type OwnSession, type SignInSettings, type Standing } from './model.ts';
export type {
  Directories,
  DirectoryQuestion,
  ExternalProof,
  Farewell,
  ProviderButton,
  SignInParts,
  SignInProviders,
} from './parts.ts';
export { argon2Passwords, type Passwords } from './passwords.ts';
export { SECOND_FACTOR_PATH } from './second-factor-pages.ts';
export { sqliteSecondFactors } from './second-factor-store.sqlite.ts';
export { sqliteSignInStore } from './store.sqlite.ts';
export { ownPath };

export const SIGN_IN_PATH = '/sign-in';

export interface SignIn extends SignInAdministration {
  readonly routes: readonly Route[];
  readonly authenticate: Authenticate;
  /** Path of a fresh single-use link while there is no administrator; null afterwards. To be printed by `serve`. */
  issueSetupLink(tenant: string, by?: Actor): IssuedLink | null;
  /** The name of the demo's account, which has no password on any appliance. */
  isReserved(login: string): boolean;
  /** Path of a fresh single-use link at which a person chooses a password; part of a change that records it. */
  issueWelcomeLink(change: Change, who: { tenant: string; user: string; by: string | null }): IssuedLink;
  /** The account as it stands now; null when nothing may be done in its name. */
  goodStanding(who: { tenant: string; user: string }): Promise<Standing | null>;
  /** Passes when the person behind the actor proved some minutes ago at most who it is. */
  demandFreshProof(actor: Actor): void;
  /** Opens a session for somebody for whom a provider vouches; part of a change. */
  openVouched(change: Change, caller: Actor, who: { tenant: string; user: string }, how: Vouched): OpenedSession;
  /** Ends a session at once; part of a change that records it. */
  endSession(change: Change, sessionHash: string): void;
  /** The page to sign in, with what went wrong. */
  signInPage(call: Call<unknown, unknown>, mistakes: FormMistakes): string;
  /** What people do with their own sessions and password. */
  readonly own: OwnSignIn;
  /** Path of a fresh single-use link that signs the analyst of a demo in; a fault where the appliance is none. */
  issueDemoLink(tenant: string): IssuedLink;
}

/** What a session that somebody else vouches for is opened with. */
export interface Vouched {
  /** Who does, for the audit log. */
  readonly by: string;
  readonly userAgent: string | null;
  /** Of the browser's session before, which ends. */
  readonly previousSecret: string | null;
}

export interface OpenedSession {
  /** For the cookie, once. */
  readonly secret: string;
  /** By which the store knows it. */
  readonly sessionHash: string;
}

export interface OwnSignIn {
  /** Newest first, browsers and programs. */
  listSessions(actor: Actor): OwnSession[];
  /** `not_found` where the actor has no such session. */
  endSession(actor: Actor, name: string): void;
  /** Every session and token of the actor, this one too. */
  signOutEverywhere(actor: Actor): void;
  /** The new secret of the session, for its cookie; null where a program asks. */
  changePassword(actor: Actor, sent: { current: string; password: string }): Promise<string | null>;
  /** The least length of the actor's password; null where it has none of ours. */
  leastChars(actor: Actor): number | null;
  hasSecondFactor(actor: Actor): boolean;
  /** Throws where the two entries of a new password differ. */
  demandSame(password: string, again: string): void;
}

/** The name of the demo's account, which has no password on any appliance. */
export const isReservedLogin = (login: string): boolean => login === DEMO_LOGIN;

export const signInFeature = (parts: SignInParts, render: Render): SignIn => ({
  routes: [
    ...signInRoutes(parts),
    ...ownRoutes(parts),
    ...chooseWorkspaceRoutes(parts),
    ...secondFactorRoutes(parts),
    ...signInPages(parts, render),
    ...secondFactorPages(parts, render),
    ...setUpPages(parts, render),
    ...welcomePages(parts, render),
    ...demoPages(parts),
  ],
  authenticate: ({ kind, secret, quiet, mayRenew }, origin) =>
    kind === 'session'
      ? actorOfSession(parts, secret, origin, { quiet, mayRenew })
      : actorOfToken(parts, secret, origin, quiet),
  ...signInAdministration(parts),
  isReserved: isReservedLogin,
  issueWelcomeLink: (change, who) => issueWelcomeLink(parts, change, who),
  goodStanding: (who) => goodStanding(parts, who),
  demandFreshProof: (actor) => demandFreshProof(parts, actor),
  issueSetupLink: (tenant, by) => issueSetupLink(parts, tenant, by),
  openVouched(change, caller, { tenant, user }, how) {
    const account = parts.store.findAccount(tenant, user) ?? notFound('account');
    const opening = { ...how, nameHashes: [], fresh: null };
    const { secret, session } = openSessionWithin(parts, change, caller, account, opening);
    return { secret, sessionHash: session.idHash };
  },
  endSession: ({ tx }, sessionHash) => parts.store.deleteSession(tx, sessionHash),
  signInPage: (call, mistakes) => signInPage(parts, render, call, { next: '/', login: '', ready: null, mistakes }),
  own: {
    listSessions: (actor) => listOwnSessions(parts, actor).map((session) => ownSession(session, actor.session)),
    endSession: (actor, name) => endSession(parts, actor, name),
    signOutEverywhere: (actor) => signOutEverywhere(parts, actor),
    changePassword: (actor, sent) => changePassword(parts, actor, sent),
    leastChars: (actor) => ownLeastChars(parts, actor),
    hasSecondFactor: (actor) => parts.factors.hasSecondFactor(ownerOf(getOwnAccount(parts, actor))),
    demandSame,
  },
  issueDemoLink: (tenant) => issueDemoLink(parts, tenant),
});

import { AppError, type Static } from '#sdk';
import { type Actor, userActor } from '../../platform/access/actor.ts';
import { notFound, tenantOf } from '../../platform/access/guard.ts';
import type { Person } from '../../platform/access/person.ts';
import type { Change, Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';

import { loginKey } from '../../platform/names.ts';
import { hashOf, newSecret } from '../../platform/secret-text.ts';
import {
  type AccessTokens,
  type Account,
  type Credentials,
  isDemoAccount,
  type KnownSession,
  type Session,
  type SignInSettings,
  sessionName,
} from './model.ts';
import type { Passwords } from './passwords.ts';
import type { SignInStore } from './store.ts';

export interface SignInParts {
  readonly store: SignInStore;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly passwords: Passwords;
  readonly settings: SignInSettings;
  readonly accessTokens: AccessTokens;
  /** The appliance is a demo: a printed link signs its one account in. */
  readonly demo: boolean;
  /** Where the link of a demo leads: to the map of its sample. */
  readonly demoStart: () => string;
}

/** What a successful sign-in gives: the secret for the cookie, once. */
export interface SignedIn {
  readonly secret: string;
  readonly account: Account;
}

const MAX_FAILURES_PER_ADDRESS = 30;
const TOUCH_EVERY_MS = 60_000;

/** Signs a browser in; the session it had before ends. */
export async function signIn(
  parts: SignInParts,
  caller: Actor,
  sent: Static<typeof Credentials>,
  userAgent: string | null,
  previousSecret: string | null,
): Promise<SignedIn> {
  const { account, nameHash, fresh } = await proveIdentity(parts, caller, sent);
  const { secret } = openSession(parts, caller, account, { userAgent, nameHash, fresh, previousSecret });
  return { secret, account };
}

/** An account whose password was right, and what belongs to the transaction that opens its session. */
export interface Proved {
  readonly account: Account;
  /** Of the name whose failed attempts are forgotten. */
  readonly nameHash: string;
  /** A new hash of the same password, where the old one was made by other rules. */
  readonly fresh: string | null;
}

/**
 * Checks name and password, the same for browsers and API clients. Unknown name, wrong password and disabled account cost one Argon2
 * each and say the same. An attempt is counted before the password is looked at, so that a hundred at once are not a hundred guesses.
 */
export async function proveIdentity(
  parts: SignInParts,
  caller: Actor,
  sent: Static<typeof Credentials>,
): Promise<Proved> {
  const { store, passwords } = parts;
  const login = loginKey(sent.login);
  const nameHash = beginAttempt(parts, caller, login ?? sent.login);
  const account = login ? onlyOne(store.findAccounts(login), sent.tenant) : null;
  const right = await passwords.verify(sent.password, account?.passwordHash ?? null);
  if (!right || account?.status !== 'active') return refuse(parts, caller, account);
  const fresh =
    account.passwordHash && passwords.isOutdated(account.passwordHash) ? await passwords.hash(sent.password) : null;
  return { account, nameHash, fresh };
}

/** How attempts on a name are counted: by its hash, because people type passwords into the wrong field. */
export const nameHashOf = (login: string): string => hashOf(`login:${login}`);

/** Counts an attempt to prove who one is, and refuses it when there were too many; gives the hash under which it is counted. */
export function beginAttempt({ store, newId, clock, settings }: SignInParts, caller: Actor, login: string): string {
  const nameHash = nameHashOf(login);
  const nowMs = clock.now();
  const attempt = { id: newId(), nameHash, ip: caller.ip, atMs: nowMs };
  const limits = { byName: settings.maxFailures, byIp: MAX_FAILURES_PER_ADDRESS };
  if (!store.beginAttempt(attempt, nowMs - settings.failureMs, limits)) tooMany(settings);
  return nameHash;
}

/** Opens a session for an account that has proved who it is, and what belongs to that in the same transaction. */
export function openSession(
  { store, changes, clock, settings }: SignInParts,
  caller: Actor,
  account: Account,
  how: {
    kind?: Session['kind'];
    userAgent: string | null;
    /** Of the name whose failed attempts are forgotten. */
    nameHash: string | null;
    /** A new hash of the same password. */
    fresh: string | null;
    previousSecret: string | null;
    by?: string;
    together?: (tx: Change['tx'], session: Session) => void;
  },
): { secret: string; session: Session } {
  const secret = newSecret();
  const nowMs = clock.now();
  const kind = how.kind ?? 'browser';
  const lifeMs = kind === 'browser' ? settings.absoluteMs : settings.refreshMs;
  const session: Session = {
    ...{ idHash: hashOf(secret), kind, tenant: account.tenant, user: account.id, csrf: newSecret() },
    ...{ createdAtMs: nowMs, lastSeenAtMs: nowMs, expiresAtMs: nowMs + lifeMs },
    ...{ ip: caller.ip, userAgent: how.userAgent },
  };
  changes.make(caller, (change) => {
    // Looking at the password took its time: a change of it, or of the account, meanwhile ends what is open, and must end this too.
    const now = store.findAccount(account.tenant, account.id);
    if (now?.status !== 'active' || now.passwordHash !== account.passwordHash) changedMeanwhile();
    if (how.nameHash) store.forgetAttempts(change.tx, how.nameHash);
    store.deleteSessionsOver(change.tx, nowMs, settings.idleMs);
    if (how.previousSecret) store.deleteSession(change.tx, hashOf(how.previousSecret));
    // Programs that sign in anew for each run do not push people out.
    const open = store
      .listSessions(account.tenant, account.id, nowMs, settings.idleMs)
      .filter((other) => other.kind === kind);
    for (const old of open.slice(settings.maxSessionsPerUser - 1)) store.deleteSession(change.tx, old.idHash);
    store.insertSession(change.tx, session);
    store.noteSignIn(change.tx, account, how.fresh, nowMs);
    how.together?.(change.tx, session);
    change.record({
      ...{ action: 'session.open', kind: 'user', id: account.id, tenant: account.tenant },
      after: { session: sessionName(session), ...(how.by ? { by: how.by } : {}), ...(how.kind ? { kind } : {}) },
    });
  });
  return { secret, session };
}

/** The session, if it still holds: not too old, a browser's not idle too long, its account active. */
export function liveSession({ clock, settings, demo }: SignInParts, session: KnownSession | null): KnownSession | null {
  const nowMs = clock.now();
  if (session?.account.status !== 'active') return null;
  if (!demo && isDemoAccount(session.account)) return null;
  if (session.expiresAtMs <= nowMs) return null;
  // A program may rest between its runs; its access tokens are short-lived instead.
  if (session.kind === 'browser' && session.lastSeenAtMs + settings.idleMs <= nowMs) return null;
  return session;
}

export interface SignedInPerson {
  readonly actor: Actor;
  readonly csrf: string | null;
  readonly person: Person;
}

/** Who a cookie's secret stands for; null when its session is unknown or does not hold any more. */
export function actorOfSession(
  parts: SignInParts,
  secret: string,
  origin: CallOrigin,
  quiet = false,
): SignedInPerson | null {
  const session = liveSession(parts, parts.store.findSession(hashOf(secret)));
  return session?.kind === 'browser' ? personOf(parts, session, 'session', origin, quiet) : null;
}

interface CallOrigin {
  readonly ip: string | null;
  readonly requestId: string;
}

/** Who acts in a live session; unless we ask quietly, the session is seen to be in use. */
export function personOf(
  { store, clock }: SignInParts,
  session: KnownSession,
  method: 'session' | 'token',
  origin: CallOrigin,
  quiet: boolean,
): SignedInPerson {
  const nowMs = clock.now();
  if (!quiet && nowMs - session.lastSeenAtMs >= TOUCH_EVERY_MS) store.touchSession(session.idHash, nowMs);
  const { id, login, tenant, displayName } = session.account;
  const actor = userActor({
    ...{ id, name: login, tenant, grants: session.grants, method, session: sessionName(session) },
    ...{ ip: origin.ip, requestId: origin.requestId },
  });
  return { actor, csrf: session.csrf, person: { name: displayName, login, preferences: session.preferences } };
}

/** Ends the session behind the call. */
export function signOut(parts: SignInParts, actor: Actor): void {
  if (actor.session) endSession(parts, actor, actor.session);
}

export const listOwnSessions = ({ store, clock, settings }: SignInParts, actor: Actor): Session[] =>
  store.listSessions(tenantOf(actor), actor.id, clock.now(), settings.idleMs);

/** Ends one of the actor's own sessions, at once. */
export function endSession(parts: SignInParts, actor: Actor, name: string): void {
  const session = listOwnSessions(parts, actor).find((own) => sessionName(own) === name) ?? notFound('session');
  parts.changes.make(actor, (change) => {
    parts.store.deleteSession(change.tx, session.idHash);
    change.record({ action: 'session.end', kind: 'user', id: actor.id, before: { session: name } });
  });
}

/** Ends every session of the actor, this one too, and every token. */
export function signOutEverywhere({ store, changes }: SignInParts, actor: Actor): void {
  changes.make(actor, (change) => {
    store.deleteSessionsOf(change.tx, tenantOf(actor), actor.id, null);
    change.record({ action: 'session.end-all', kind: 'user', id: actor.id });
  });
}

/** The account behind a signed-in actor. */
export function getOwnAccount({ store }: SignInParts, actor: Actor): Account {
  return store.findAccount(tenantOf(actor), actor.id) ?? notFound('account');
}

function onlyOne(found: readonly Account[], tenant?: string): Account | null {
  const meant = tenant === undefined || tenant === '' ? found : found.filter((a) => a.tenantName === tenant);
  return meant.length === 1 ? meant[0]! : null;
}

function refuse({ changes }: SignInParts, caller: Actor, account: Account | null): never {
  changes.make(caller, (change) =>
    change.record({
      // What was typed is not recorded: people type passwords into the wrong field.
      ...{ action: 'session.refuse', kind: 'user', id: account?.id ?? 'unknown', outcome: 'failure' },
      ...(account ? { tenant: account.tenant } : {}),
    }),
  );
  throw new AppError('unauthenticated', 'sign-in.refused', 'The name or the password is not right.');
}

function changedMeanwhile(): never {
  throw new AppError('unavailable', 'sign-in.changedMeanwhile', 'The account was changed at this moment. Try again.');
}

function tooMany({ failureMs }: SignInSettings): never {
  const minutes = Math.ceil(failureMs / 60_000);
  throw new AppError(
    'rate_limited',
    'sign-in.tooMany',
    `Too many failed attempts with this name or from this address. Try again in ${minutes} minutes.`,
  );
}

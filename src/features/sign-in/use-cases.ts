import { AppError, type Static } from '#sdk';
import { type Actor, userActor } from '../../platform/access/actor.ts';
import { notFound, tenantOf } from '../../platform/access/guard.ts';
import type { Person } from '../../platform/access/person.ts';
import type { Change, Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';

import { loginKey } from '../../platform/names.ts';
import { hashOf, newSecret } from '../../platform/secret-text.ts';
import {
  type Account,
  type Credentials,
  isDemoAccount,
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
  /** The appliance is a demo: a printed link signs its one account in. */
  readonly demo: boolean;
}

/** What a successful sign-in gives: the secret for the cookie, once. */
export interface SignedIn {
  readonly secret: string;
  readonly account: Account;
}

const MAX_FAILURES_PER_ADDRESS = 30;
const TOUCH_EVERY_MS = 60_000;

/**
 * Signs in with name and password. Unknown name, wrong password and disabled account cost one Argon2 each and say the same. An attempt
 * is counted before the password is looked at, so that a hundred at once are not a hundred guesses.
 */
export async function signIn(
  parts: SignInParts,
  caller: Actor,
  sent: Static<typeof Credentials>,
  userAgent: string | null,
  previousSecret: string | null,
): Promise<SignedIn> {
  const { store, passwords, newId, clock, settings } = parts;
  const login = loginKey(sent.login);
  const nameHash = hashOf(`login:${login ?? sent.login}`);
  const nowMs = clock.now();
  const attempt = { id: newId(), nameHash, ip: caller.ip, atMs: nowMs };
  const limits = { byName: settings.maxFailures, byIp: MAX_FAILURES_PER_ADDRESS };
  if (!store.beginAttempt(attempt, nowMs - settings.failureMs, limits)) tooMany(settings);
  const account = login ? onlyOne(store.findAccounts(login), sent.tenant) : null;
  const right = await passwords.verify(sent.password, account?.passwordHash ?? null);
  if (!right || account?.status !== 'active') return refuse(parts, caller, account);
  const fresh =
    account.passwordHash && passwords.isOutdated(account.passwordHash) ? await passwords.hash(sent.password) : null;
  const secret = openSession(parts, caller, account, { userAgent, nameHash, fresh, previousSecret });
  return { secret, account };
}

/** Opens a session for an account that has proved who it is, and what belongs to that in the same transaction. */
export function openSession(
  { store, changes, clock, settings }: SignInParts,
  caller: Actor,
  account: Account,
  how: {
    userAgent: string | null;
    /** Of the name whose failed attempts are forgotten. */
    nameHash: string | null;
    /** A new hash of the same password. */
    fresh: string | null;
    previousSecret: string | null;
    by?: string;
    together?: (tx: Change['tx']) => void;
  },
): string {
  const secret = newSecret();
  const nowMs = clock.now();
  const session: Session = {
    ...{ idHash: hashOf(secret), tenant: account.tenant, user: account.id, csrf: newSecret() },
    ...{ createdAtMs: nowMs, lastSeenAtMs: nowMs, expiresAtMs: nowMs + settings.absoluteMs },
    ...{ ip: caller.ip, userAgent: how.userAgent },
  };
  changes.make(caller, (change) => {
    how.together?.(change.tx);
    if (how.nameHash) store.forgetAttempts(change.tx, how.nameHash);
    store.deleteSessionsOver(change.tx, nowMs, settings.idleMs);
    if (how.previousSecret) store.deleteSession(change.tx, hashOf(how.previousSecret));
    const open = store.listSessions(account.tenant, account.id, nowMs, settings.idleMs);
    for (const old of open.slice(settings.maxSessionsPerUser - 1)) store.deleteSession(change.tx, old.idHash);
    store.insertSession(change.tx, session);
    store.noteSignIn(change.tx, account, how.fresh, nowMs);
    change.record({
      ...{ action: 'session.open', kind: 'user', id: account.id, tenant: account.tenant },
      after: { session: sessionName(session), ...(how.by ? { by: how.by } : {}) },
    });
  });
  return secret;
}

/** Who a session's secret stands for; null when it is unknown, idle too long, too old, or its account is not active. */
export function actorOfSession(
  { store, clock, settings, demo }: SignInParts,
  secret: string,
  origin: { ip: string | null; requestId: string },
): { actor: Actor; csrf: string; person: Person } | null {
  const session = store.findSession(hashOf(secret));
  const nowMs = clock.now();
  if (session?.account.status !== 'active') return null;
  if (!demo && isDemoAccount(session.account)) return null;
  if (session.expiresAtMs <= nowMs || session.lastSeenAtMs + settings.idleMs <= nowMs) return null;
  if (nowMs - session.lastSeenAtMs >= TOUCH_EVERY_MS) store.touchSession(session.idHash, nowMs);
  const { id, login, tenant } = session.account;
  const actor = userActor({
    ...{ id, name: login, tenant, grants: session.grants, method: 'session', session: sessionName(session) },
    ...{ ip: origin.ip, requestId: origin.requestId },
  });
  const person = { name: session.account.displayName, login, preferences: session.preferences };
  return { actor, csrf: session.csrf, person };
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

function tooMany({ failureMs }: SignInSettings): never {
  const minutes = Math.ceil(failureMs / 60_000);
  throw new AppError(
    'rate_limited',
    'sign-in.tooMany',
    `Too many failed attempts with this name or from this address. Try again in ${minutes} minutes.`,
  );
}

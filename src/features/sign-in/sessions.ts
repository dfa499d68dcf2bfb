import { AppError } from '#sdk';
import {
  type Actor,
  type Grant,
  type Origin,
  untilSecondFactor,
  userActor,
  withOwnAccount,
} from '../../platform/access/actor.ts';
import { mayEnter, notFound, tenantOf } from '../../platform/access/guard.ts';
import type { Person } from '../../platform/access/person.ts';
import type { Change } from '../../platform/changes/changes.ts';
import { hashOf, newSecret } from '../../platform/secret-text.ts';
import { type Account, isDemoAccount, type KnownSession, type Session, type Standing, sessionName } from './model.ts';
import type { SignInParts } from './parts.ts';
import { type AcceptedCode, needsSecondFactor } from './second-factor.ts';

const TOUCH_EVERY_MS = 60_000;

/** What belongs to a session that is opened. */
interface Opening {
  readonly kind?: Session['kind'];
  readonly userAgent: string | null;
  /** Of the names whose failed attempts are forgotten. */
  readonly nameHashes: readonly string[];
  /** A new hash of the same password. */
  readonly fresh: string | null;
  /** The second factor, used up with the session that it opens. */
  readonly code?: AcceptedCode | null;
  readonly previousSecret: string | null;
  readonly by?: string;
  readonly together?: (tx: Change['tx'], session: Session) => void;
}

/** Opens a session for an account that has proved who it is, and what belongs to that in the same transaction. */
export const openSession = (
  parts: SignInParts,
  caller: Actor,
  account: Account,
  how: Opening,
): { secret: string; session: Session } =>
  parts.changes.make(caller, (change) => openSessionWithin(parts, change, caller, account, how));

/** The same as part of a change that is under way. */
export function openSessionWithin(
  { store, clock, settings }: SignInParts,
  change: Change,
  caller: Actor,
  account: Account,
  how: Opening,
): { secret: string; session: Session } {
  const secret = newSecret();
  const nowMs = clock.now();
  const kind = how.kind ?? 'browser';
  const lifeMs = kind === 'browser' ? settings.absoluteMs : settings.refreshMs;
  const session: Session = {
    ...{ idHash: hashOf(secret), kind, tenant: account.tenant, user: account.id, csrf: newSecret() },
    ...{ createdAtMs: nowMs, lastSeenAtMs: nowMs, provedAtMs: nowMs, expiresAtMs: nowMs + lifeMs },
    ...{ ip: caller.ip, userAgent: how.userAgent, held: null },
  };
  // Looking at the password took its time: a change of it, or of the account, meanwhile ends what is open, and must end this too.
  const now = store.findAccount(account.tenant, account.id);
  if (now?.status !== 'active' || now.passwordHash !== account.passwordHash) changedMeanwhile();
  how.code?.use(change.tx);
  for (const nameHash of how.nameHashes) store.forgetAttempts(change.tx, nameHash);
  store.deleteSessionsOver(change.tx, nowMs, settings.idleMs);
  if (how.previousSecret) store.deleteSession(change.tx, hashOf(how.previousSecret));
  // Programs that sign in anew for each run do not push people out.
  const open = store
    .listSessions(account.tenant, account.id, nowMs, settings.idleMs)
    .filter((other) => other.kind === kind);
  for (const old of open.slice(settings.maxSessionsPerUser - 1)) store.deleteSession(change.tx, old.idHash);
  store.insertSession(change.tx, {
    ...session,
    held: heldText(store.findStanding(account.tenant, account.id)?.grants ?? []),
  });
  if (how.fresh) store.rehashPassword(change.tx, account, how.fresh);
  store.noteSignIn(change.tx, account, nowMs);
  how.together?.(change.tx, session);
  change.record({
    ...{ action: 'session.open', kind: 'user', id: account.id, tenant: account.tenant },
    after: {
      session: sessionName(session),
      ...(how.by ? { by: how.by } : {}),
      ...(how.kind ? { kind } : {}),
      ...(how.code ? { secondFactor: how.code.by } : {}),
    },
  });
  return { secret, session };
}

/** The session, if it still holds: not too old, a browser's not idle too long, its account active. */
export function liveSession({ clock, settings, demo }: SignInParts, session: KnownSession | null): KnownSession | null {
  const nowMs = clock.now();
  // Whom a directory did not list is asked for there by itself, by `vouchedFor`.
  if (!session || session.account.status === 'disabled') return null;
  if (!demo && isDemoAccount(session.account)) return null;
  if (session.expiresAtMs <= nowMs) return null;
  // A program may rest between its runs; its access tokens are short-lived instead.
  if (session.kind === 'browser' && session.lastSeenAtMs + settings.idleMs <= nowMs) return null;
  return session;
}

/** The live session, while the directory that its account comes from still vouches for it. */
export async function vouchedFor(parts: SignInParts, session: KnownSession | null): Promise<KnownSession | null> {
  const live = liveSession(parts, session);
  if (live?.account.kind !== 'directory') return live;
  // While we ask, the session may have ended.
  return (await parts.directories?.isVouchedFor(live.account))
    ? liveSession(parts, parts.store.findSession(live.idHash))
    : null;
}

/**
 * Who an account stands for without a session: of what holds an API key. Null when it is disabled, when its directory no longer vouches
 * for it, or when a role needs a second factor that it lacks.
 */
export async function goodStanding(
  { store, settings, directories }: SignInParts,
  who: { tenant: string; user: string },
): Promise<Standing | null> {
  const standing = store.findStanding(who.tenant, who.user);
  if (!standing || standing.account.status === 'disabled' || isDemoAccount(standing.account)) return null;
  const { account, grants, hasSecondFactor } = standing;
  if (needsSecondFactor(settings, account, grants) && !hasSecondFactor) return null;
  if (account.kind === 'directory' && !(await directories?.isVouchedFor(account))) return null;
  return standing;
}

/** Roles in the order of their names; what was shared is looked at anew with each request and is none. */
export const heldText = (grants: readonly Grant[]): string =>
  JSON.stringify(
    grants
      .filter(({ project, dataset }) => !project && !dataset)
      .map(({ role, workspace, permissions }) => [role, workspace, permissions ?? null])
      .map((held) => JSON.stringify(held))
      .sort(),
  );

export interface SignedInPerson {
  readonly actor: Actor;
  readonly csrf: string | null;
  readonly person: Person;
  /** For the cookie: the session goes on under a new name. */
  readonly renewedSecret?: string;
}

/** Who a cookie's secret stands for; null when its session is unknown or does not hold any more. */
export async function actorOfSession(
  parts: SignInParts,
  secret: string,
  origin: Origin,
  { quiet = false, mayRenew = false }: { quiet?: boolean | undefined; mayRenew?: boolean | undefined } = {},
): Promise<SignedInPerson | null> {
  const session = await vouchedFor(parts, parts.store.findSession(hashOf(secret)));
  if (session?.kind !== 'browser') return null;
  const isOther = session.held !== null && session.held !== heldText(session.grants);
  const renewed = isOther && mayRenew ? renewForRoles(parts, session, origin) : null;
  const person = personOf(parts, renewed?.session ?? session, 'session', origin, quiet);
  return renewed ? { ...person, renewedSecret: renewed.secret } : person;
}

/** What the person may do has changed since the session got its name: the old name opens nothing any more. */
function renewForRoles(
  { store, changes }: SignInParts,
  session: KnownSession,
  origin: Origin,
): { session: KnownSession; secret: string } | null {
  // Of several requests at once the first one renews; what another would write into its cookie would open nothing.
  if (!store.findSession(session.idHash)) return null;
  const secret = newSecret();
  const renewed = { ...session, idHash: hashOf(secret), held: heldText(session.grants) };
  try {
    changes.make(actorIn(session, 'session', origin), (change) => {
      store.renewSession(change.tx, session.idHash, renewed);
      change.record({
        ...{ action: 'session.renew', kind: 'user', id: session.user },
        ...{ before: { session: sessionName(session) }, after: { session: sessionName(renewed), why: 'roles' } },
      });
    });
  } catch (error) {
    // A full disk must not keep people from reading.
    if (error instanceof AppError && error.fault === 'no_space') return null;
    throw error;
  }
  return { session: renewed, secret };
}

/** A full disk must not keep people from reading: their session only seems to have rested longer than it has. */
function seen(store: SignInParts['store'], session: KnownSession, nowMs: number): void {
  try {
    store.touchSession(session.idHash, nowMs);
  } catch (error) {
    if (!(error instanceof AppError && error.fault === 'no_space')) throw error;
  }
}

/** Who acts in a live session; unless we ask quietly, the session is seen to be in use. */
export function personOf(
  { store, clock, settings }: SignInParts,
  session: KnownSession,
  method: 'session' | 'token',
  origin: Origin,
  quiet: boolean,
): SignedInPerson {
  const nowMs = clock.now();
  if (!quiet && nowMs - session.lastSeenAtMs >= TOUCH_EVERY_MS) seen(store, session, nowMs);
  const { login, displayName } = session.account;
  const whole = actorIn(session, method, origin);
  const isLacking = needsSecondFactor(settings, session.account, session.grants) && !session.hasSecondFactor;
  const actor = isLacking ? untilSecondFactor(whole) : whole;
  const workspaces = session.openWorkspaces.filter(({ id }) => mayEnter(actor, { workspace: id }));
  const person = { name: displayName, login, preferences: session.preferences, workspaces };
  return { actor, csrf: session.csrf, person: { ...person, workspace: actor.chosenWorkspace } };
}

/** Who acts by a session, with what it holds at this moment. */
export function actorIn(session: KnownSession, method: 'session' | 'token', { ip, requestId }: Origin): Actor {
  const { account, grants, openWorkspaces, workspace } = session;
  const actor = userActor({
    ...{ id: account.id, name: account.login, tenant: account.tenant, grants, chosenWorkspace: workspace },
    openWorkspaces: openWorkspaces.map(({ id }) => id),
    ...{ method, session: sessionName(session), ip, requestId },
  });
  return withOwnAccount(actor);
}

/** The live session behind the call; null where an API key or the command line is behind it. */
export const sessionBehind = (parts: SignInParts, actor: Actor): Session | null =>
  listOwnSessions(parts, actor).find((own) => sessionName(own) === actor.session) ?? null;

/**
 * The session behind the call goes on under a new name, because more is open to it from now on: a secret that somebody took before opens
 * nothing. Gives the new secret for the cookie; null for a program's session, which no secret opens.
 */
export function renewSession({ store, clock }: SignInParts, { tx }: Change, session: Session): string | null {
  const provedAtMs = clock.now();
  const secret = session.kind === 'browser' ? newSecret() : null;
  const renewed = secret ? { idHash: hashOf(secret), csrf: newSecret() } : session;
  store.renewSession(tx, session.idHash, { ...session, ...renewed, provedAtMs });
  return secret;
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

function changedMeanwhile(): never {
  throw new AppError('unavailable', 'sign-in.changedMeanwhile', 'The account was changed at this moment. Try again.');
}

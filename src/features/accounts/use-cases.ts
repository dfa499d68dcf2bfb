import { AppError, invalid, type Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guard, notFound, tenantOf } from '../../platform/access/guard.ts';
import type { Change, Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import { cleanEmail, cleanName, loginKey } from '../../platform/names.ts';
import type { Access } from '../access/index.ts';
import { type HandOutParts, handOut } from './hand-out.ts';
import type { GivenLink, Link } from './link.ts';
import { localRolesOf, type NewUser, rolesOf, type User } from './model.ts';
import type { AccountStore } from './store.ts';

/** What signing in has to do with accounts; each is part of the change that is under way. */
export interface SignInDoor {
  /** Names that stand for something of our own; nobody can be called so. */
  isReserved(login: string): boolean;
  /** `by`: who gives it out, as the audit log names callers; null: that is recorded elsewhere. */
  issueWelcomeLink(change: Change, who: Whose & { by: string | null }): Link;
  /** Every session and token, and every unused link. */
  shutOut(change: Change, who: Whose): void;
  hasSecondFactor(who: Whose): boolean;
  /** When name or second factor may be tried again; null: now. */
  lockedUntilMs(who: Whose & { login: string }): number | null;
  listSessionsOf(who: Whose): ReturnType<OwnSignIn['listSessions']>;
  /** False where there is no such session. */
  endSessionOf(change: Change, who: Whose, name: string): boolean;
  endSessionsOf(change: Change, who: Whose): void;
  resetSecondFactor(change: Change, who: Whose): void;
  unlock(change: Change, who: Whose & { login: string }): void;
  listOpenLinks(tenant: string): OpenLink[];
  /** False where there was none. */
  withdrawLinks(change: Change, who: Whose): boolean;
  /** Passes when the person behind the actor proved some minutes ago at most who it is. */
  demandFreshProof(actor: Actor): void;
}

interface Whose {
  readonly tenant: string;
  readonly user: string;
}

/** A link at which somebody can choose a password. */
export interface OpenLink {
  readonly user: string;
  readonly login: string;
  readonly displayName: string;
  readonly email: string | null;
  /** The person has chosen no password yet. */
  readonly isFirst: boolean;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly issuedBy: string | null;
}

/** What people do with their own sessions and password. */
export interface OwnSignIn {
  listSessions(actor: Actor): readonly {
    readonly name: string;
    readonly kind: 'browser' | 'token';
    readonly isCurrent: boolean;
    readonly createdAtMs: number;
    readonly lastSeenAtMs: number;
    readonly ip: string | null;
    readonly userAgent: string | null;
  }[];
  endSession(actor: Actor, name: string): void;
  signOutEverywhere(actor: Actor): void;
  /** The new secret of the session, for its cookie. */
  changePassword(actor: Actor, sent: { current: string; password: string }): Promise<string | null>;
  leastChars(actor: Actor): number | null;
  hasSecondFactor(actor: Actor): boolean;
  demandSame(password: string, again: string): void;
}

export interface AccountParts {
  readonly store: AccountStore;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly signIn: SignInDoor;
  readonly mail: HandOutParts['mail'];
  readonly access: Pick<
    Access,
    'roleNames' | 'demandMayGive' | 'demandMayShutOut' | 'demandMayTakeOver' | 'keepingAnAdministrator'
  >;
}

export function listUsers({ store }: AccountParts, actor: Actor, request: ListRequest): Listed<User> {
  guard(actor, 'admin:users');
  const { rows, total } = store.listUsers(tenantOf(actor), request);
  return listed(rows, total, request, (user) => [user.login, user.id]);
}

export function getUser({ store }: AccountParts, actor: Actor, id: string): User {
  guard(actor, 'admin:users');
  return store.findUser(tenantOf(actor), id) ?? notFound('user');
}

/** Who is meant by a login, as the operator names people. */
export function getUserByLogin({ store }: AccountParts, actor: Actor, sent: string): User {
  guard(actor, 'admin:users');
  const login = loginKey(sent);
  const user = login === null ? null : store.findByLogin(tenantOf(actor), login);
  if (user) return user;
  throw new AppError('not_found', 'user.unknown', `There is no account "${sent.slice(0, 120)}".`);
}

/** Makes an account without a password, and the link at which its owner chooses one: sent to them, or shown. */
export function addUser(
  parts: AccountParts,
  actor: Actor,
  sent: Static<typeof NewUser>,
): { user: User; link: GivenLink } {
  guard(actor, 'admin:users');
  for (const role of sent.roles) parts.access.demandMayGive(actor, role, null);
  return parts.changes.make(actor, (change) => {
    const { user, link: made } = makeUser(parts, change, tenantOf(actor), sent, issuerOf(actor));
    const link = handOut(parts, change, user, { link: made, showLink: sent.showLink });
    const after = {
      login: user.login,
      roles: rolesOf(user),
      linkExpiresAtMs: link.expiresAtMs,
      linkSentTo: link.sentTo,
    };
    change.record({ action: 'user.create', kind: 'user', id: user.id, event: 'created', after });
    return { user, link };
  });
}

/**
 * The administrator of a tenant that has none who can sign in: a new account, or a further link for one that was invited and has not
 * chosen a password yet. Part of a change that somebody else records; whether it may be made is theirs to say.
 */
export function inviteAdministrator(
  parts: AccountParts,
  change: Change,
  tenant: string,
  sent: Omit<Static<typeof NewUser>, 'roles'>,
): { user: User; link: Link } {
  const login = loginKey(sent.login) ?? badLogin();
  const invited = parts.store.findByLogin(tenant, login);
  const waits = invited?.status === 'active' && !invited.hasPassword && rolesOf(invited).includes('administrator');
  if (!waits) return makeUser(parts, change, tenant, { ...sent, roles: ['administrator'] }, null);
  return { user: invited, link: parts.signIn.issueWelcomeLink(change, { tenant, user: invited.id, by: null }) };
}

function makeUser(
  parts: AccountParts,
  change: Change,
  tenant: string,
  sent: Static<typeof NewUser>,
  by: string | null,
) {
  const { store, clock, newId, signIn } = parts;
  const login = loginKey(sent.login) ?? badLogin();
  const user: User = {
    ...{ id: newId(), tenant, login, kind: 'local', status: 'active', hasPassword: false },
    ...{ disabledBy: null, disabledWhy: null },
    displayName: cleanName(sent.displayName ?? sent.login, '/displayName'),
    email: cleanEmail(sent.email ?? null),
    grants: sent.roles.toSorted().map((role) => ({ role, workspace: null, source: 'local' })),
    ...{ createdAtMs: clock.now(), lastSignInAtMs: null },
  };
  if (signIn.isReserved(login) || store.findByLogin(tenant, login)) taken();
  store.insertUser(change.tx, user);
  store.replaceRoles(change.tx, user, withIds(parts, rolesOf(user)), user.createdAtMs);
  return { user, link: signIn.issueWelcomeLink(change, { tenant, user: user.id, by }) };
}

/** A disabled account cannot sign in, and what it has open ends at once. Enabled again, it has its old password. */
export function setUserStatus(parts: AccountParts, actor: Actor, id: string, status: 'active' | 'disabled'): User {
  const { store, changes, signIn, access } = parts;
  return changes.make(actor, (change) => {
    const before = getUser(parts, actor, id);
    if (status === 'active' && before.disabledBy) disabledElsewhere(before.disabledBy);
    access.demandMayShutOut(actor, id);
    access.keepingAnAdministrator(before.tenant, () => store.setStatus(change.tx, before, status));
    if (status === 'disabled') signIn.shutOut(change, { tenant: before.tenant, user: id });
    change.record({
      ...{ action: status === 'active' ? 'user.enable' : 'user.disable', kind: 'user', id, event: 'updated' },
      ...{ before: { status: before.status }, after: { status } },
    });
    return { ...before, status, disabledBy: null, disabledWhy: null };
  });
}

/** Sets the roles that the account holds in the whole tenant; they count from its next request on. */
export function setUserRoles(parts: AccountParts, actor: Actor, id: string, sent: readonly string[]): User {
  const { store, changes, clock, access } = parts;
  return changes.make(actor, (change) => {
    const before = getUser(parts, actor, id);
    const roles = sent.toSorted();
    // What stays as it was is nobody's gift.
    for (const role of differing(rolesOf(before), roles)) access.demandMayGive(actor, role, null);
    access.keepingAnAdministrator(before.tenant, () =>
      store.replaceRoles(change.tx, before, withIds(parts, roles), clock.now()),
    );
    change.record({
      ...{ action: 'user.change-roles', kind: 'user', id, event: 'updated' },
      ...{ before: { roles: localRolesOf(before) }, after: { roles } },
    });
    return getUser(parts, actor, id);
  });
}

/** A link at which the person chooses a new password. The old one holds until then; to lock somebody out, disable the account. */
export function resetPassword(parts: AccountParts, actor: Actor, id: string, showLink = false): GivenLink {
  const { changes, signIn, access } = parts;
  return changes.make(actor, (change) => {
    const user = getUser(parts, actor, id);
    access.demandMayTakeOver(actor, id);
    if (user.status !== 'active')
      throw new AppError('conflict', 'user.disabled', 'This account is disabled. Enable it first.');
    if (user.kind !== 'local')
      throw new AppError(
        'conflict',
        'user.notLocal',
        'The password of this account is not kept here, but where it comes from.',
      );
    if (signIn.isReserved(user.login) && !user.hasPassword)
      throw new AppError('conflict', 'user.noPassword', 'This account is that of the demo, and has no password.');
    const made = signIn.issueWelcomeLink(change, { tenant: user.tenant, user: id, by: issuerOf(actor) });
    const link = handOut(parts, change, user, { link: made, showLink });
    const after = { expiresAtMs: link.expiresAtMs, sentTo: link.sentTo };
    change.record({
      ...{ action: 'welcome-link.issue', kind: 'user', id, after },
    });
    return link;
  });
}

/** As the audit log names callers. */
const issuerOf = (actor: Actor): string => `${actor.kind}/${actor.kind === 'system' ? actor.name : actor.id}`;

const withIds = ({ newId }: AccountParts, roles: readonly string[]) => roles.map((role) => ({ id: newId(), role }));

const differing = (a: readonly string[], b: readonly string[]): string[] =>
  [...a, ...b].filter((role) => !(a.includes(role) && b.includes(role)));

function disabledElsewhere(provider: string): never {
  throw new AppError(
    'conflict',
    'user.disabledElsewhere',
    `${provider} disabled this account. It is enabled again by itself when it may sign in there, and a group gives it a role.`,
  );
}

function badLogin(): never {
  return invalid('sign-in.badLogin', 'A login has 1 to 120 characters, without spaces and control characters.', [
    { pointer: '/login', message: 'not a login' },
  ]);
}

function taken(): never {
  throw new AppError('conflict', 'user.loginTaken', 'This login is taken. Choose another one.', [
    { pointer: '/login', message: 'taken' },
  ]);
}

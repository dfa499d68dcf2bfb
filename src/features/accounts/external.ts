import { AppError } from '#sdk';
import type { Actor, Grant } from '../../platform/access/actor.ts';
import type { Change, Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';
import { loginKey, tameName } from '../../platform/names.ts';
import type { ExternalIdentity, GivenGrant, IdentityKey, IdentityStore, KnownIdentity } from './identities.ts';
import type { User } from './model.ts';
import type { WhyGone } from './why-gone.ts';

/** The account of a person whom a provider vouches for. */
export interface ExternalAccount {
  readonly tenant: string;
  readonly user: string;
  readonly login: string;
  /** `disabled` where an administrator did that: a provider does not undo it. */
  readonly status: User['status'];
}

export interface ExternalParts {
  readonly store: IdentityStore;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Names that stand for something of our own; nobody can be called so. */
  readonly isReserved: (login: string) => boolean;
  /** Every session and token of an account ends. */
  readonly endSessions: (change: Change, who: { tenant: string; user: string }) => void;
}

/** When a provider was heard. */
export type Occasion = 'sign-in' | 'check' | 'sync';

/** The one door through which people of a directory or of an OIDC provider come in, and go. */
export interface ExternalAccounts {
  /** Within a change: see {@link admitExternal}. */
  admit(change: Change, identity: ExternalIdentity, grants: readonly GivenGrant[], occasion: Occasion): ExternalAccount;
  /** The same as a change of its own; where nothing differs, only the time is noted. */
  confirm(actor: Actor, identity: ExternalIdentity, grants: readonly GivenGrant[], occasion: Occasion): ExternalAccount;
  /** A change of its own: see {@link withdrawExternal}. */
  withdraw(actor: Actor, known: KnownIdentity, how: Withdrawal): void;
  /** What {@link confirm} would do now to what is known of the person in that tenant. Throws where it would. */
  preview(identity: ExternalIdentity, grants: readonly GivenGrant[], known: KnownIdentity | null): AdmissionPreview;
  /** The provider said the same as before of all of these: only the time is noted. */
  noteSeen(known: readonly KnownIdentity[]): void;
  /** One more complete answer without the person; nothing else follows. */
  noteMissing(known: KnownIdentity): void;
  find(key: IdentityKey): KnownIdentity | null;
  /** Who vouches for an account; null: it is our own. */
  findOf(tenant: string, user: string): KnownIdentity | null;
  /** One person of a provider, in every tenant. */
  list(provider: string, subject: string): KnownIdentity[];
  /** Everybody of a provider, in every tenant, by subject; what else waits comes in between. */
  everybody(provider: string): AsyncGenerator<KnownIdentity>;
}

export interface AdmissionPreview {
  readonly kind: 'create' | 'change' | 'enable' | 'same';
  /** What differs, by name. */
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

export interface Withdrawal {
  readonly status: 'missing' | 'disabled';
  readonly why: WhyGone;
  readonly occasion: Occasion;
}

export const externalAccounts = (parts: ExternalParts): ExternalAccounts => ({
  admit: (change, identity, grants, occasion) => admitExternal(parts, change, identity, grants, occasion),
  confirm(actor, identity, grants, occasion) {
    const known = parts.store.findIdentity(identity);
    if (!known || previewOf(parts, known, identity, grants).kind !== 'same')
      return parts.changes.make(actor, (change) => admitExternal(parts, change, identity, grants, occasion));
    parts.store.noteSeen([known], parts.clock.now());
    return accountOf(known);
  },
  withdraw(actor, known, how) {
    // Whom an administrator disabled stays with the administrator.
    if (known.status !== 'disabled') parts.changes.make(actor, (change) => withdrawExternal(parts, change, known, how));
  },
  noteMissing(known) {
    const missing = { sinceMs: known.missingSinceMs ?? parts.clock.now(), syncs: known.missingSyncs + 1 };
    parts.store.noteMissing(known, missing);
  },
  find: (key) => parts.store.findIdentity(key),
  findOf: (tenant, user) => parts.store.findIdentityOf(tenant, user),
  list: (provider, subject) => parts.store.listIdentities(provider, subject),
  everybody: (provider) => everybody(parts, provider),
  preview: (identity, grants, known) => previewOf(parts, known, identity, grants),
  noteSeen: (known) => parts.store.noteSeen(known, parts.clock.now()),
});

/** Some milliseconds' worth of rows. */
const PAGE = 100;

async function* everybody({ store }: ExternalParts, provider: string): AsyncGenerator<KnownIdentity> {
  let last: KnownIdentity | null = null;
  for (;;) {
    const page = store.pageIdentities(provider, last, PAGE);
    yield* page;
    if (page.length < PAGE) return;
    last = page.at(-1) as KnownIdentity;
    await Bun.sleep(0);
  }
}

/**
 * Makes or updates the account of a person whom a provider vouches for, and replaces the roles that this provider gave. The account is
 * found by tenant, provider and subject alone: login and mail lead to nobody. An account that the provider had disabled, or that was
 * missing there, is active again; one that an administrator disabled stays so.
 */
export function admitExternal(
  parts: ExternalParts,
  change: Change,
  identity: ExternalIdentity,
  grants: readonly GivenGrant[],
  occasion: Occasion,
): ExternalAccount {
  const { store, clock } = parts;
  const known = store.findIdentity(identity);
  if (!known) return makeAccount(parts, change, identity, grants, occasion);
  const wanted = wantedOf(parts, identity, known);
  const [before, after] = differences(known, wanted, grants);
  const { tenant } = known;
  store.saveIdentity(change.tx, wanted.identity, known.user, clock.now());
  store.saveProfile(change.tx, known, { ...wanted.identity, login: wanted.login });
  store.replaceGrants(change.tx, known, known.provider, withIds(parts, grants));
  if (Object.keys(after).length > 0)
    change.record({
      ...{ action: 'user.change', kind: 'user', id: known.user, tenant, event: 'updated' },
      ...{ before, after: { ...after, because: occasion, provider: known.provider } },
    });
  const returns = mayReturn(known);
  if (returns) {
    store.setStatus(change.tx, known, { status: 'active', by: null, why: null });
    change.record({
      ...{ action: 'user.enable', kind: 'user', id: known.user, tenant, event: 'updated' },
      ...{ before: { status: known.status }, after: { status: 'active', because: occasion, provider: known.provider } },
    });
  }
  return { tenant, user: known.user, login: wanted.login, status: returns ? 'active' : known.status };
}

/**
 * What follows when a provider no longer vouches for somebody. `disabled` ends every session and token and takes back the roles that
 * the provider gave; `missing` is a note, and ends sessions where the provider was asked for this very person. Nothing is deleted, and
 * {@link admitExternal} undoes it.
 */
function withdrawExternal(
  { store, endSessions }: ExternalParts,
  change: Change,
  known: KnownIdentity,
  { status, why, occasion }: Withdrawal,
): void {
  store.setStatus(change.tx, known, { status, by: known.provider, why });
  if (status === 'disabled') store.replaceGrants(change.tx, known, known.provider, []);
  if (status === 'disabled' || occasion === 'check') endSessions(change, known);
  change.record({
    ...{ action: status === 'disabled' ? 'user.disable' : 'user.miss', kind: 'user', id: known.user },
    ...{ tenant: known.tenant, event: 'updated' as const },
    before: { status: known.status, roles: plain(known.grants) },
    after: { status, why, because: occasion, provider: known.provider },
  });
}

function makeAccount(
  parts: ExternalParts,
  change: Change,
  sent: ExternalIdentity,
  grants: readonly GivenGrant[],
  occasion: Occasion,
): ExternalAccount {
  const { store, clock, newId } = parts;
  const { identity, login } = wantedOf(parts, sent, null);
  const { tenant, provider, subject, displayName, email } = identity;
  const [user, nowMs] = [newId(), clock.now()];
  const kind = provider.startsWith('ldap:') ? 'directory' : 'oidc';
  store.insertAccount(change.tx, { id: user, tenant, login, displayName, email, kind }, nowMs);
  store.saveIdentity(change.tx, identity, user, nowMs);
  store.replaceGrants(change.tx, { tenant, user }, provider, withIds(parts, grants));
  change.record({
    ...{ action: 'user.create', kind: 'user', id: user, tenant, event: 'created' },
    after: { login, provider, subject, roles: grants, because: occasion },
  });
  return { tenant, user, login, status: 'active' };
}

/** An identity as we keep it, and the login that its account gets. */
interface Wanted {
  readonly identity: ExternalIdentity;
  readonly login: string;
}

function wantedOf(parts: ExternalParts, sent: ExternalIdentity, known: KnownIdentity | null): Wanted {
  const login = loginKey(sent.login) ?? unusable(sent);
  const identity = { ...sent, login, displayName: tameName(sent.displayName) ?? login };
  return { identity, login: freeLogin(parts, identity, known?.user ?? null) };
}

/** The login that was asked for, or where somebody else has it, the same with the provider's name behind it. */
function freeLogin(
  { store, isReserved }: ExternalParts,
  { tenant, provider, login }: ExternalIdentity,
  user: string | null,
) {
  const place = provider.slice(provider.indexOf(':') + 1);
  const choices = [login, `${login}@${place}`, `${login}@${place}-2`, `${login}@${place}-3`];
  const free = choices.find((one) => !isReserved(one) && store.isLoginFree(tenant, one, user));
  if (free) return free;
  throw new AppError('conflict', 'identity.loginTaken', `The login "${login}" of ${provider} is taken by others.`);
}

function unusable({ provider, subject }: ExternalIdentity): never {
  throw new AppError(
    'invalid',
    'identity.badLogin',
    `The login of ${subject} at ${provider} is empty, too long, or holds spaces or characters that cannot be seen.`,
  );
}

function previewOf(
  parts: ExternalParts,
  known: KnownIdentity | null,
  identity: ExternalIdentity,
  grants: readonly GivenGrant[],
): AdmissionPreview {
  const wanted = wantedOf(parts, identity, known);
  if (!known) return { kind: 'create', before: {}, after: { login: wanted.login, roles: grants } };
  const [before, after] = differences(known, wanted, grants);
  if (mayReturn(known)) return { kind: 'enable', before, after };
  return { kind: Object.keys(after).length > 0 ? 'change' : 'same', before, after };
}

/** Gone only because the provider said so. */
const mayReturn = ({ status, disabledBy, provider }: KnownIdentity): boolean =>
  status === 'missing' || (status === 'disabled' && disabledBy === provider);

/** What would change, before and after, by name. */
function differences(known: KnownIdentity, { identity, login }: Wanted, grants: readonly GivenGrant[]) {
  const was = { ...factsOf(known), login: known.accountLogin, roles: plain(known.grants) };
  const is = { ...factsOf(identity), login, roles: plain(grants) };
  const before: Record<string, unknown> = {};
  const after: Record<string, unknown> = {};
  for (const name of Object.keys(is) as (keyof typeof is)[]) {
    if (Bun.deepEquals(was[name], is[name])) continue;
    before[name] = was[name];
    after[name] = name === 'roles' ? grants : is[name];
  }
  return [before, after] as const;
}

const factsOf = ({ displayName, email, dn, attributes, groups, login: name }: ExternalIdentity) => ({
  ...{ displayName, email, dn, attributes, groups, name },
});

/** Role and place alone, each once and in one order. */
const plain = (grants: readonly Grant[]): Grant[] =>
  [...new Map(grants.map(({ role, workspace }) => [`${role}\n${workspace ?? ''}`, { role, workspace }]))]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, grant]) => grant);

const withIds = ({ newId, clock }: ExternalParts, grants: readonly Grant[]) =>
  plain(grants).map((grant) => ({ ...grant, id: newId(), createdAtMs: clock.now() }));

const accountOf = ({ tenant, user, accountLogin: login, status }: KnownIdentity): ExternalAccount => ({
  ...{ tenant, user, login, status },
});

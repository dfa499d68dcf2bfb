import type { Grant } from '../../platform/access/actor.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { User } from './model.ts';
import type { WhyGone } from './why-gone.ts';

/** What names a person of a provider in one tenant, for good. */
export interface IdentityKey {
  readonly tenant: string;
  /** `ldap:<server id>` or `oidc:<provider id>`. */
  readonly provider: string;
  /** objectGUID, entryUUID or `sub`. */
  readonly subject: string;
}

/** A person as a provider describes them. */
export interface ExternalIdentity extends IdentityKey {
  /** Normalised; a wish, for it may be taken. */
  readonly login: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly dn: string | null;
  /** For row policies, under the names of the configuration. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** DNs or names. */
  readonly groups: readonly string[];
}

/** A role that a provider gives, and why. */
export interface GivenGrant extends Grant {
  /** For the audit log: the rule and the group. */
  readonly because?: string;
}

/** An identity that we know, with its account and the roles that its provider gave. */
export interface KnownIdentity extends ExternalIdentity {
  readonly user: string;
  /** The account's own, which may differ from the provider's where that was taken. */
  readonly accountLogin: string;
  readonly status: User['status'];
  /** The provider that disabled the account; null: nobody, or an administrator. */
  readonly disabledBy: string | null;
  readonly disabledWhy: WhyGone | null;
  readonly grants: readonly Grant[];
  readonly seenAtMs: number;
  readonly missingSinceMs: number | null;
  readonly missingSyncs: number;
}

/** Where it is kept who vouches for whom. */
export interface IdentityStore {
  findIdentity(key: IdentityKey): KnownIdentity | null;
  findIdentityOf(tenant: string, user: string): KnownIdentity | null;
  /** One person of a provider, in every tenant. */
  listIdentities(provider: string, subject: string): KnownIdentity[];
  /** Everybody of a provider, in every tenant, by subject and tenant; so many after this one. */
  pageIdentities(
    provider: string,
    after: Pick<IdentityKey, 'subject' | 'tenant'> | null,
    limit: number,
  ): KnownIdentity[];
  /** Nobody else in the tenant has it, of whatever kind. */
  isLoginFree(tenant: string, login: string, exceptUser: string | null): boolean;
  insertAccount(tx: Tx, account: NewExternalAccount, nowMs: number): void;
  saveIdentity(tx: Tx, identity: ExternalIdentity, user: string, nowMs: number): void;
  saveProfile(tx: Tx, who: { tenant: string; user: string }, profile: Profile): void;
  /** Null takes back what this provider gave, and nothing else. */
  replaceGrants(tx: Tx, who: { tenant: string; user: string }, source: string, grants: readonly NewGrant[]): void;
  setStatus(tx: Tx, who: { tenant: string; user: string }, status: StatusChange): void;
  /** The provider said again what it had said before: nothing changes but the time. */
  noteSeen(keys: readonly IdentityKey[], nowMs: number): void;
  noteMissing(key: IdentityKey, missing: { sinceMs: number; syncs: number }): void;
}

export interface Profile {
  readonly login: string;
  readonly displayName: string;
  readonly email: string | null;
}

export interface NewExternalAccount extends Profile {
  readonly id: string;
  readonly tenant: string;
  readonly kind: 'directory' | 'oidc';
}

export interface NewGrant extends Grant {
  readonly id: string;
  readonly createdAtMs: number;
}

export interface StatusChange {
  readonly status: User['status'];
  readonly by: string | null;
  readonly why: WhyGone | null;
}

import type { Grant } from '../../platform/access/actor.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Account, KnownSession, Session, Standing } from './model.ts';

export interface SetupLink {
  readonly tokenHash: string;
  readonly tenant: string;
  readonly expiresAtMs: number;
}

/** A link for one account: signs it in, or lets it choose its password. */
export interface UserLink extends SetupLink {
  readonly user: string;
  readonly purpose: 'demo' | 'welcome';
  /** Who gave it out, as the audit log names callers. */
  readonly issuedBy: string | null;
}

/** A link at which somebody can choose a password, as administrators see it. */
export interface OpenLink {
  readonly user: string;
  readonly login: string;
  readonly displayName: string;
  readonly email: string | null;
  /** The person has chosen no password yet. */
  readonly isFirst: boolean;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  /** Name of who gave it out; null: nobody knows. */
  readonly issuedBy: string | null;
}

export interface RefreshToken {
  readonly tokenHash: string;
  readonly tenant: string;
  readonly sessionHash: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** Who tried to sign in as whom: a hash of the typed name, and the address. */
export interface Attempt {
  readonly id: string;
  readonly nameHash: string;
  readonly ip: string | null;
  readonly atMs: number;
}

/** So many failures in a row, then a wait, doubled with each further one up to `longestWait` times the first. */
export interface NameLimits {
  readonly failures: number;
  readonly waitMs: number;
  readonly longestWait: number;
}

export interface AttemptLimits extends NameLimits {
  readonly memoryMs: number;
  /** From one address within the first wait. */
  readonly byIp: number;
}

/** Accounts, sessions, attempts and single-use links. */
export interface SignInStore {
  /** Every tenant's local accounts of this name; more than one only where tenants share a name. */
  findAccounts(login: string): Account[];
  findAccount(tenant: string, id: string): Account | null;
  findStanding(tenant: string, id: string): Standing | null;
  /** One of our own: those of a directory cannot sign in while it is away. */
  /** People then may have to say which one is theirs. */
  hasSeveralTenants(): boolean;
  hasAdministrator(): boolean;
  /** Who looks after people, roles or tenants. */
  isAdministrator(tenant: string, id: string): boolean;
  insertAccount(tx: Tx, account: Account, nowMs: number): void;
  insertGrant(tx: Tx, id: string, account: Account, grant: Grant, nowMs: number): void;
  /** False when the password is no longer the one that was looked at. */
  changePassword(tx: Tx, account: Account, passwordHash: string, nowMs: number): boolean;
  /** Another hash of the same password. */
  rehashPassword(tx: Tx, account: Account, passwordHash: string): void;
  noteSignIn(tx: Tx, account: Account, nowMs: number): void;

  /** A session with its account, however old: the use case decides whether it still holds. */
  findSession(idHash: string): KnownSession | null;
  /** Newest first; those that are over are not listed. */
  listSessions(tenant: string, user: string, nowMs: number, idleMs: number): Session[];
  insertSession(tx: Tx, session: Session): void;
  touchSession(idHash: string, nowMs: number): void;
  /** It goes on, under a new name where there is one: then the old one opens nothing any more. */
  renewSession(tx: Tx, idHash: string, renewed: Pick<Session, 'idHash' | 'csrf' | 'provedAtMs' | 'held'>): void;
  /** Null: all that are open to the person. */
  chooseWorkspace(tx: Tx, idHash: string, workspace: string | null): void;
  /** Takes over when it was last seen and when it ends. */
  extendSession(tx: Tx, session: Session): void;
  /** With its refresh tokens. */
  deleteSession(tx: Tx, idHash: string): void;
  /** All of a person, but one; sign-ins that wait for a code end as well. */
  deleteSessionsOf(tx: Tx, tenant: string, user: string, exceptIdHash: string | null): void;
  deleteSessionsOver(tx: Tx, nowMs: number, idleMs: number): void;

  /** Used or not: the use case tells them apart by using it. */
  findRefreshToken(tokenHash: string): RefreshToken | null;
  insertRefreshToken(tx: Tx, token: RefreshToken): void;
  /** False when it was used before. */
  useRefreshToken(tx: Tx, tokenHash: string, nowMs: number): boolean;

  /**
   * Notes the attempt unless its name or its address must wait; then it is false, and nothing is noted, so that trying on does not
   * prolong the wait. One step; attempts older than the memory are forgotten.
   */
  beginAttempt(attempt: Attempt, limits: AttemptLimits): boolean;
  /** When the name may try again; null: it need not wait. */
  lockedUntilMs(nameHash: string, limits: NameLimits): number | null;
  /** Nothing was looked at: the attempt does not count. */
  withdrawAttempt(id: string): void;
  /** The name has proved who it is: its attempts no longer count. */
  forgetAttempts(tx: Tx, nameHash: string): void;

  /** Voids every link that was issued before. */
  replaceSetupLinks(tx: Tx, link: SetupLink, nowMs: number): void;
  findSetupLink(tokenHash: string, nowMs: number): SetupLink | null;
  /** Links for one account; earlier unused ones of this account and purpose are void. */
  replaceUserLinks(tx: Tx, link: UserLink, nowMs: number): void;
  findUserLink(purpose: UserLink['purpose'], tokenHash: string, nowMs: number): UserLink | null;
  /** False where there was none. */
  deleteUserLinks(tx: Tx, tenant: string, user: string): boolean;
  /** Of the purpose `welcome`, oldest first. */
  listOpenLinks(tenant: string, nowMs: number): OpenLink[];
  /** Of any kind; false when it was used meanwhile or is too old. */
  useSetupLink(tx: Tx, tokenHash: string, nowMs: number): boolean;
}

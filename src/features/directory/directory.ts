import { AppError } from '#sdk';

/**
 * One directory (LDAP, Active Directory) with all its replicas. Everything it is asked costs at most the time limits of
 * its configuration and ends early with the signal. What goes wrong is an `AppError`: `directory.unavailable` where no
 * replica answered, `directory.refusedUs` where the service account is not let in, `directory.misconfigured` where the
 * answer shows that the configuration cannot be right, {@link IncompleteAnswer} where something is missing.
 */
export interface Directory {
  /** As in `[[ldap.servers]]`; the provider of its people is `ldap:<id>`. */
  readonly id: string;
  /**
   * Whether this password is this person's, and who that is. Every outcome costs one bind. `not-found`: nobody of that
   * name is here, another directory may be asked; `refused`: wrong password, disabled, locked, or the name is not one person's.
   * The log says which; the person must not be told.
   * @param beforeBind asked before the password goes out; what it throws ends the attempt, and nothing is sent
   */
  prove(
    login: string,
    password: string,
    signal: AbortSignal,
    beforeBind: BeforeBind,
  ): Promise<DirectoryPerson | 'not-found' | 'refused'>;
  /** The person as the directory knows them now, disabled or not; null: not there, or outside the filter. */
  find(who: { login: string } | { subject: string }, signal: AbortSignal): Promise<DirectoryPerson | null>;
  /** Everybody whom {@link find} would find. Throws unless every page was read: what came before must not be used then. */
  people(signal: AbortSignal): AsyncIterable<DirectoryPerson>;
  /** Every group that a person could be given here. Throws as {@link people} does. */
  groups(signal: AbortSignal): AsyncIterable<DirectoryGroup>;
  /** What each replica, its certificate and the configuration look like. Never throws for what it is there to find. */
  test(signal: AbortSignal): Promise<DirectoryReport>;
}

/**
 * Counts a try on an account of the directory, and throws where there were too many. `account` is its subject, or where the name is
 * not looked up first the name that is bound with, lower case: the same however the name was typed (`ann`, `CORP\ann`, `ann@corp`),
 * or each spelling would have tries of its own, and together they would lock the account in the directory.
 */
export type BeforeBind = (account: string) => void;

export interface DirectoryPerson {
  /** objectGUID, entryUUID, ipaUniqueID or nsUniqueId: stays when name, place and login change. */
  readonly subject: string;
  readonly dn: string;
  /** As the directory writes it, NFKC and lower case. */
  readonly login: string;
  readonly displayName: string;
  readonly email: string | null;
  readonly isDisabled: boolean;
  /** Why they may not sign in; null: they may. */
  readonly disabledBy: DisabledBy | null;
  /** Direct and nested groups and the primary group, as far as the strategy sees them; sorted by DN. */
  readonly groups: readonly DirectoryGroup[];
  /** The attributes that the configuration asks for, under its names; nothing there: an empty list. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
}

export type DisabledBy = 'disabled' | 'locked' | 'account-expired' | 'password-expired' | 'must-change-password';

export interface DirectoryGroup {
  readonly dn: string;
  /** Active Directory only. */
  readonly sid: string | null;
  /** The first CN of its DN. */
  readonly name: string;
}

export interface DirectoryReport {
  readonly id: string;
  /** True where every replica answers and nothing is wrong; warnings may remain. */
  readonly isRight: boolean;
  readonly replicas: readonly ReplicaReport[];
  /** What will not work, in words. */
  readonly problems: readonly string[];
  /** What works, but not as it should. */
  readonly warnings: readonly string[];
  /** Attributes of the configuration that no person looked at has. */
  readonly emptyAttributes: readonly string[];
  /** People that were looked at, a few. */
  readonly sampled: number;
}

export interface ReplicaReport {
  readonly url: string;
  readonly isRight: boolean;
  /** What is wrong with it, and what to do. */
  readonly problem: string | null;
  readonly kind: 'active-directory' | 'other' | null;
  readonly tls: TlsReport | null;
}

export interface TlsReport {
  readonly protocol: string;
  /** File whose authorities were tried; null: those of the system. */
  readonly caFile: string | null;
  /** From the server's own certificate upwards. */
  readonly chain: readonly CertificateReport[];
}

export interface CertificateReport {
  readonly subject: string;
  readonly issuer: string;
  /** Names that it is good for. */
  readonly names: readonly string[];
  readonly validFromMs: number;
  readonly validToMs: number;
}

/** An answer of which something is missing: a limit of the server, a page that did not come, a referral instead of it. */
export class IncompleteAnswer extends AppError {
  constructor(message: string) {
    super('unavailable', 'directory.incomplete', message);
  }
}

import type { RoleRule, WhyGone } from '../accounts/index.ts';
import type { Directory } from './directory.ts';

export interface DirectoryRule extends RoleRule {
  /** Empty: whatever directory. */
  readonly server: string;
}

export interface DirectorySettings {
  readonly roleMap: readonly DirectoryRule[];
  /** Empty: none. */
  readonly defaultRole: string;
  /** For so long a session goes on that no directory could confirm. */
  readonly outageMs: number;
  /** 0: only by hand. */
  readonly syncEveryMs: number;
  readonly maxShrink: number;
  readonly graceMs: number;
}

export const providerOf = (directory: Pick<Directory, 'id'>): string => `ldap:${directory.id}`;

/** What a comparison would do, or did, to one account. */
export interface SyncChange {
  /** `blocked`: the directory wants an account that cannot be, as `message` says. */
  readonly kind: 'create' | 'change' | 'enable' | 'miss' | 'disable' | 'blocked';
  readonly tenant: string;
  readonly login: string;
  readonly subject: string;
  readonly why: WhyGone | null;
  readonly message: string | null;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** `stopped`: it was complete, but too much would have gone. `failed`: it was not complete. Neither changes anything. */
export type SyncOutcome = 'applied' | 'dry-run' | 'stopped' | 'failed';

export interface SyncReport {
  readonly id: string;
  /** Id of the directory. */
  readonly server: string;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly outcome: SyncOutcome;
  /** How many people the directory has; null: not all were read. */
  readonly people: number | null;
  /** Why nothing was changed, or would not be. */
  readonly message: string | null;
  readonly changes: readonly SyncChange[];
}

/** The newest comparisons of a directory that pages and the API show. */
export const SYNCS_SHOWN = 20;

import type { Tx } from '../../platform/db/index.ts';

/** A sign-in that is under way at a provider. */
export interface PendingSignIn {
  readonly stateHash: string;
  readonly browserHash: string;
  readonly provider: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Path of ours to go on to. */
  readonly next: string;
  readonly expiresAtMs: number;
}

/** A session of ours that began at a provider. */
export interface BoundSession {
  readonly sessionHash: string;
  readonly provider: string;
  readonly subject: string;
  /** The provider's own name for its session; null where it has none. */
  readonly sid: string | null;
  readonly idToken: string;
}

/** Whom a session belongs to. */
export interface SessionOwner {
  readonly sessionHash: string;
  readonly tenant: string;
  readonly user: string;
}

export interface OidcStore {
  /** Forgets those that are too old, and where there are `most`, the oldest. */
  addPending(pending: PendingSignIn, nowMs: number, most: number): void;
  findPending(stateHash: string, nowMs: number): PendingSignIn | null;
  /** False when it was used before. */
  usePending(stateHash: string): boolean;
  bindSession(tx: Tx, bound: BoundSession): void;
  findBound(sessionHash: string): BoundSession | null;
  /** Those of one session of the provider, or of a person everywhere. */
  listOwners(provider: string, who: { subject: string | null; sid: string | null }): SessionOwner[];
  /** False when the token was used before; those that are too old are forgotten. */
  useLogoutToken(tx: Tx, token: { provider: string; tokenHash: string; expiresAtMs: number }, nowMs: number): boolean;
}

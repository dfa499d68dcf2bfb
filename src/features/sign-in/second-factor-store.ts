import type { Tx } from '../../platform/db/index.ts';

/** Whose: an account. */
export interface Owner {
  readonly tenant: string;
  readonly user: string;
}

/** A TOTP secret; a pending one waits for its first code. */
export interface SecondFactor {
  readonly state: 'pending' | 'active';
  readonly secret: Uint8Array;
  readonly createdAtMs: number;
  /** Newest time step whose code was used. */
  readonly lastStep: number;
}

/** A sign-in whose password was right and whose code is still to come. */
export interface PendingSignIn extends Owner {
  readonly tokenHash: string;
  readonly expiresAtMs: number;
}

/** Second factors, their recovery codes, and sign-ins that wait for one. Secrets are sealed, codes are hashes. */
export interface SecondFactorStore {
  hasSecondFactor(owner: Owner): boolean;
  findSecondFactor(owner: Owner, state: SecondFactor['state']): SecondFactor | null;
  /** Takes the place of the one in this state. */
  putSecondFactor(tx: Tx, owner: Owner, factor: SecondFactor): void;
  removeSecondFactor(tx: Tx, owner: Owner, state: SecondFactor['state']): void;
  /** False when this step or a later one was used meanwhile. */
  useStep(tx: Tx, owner: Owner, step: number): boolean;

  /** All earlier ones are void. */
  replaceRecoveryCodes(tx: Tx, owner: Owner, hashes: readonly string[]): void;
  countRecoveryCodes(owner: Owner): number;
  hasRecoveryCode(owner: Owner, hash: string): boolean;
  /** False when it was used meanwhile. */
  useRecoveryCode(tx: Tx, owner: Owner, hash: string, nowMs: number): boolean;

  insertPendingSignIn(tx: Tx, pending: PendingSignIn, nowMs: number): void;
  findPendingSignIn(tokenHash: string, nowMs: number): PendingSignIn | null;
  /** False when another request was first. */
  endPendingSignIn(tx: Tx, tokenHash: string): boolean;
}

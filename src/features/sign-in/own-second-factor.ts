import { randomBytes } from 'node:crypto';
import { AppError, invalid } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Change } from '../../platform/changes/changes.ts';
import { factorHashOf } from './attempts.ts';
import { demandFreshProof } from './confirm.ts';
import type { Account } from './model.ts';
import type { SignInParts } from './parts.ts';
import { newRecoveryCodes, recoveryHashOf } from './recovery-codes.ts';
import { mayHaveSecondFactor, needsSecondFactor, ownerOf } from './second-factor.ts';
import type { Owner } from './second-factor-store.ts';
import { getOwnAccount, renewSession, sessionBehind } from './sessions.ts';
import { base32, matchingStep, otpauthUri, TOTP_SECRET_BYTES } from './totp.ts';

const ISSUER = 'Adit';
/** How long a secret waits for its first code. */
const PENDING_MS = 30 * 60_000;

/** What a person sees of the own second factor. */
export interface OwnSecondFactor {
  /** Null while there is none. */
  readonly active: { readonly sinceMs: number; readonly recoveryCodesLeft: number } | null;
  /** A secret that waits for its first code; it is shown until then. */
  readonly pending: Enrolment | null;
  /** A role of the person needs one. */
  readonly isNeeded: boolean;
  /** False where somebody else sees to it: an identity provider. */
  readonly isPossible: boolean;
}

export interface Enrolment {
  /** Base32, to be typed where no camera is at hand. */
  readonly secret: string;
  /** The same as authenticator apps read it. */
  readonly uri: string;
}

export function getOwnSecondFactor(parts: SignInParts, actor: Actor): OwnSecondFactor {
  const { factors } = parts;
  const account = getOwnAccount(parts, actor);
  const owner = ownerOf(account);
  const active = factors.findSecondFactor(owner, 'active');
  const pending = findPending(parts, owner);
  return {
    active: active && { sinceMs: active.createdAtMs, recoveryCodesLeft: factors.countRecoveryCodes(owner) },
    pending: pending && enrolmentOf(pending.secret, account),
    isNeeded: needsSecondFactor(parts.settings, account, actor.grants),
    isPossible: mayHaveSecondFactor(account),
  };
}

/** Makes a new secret, which opens nothing before its first code was sent; a former one holds until then. */
export function beginSecondFactor(parts: SignInParts, actor: Actor): Enrolment {
  const { factors, changes, clock } = parts;
  demandFreshProof(parts, actor);
  const account = getOwnAccount(parts, actor);
  if (!mayHaveSecondFactor(account))
    throw new AppError('conflict', 'sign-in.noSecondFactor', 'This account does not sign in with a password of Adit.');
  const secret = randomBytes(TOTP_SECRET_BYTES);
  changes.make(actor, (change) => {
    const pending = { state: 'pending', secret, createdAtMs: clock.now(), lastStep: 0 } as const;
    factors.putSecondFactor(change.tx, ownerOf(account), pending);
    change.record({ action: 'second-factor.begin', kind: 'user', id: account.id });
  });
  return enrolmentOf(secret, account);
}

/** What a person gets when the second factor holds: recovery codes, shown once, and the new secret of the session. */
export interface SecondFactorSet {
  readonly recoveryCodes: readonly string[];
  readonly secret: string | null;
}

/** The first code shows that the app holds the secret: it takes the place of a former one. Every other session ends. */
export function activateSecondFactor(parts: SignInParts, actor: Actor, typed: string): SecondFactorSet {
  const { store, factors, changes, clock } = parts;
  const session = sessionBehind(parts, actor);
  demandFreshProof(parts, actor);
  const account = getOwnAccount(parts, actor);
  const owner = ownerOf(account);
  const pending = findPending(parts, owner) ?? nothingBegun();
  const step = matchingStep(pending.secret, typed.replace(/\s/g, ''), clock.now(), 0) ?? wrongCode();
  const recoveryCodes = newRecoveryCodes();
  return changes.make(actor, (change) => {
    const { tx } = change;
    factors.putSecondFactor(tx, owner, { ...pending, state: 'active', createdAtMs: clock.now(), lastStep: step });
    factors.removeSecondFactor(tx, owner, 'pending');
    putRecoveryCodes(parts, change, owner, recoveryCodes);
    store.forgetAttempts(tx, factorHashOf(account));
    store.deleteSessionsOf(tx, owner.tenant, owner.user, session?.idHash ?? null);
    const after = { recoveryCodes: recoveryCodes.length, otherSessions: 'ended' };
    change.record({ action: 'second-factor.set', kind: 'user', id: account.id, event: 'updated', after });
    return { recoveryCodes, secret: session && renewSession(parts, change, session) };
  });
}

/** A fresh set of recovery codes; the ones before are void. */
export function renewRecoveryCodes(parts: SignInParts, actor: Actor): readonly string[] {
  demandFreshProof(parts, actor);
  const account = getOwnAccount(parts, actor);
  const owner = ownerOf(account);
  if (!parts.factors.hasSecondFactor(owner)) nothingBegun();
  const recoveryCodes = newRecoveryCodes();
  parts.changes.make(actor, (change) => {
    putRecoveryCodes(parts, change, owner, recoveryCodes);
    const after = { recoveryCodes: recoveryCodes.length };
    change.record({ action: 'recovery-codes.make', kind: 'user', id: account.id, after });
  });
  return recoveryCodes;
}

/** Takes the own second factor away, where no role needs it. */
export function removeOwnSecondFactor(parts: SignInParts, actor: Actor): void {
  demandFreshProof(parts, actor);
  const account = getOwnAccount(parts, actor);
  if (needsSecondFactor(parts.settings, account, actor.grants))
    throw new AppError(
      'conflict',
      'sign-in.secondFactorNeeded',
      'Your role needs a second factor. Set up another one in its place.',
    );
  parts.changes.make(actor, (change) => {
    removeSecondFactor(parts, change, account);
    change.record({ action: 'second-factor.remove', kind: 'user', id: account.id, event: 'updated' });
  });
}

/** Secrets and codes of an account go; part of a change that records it. */
export function removeSecondFactor(
  { store, factors }: SignInParts,
  { tx }: Change,
  account: Pick<Account, 'tenant' | 'id'>,
): void {
  const owner = ownerOf(account);
  for (const state of ['active', 'pending'] as const) factors.removeSecondFactor(tx, owner, state);
  factors.replaceRecoveryCodes(tx, owner, []);
  store.forgetAttempts(tx, factorHashOf(account));
}

function findPending({ factors, clock }: SignInParts, owner: Owner) {
  const pending = factors.findSecondFactor(owner, 'pending');
  return pending && clock.now() - pending.createdAtMs < PENDING_MS ? pending : null;
}

const putRecoveryCodes = ({ factors }: SignInParts, { tx }: Change, owner: Owner, codes: readonly string[]): void =>
  factors.replaceRecoveryCodes(
    tx,
    owner,
    codes.map((code) => recoveryHashOf(code)!),
  );

const enrolmentOf = (secret: Uint8Array, { login }: Account): Enrolment => ({
  secret: base32(secret),
  uri: otpauthUri(secret, ISSUER, login),
});

function wrongCode(): never {
  return invalid(
    'sign-in.wrongFirstCode',
    'The code is not that of this secret. Look whether the clock of your phone is right.',
    [{ pointer: '/code', message: 'not right' }],
  );
}

function nothingBegun(): never {
  throw new AppError('conflict', 'sign-in.noSecondFactorBegun', 'No second factor is being set up. Begin again.');
}

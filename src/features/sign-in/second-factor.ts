import { AppError } from '#sdk';
import { type Actor, type Grant, permissionsOfGrant } from '../../platform/access/actor.ts';
import type { Tx } from '../../platform/db/index.ts';
import { beginFactorAttempt } from './attempts.ts';
import { type Account, isDemoAccount, type SignInSettings } from './model.ts';
import type { SignInParts } from './parts.ts';
import { recoveryHashOf } from './recovery-codes.ts';
import type { Owner } from './second-factor-store.ts';
import { matchingStep } from './totp.ts';

/** A code that was right. It is used up in the transaction of what it opens: one code opens one thing. */
export interface AcceptedCode {
  readonly by: 'totp' | 'recovery-code';
  /** Throws when the same code was used meanwhile. */
  use(tx: Tx): void;
}

export const ownerOf = (account: Pick<Account, 'tenant' | 'id'>): Owner => ({
  tenant: account.tenant,
  user: account.id,
});

/** People of an identity provider are left to it; the demo's account has no password either. */
export const mayHaveSecondFactor = (account: Account): boolean =>
  (account.kind === 'local' || account.kind === 'directory') && !isDemoAccount(account);

/**
 * Whether one of the roles needs a second factor, wherever it is held. Where administrators need one, so does a role of the tenant's own
 * that administers something.
 */
export function needsSecondFactor(settings: SignInSettings, account: Account, grants: readonly Grant[]): boolean {
  const named = settings.secondFactorRoles;
  const administratorsNeedOne = named.some((role) => administers({ role }));
  return (
    mayHaveSecondFactor(account) &&
    grants.some((grant) => named.includes(grant.role) || (administratorsNeedOne && administers(grant)))
  );
}

const administers = (grant: Pick<Grant, 'role' | 'permissions'>): boolean =>
  permissionsOfGrant(grant).some((permission) => permission.startsWith('admin:'));

/**
 * Looks at what was typed as the second factor: six digits of the app, or a recovery code. Attempts are counted by account, apart from
 * those on the password, before anything is compared. Null when it is not right; that is recorded.
 * @param nameHashes names whose password was right, so that their attempts no longer count
 */
export function checkCode(
  parts: SignInParts,
  caller: Actor,
  account: Account,
  typed: string,
  nameHashes: readonly string[] = [],
): AcceptedCode | null {
  const { nameHash } = beginFactorAttempt(parts, caller, account);
  const found = codeOfApp(parts, account, typed) ?? recoveryCode(parts, account, typed);
  if (!found) {
    recordRefusal(parts, caller, account, nameHashes);
    return null;
  }
  return {
    by: found.by,
    use(tx) {
      // Two requests with one code: the first takes it.
      if (!found.take(tx)) codeRefused();
      parts.store.forgetAttempts(tx, nameHash);
    },
  };
}

interface FoundCode {
  readonly by: AcceptedCode['by'];
  take(tx: Tx): boolean;
}

function codeOfApp({ factors, clock }: SignInParts, account: Account, typed: string): FoundCode | null {
  const owner = ownerOf(account);
  const factor = factors.findSecondFactor(owner, 'active');
  const step = factor && matchingStep(factor.secret, typed.replace(/\s/g, ''), clock.now(), factor.lastStep);
  return step === null ? null : { by: 'totp', take: (tx) => factors.useStep(tx, owner, step) };
}

function recoveryCode({ factors, clock }: SignInParts, account: Account, typed: string): FoundCode | null {
  const owner = ownerOf(account);
  const hash = recoveryHashOf(typed);
  if (hash === null || !factors.hasRecoveryCode(owner, hash)) return null;
  return { by: 'recovery-code', take: (tx) => factors.useRecoveryCode(tx, owner, hash, clock.now()) };
}

const recordRefusal = (
  { store, changes }: SignInParts,
  caller: Actor,
  { id, tenant }: Account,
  nameHashes: readonly string[],
): void =>
  changes.make(caller, (change) => {
    for (const nameHash of nameHashes) store.forgetAttempts(change.tx, nameHash);
    change.record({ action: 'second-factor.refuse', kind: 'user', id, tenant, outcome: 'failure' });
  });

export function codeRefused(): never {
  throw new AppError('unauthenticated', 'sign-in.codeRefused', 'The code is not right, or was used before.');
}

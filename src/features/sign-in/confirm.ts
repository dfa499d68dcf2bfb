import { AppError, invalid, type Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Account, Confirmation } from './model.ts';
import type { SignInParts } from './parts.ts';
import { proveAccount } from './prove-identity.ts';
import { checkCode, ownerOf } from './second-factor.ts';
import { getOwnAccount, renewSession, sessionBehind } from './sessions.ts';

/**
 * A signed-in person proves again who it is: by the password and, where there is one, the second factor. Wrong ones count as failed
 * sign-ins do. The session goes on under a new name; its new secret is given back, null for a program's session.
 */
export async function confirmIdentity(
  parts: SignInParts,
  actor: Actor,
  sent: Static<typeof Confirmation>,
): Promise<string | null> {
  const { store, changes, factors } = parts;
  const session = sessionBehind(parts, actor) ?? noSession();
  const account = getOwnAccount(parts, actor);
  if (!canConfirm(account))
    throw new AppError(
      'conflict',
      'sign-in.noPasswordToConfirm',
      'This account has no password here. Sign out and in again; what you want to change is open for some minutes then.',
    );
  const isCodeNeeded = factors.hasSecondFactor(ownerOf(account));
  if (isCodeNeeded && !sent.code)
    invalid('sign-in.confirmWithCode', 'The code of the second factor is needed as well.', [
      { pointer: '/code', message: 'missing' },
    ]);
  const nameHashes = await proveAgain(parts, actor, account, sent.password);
  const code = isCodeNeeded ? (checkCode(parts, actor, account, sent.code!, nameHashes) ?? wrongCode()) : null;
  return changes.make(actor, (change) => {
    code?.use(change.tx);
    for (const nameHash of nameHashes) store.forgetAttempts(change.tx, nameHash);
    change.record({
      ...{ action: 'identity.confirm', kind: 'user', id: account.id },
      after: { by: code ? ['password', code.by] : ['password'] },
    });
    return renewSession(parts, change, session);
  });
}

/** By a password of ours, or that of the directory. */
export const canConfirm = ({ kind, passwordHash }: Account): boolean => kind === 'directory' || passwordHash !== null;

/** The same way as at the door; gives the names whose attempts are to be forgotten. */
async function proveAgain(
  parts: SignInParts,
  actor: Actor,
  account: Account,
  password: string,
): Promise<readonly string[]> {
  const proved = await proveAccount(parts, actor, account, password).catch((error) => {
    if (error instanceof AppError && error.code === 'sign-in.refused') return null;
    throw error;
  });
  return proved?.nameHashes ?? wrongPassword();
}

/**
 * Passes when the person proved some minutes ago at most who it is. What opens the account (e-mail, second factor, keys) is changed
 * by nobody who only found an open browser.
 */
export function demandFreshProof(parts: SignInParts, actor: Actor): void {
  if (actor.kind === 'system') return;
  const session = sessionBehind(parts, actor) ?? noSession();
  if (parts.clock.now() - session.provedAtMs < parts.settings.freshProofMs) return;
  throw new AppError(
    'forbidden',
    'sign-in.confirmNeeded',
    'This concerns how an account is opened. Confirm with your password first (POST /api/v1/auth/confirm).',
  );
}

/** The session of a person behind the call: an API key has none, and may not do what this is asked for. */
function noSession(): never {
  throw new AppError(
    'forbidden',
    'sign-in.sessionNeeded',
    'Only a person who is signed in may do this, not an API key.',
  );
}

function wrongPassword(): never {
  return invalid('sign-in.wrongPassword', 'The present password is not right.', [
    { pointer: '/password', message: 'not right' },
  ]);
}

function wrongCode(): never {
  return invalid('sign-in.wrongCode', 'The code is not right, or was used before.', [
    { pointer: '/code', message: 'not right' },
  ]);
}

import { AppError, invalid, type Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { beginAttempt } from './attempts.ts';
import type { Account, PasswordChange } from './model.ts';
import type { SignInParts } from './parts.ts';
import { demandGoodPassword, leastChars, type WhosePassword } from './password-rules.ts';
import { getOwnAccount, renewSession, sessionBehind } from './sessions.ts';

/**
 * Changes the actor's own password. The old one is needed, and wrong ones count as failed sign-ins do: whoever sits at an open session
 * must not guess on. Every other session ends, and every token; this one goes on under a new name, and its new secret is given back.
 */
export async function changePassword(
  parts: SignInParts,
  actor: Actor,
  sent: Static<typeof PasswordChange>,
): Promise<string | null> {
  const { store, changes, passwords, clock } = parts;
  const account = getOwnAccount(parts, actor);
  if (account.passwordHash === null)
    throw new AppError('conflict', 'sign-in.noPassword', 'This account does not sign in with a password of Adit.');
  demandGoodPassword(sent.password, whoseAccount(parts, account));
  if (sent.password === sent.current)
    invalid('sign-in.samePassword', 'This is the password that you have. Take another one.', [
      { pointer: '/password', message: 'the same as before' },
    ]);
  const { nameHash } = beginAttempt(parts, actor, account.login);
  if (!(await passwords.verify(sent.current, account.passwordHash))) return refuse(parts, actor);
  const hash = await passwords.hash(sent.password);
  const session = sessionBehind(parts, actor);
  const kept = session?.kind === 'browser' ? session : null;
  return changes.make(actor, (change) => {
    if (!store.changePassword(change.tx, account, hash, clock.now())) changedMeanwhile();
    store.forgetAttempts(change.tx, nameHash);
    store.deleteSessionsOf(change.tx, account.tenant, account.id, kept?.idHash ?? null);
    store.deleteUserLinks(change.tx, account.tenant, account.id);
    change.record({ action: 'password.change', kind: 'user', id: account.id, after: { otherSessions: 'ended' } });
    return kept && renewSession(parts, change, kept);
  });
}

/** Whose password it is to be, for the rules. */
export const whoseAccount = ({ store, settings }: SignInParts, account: Account): WhosePassword => ({
  login: account.login,
  administrator: store.isAdministrator(account.tenant, account.id),
  words: [account.displayName, account.tenantName, ...settings.passwordWords],
});

/** The least length of the actor's password; null where the account has none of ours. */
export function ownLeastChars(parts: SignInParts, actor: Actor): number | null {
  const { tenant, id, passwordHash } = getOwnAccount(parts, actor);
  return passwordHash === null ? null : leastChars(parts.store.isAdministrator(tenant, id));
}

function refuse({ changes }: SignInParts, actor: Actor): never {
  changes.make(actor, (change) =>
    change.record({ action: 'password.refuse', kind: 'user', id: actor.id, outcome: 'failure' }),
  );
  return invalid('sign-in.wrongPassword', 'The present password is not right.', [
    { pointer: '/current', message: 'not right' },
  ]);
}

function changedMeanwhile(): never {
  throw new AppError('conflict', 'sign-in.passwordChanged', 'The password was changed meanwhile. Sign in again.');
}

import { AppError, type Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Change } from '../../platform/changes/changes.ts';
import { hashOf, newSecret } from '../../platform/secret-text.ts';
import { nameHashOf } from './attempts.ts';
import { whoseAccount } from './change-password.ts';
import { type Account, isDemoAccount, type Welcome } from './model.ts';
import type { SignInParts } from './parts.ts';
import { demandGoodPassword, leastChars } from './password-rules.ts';
import type { UserLink } from './store.ts';

export interface IssuedLink {
  /** Of the page; the secret in it is not stored and cannot be shown again. */
  readonly path: string;
  readonly expiresAtMs: number;
}

/**
 * Makes the single-use link at which a person chooses a password; an earlier unused one is void. It is part of a change that records
 * it. The old password, if there is one, holds until the new one is chosen; an invitation to choose the first one lives longer.
 */
export function issueWelcomeLink(
  { store, clock, settings }: SignInParts,
  change: Change,
  { tenant, user, by }: { tenant: string; user: string; by: string | null },
): IssuedLink {
  const secret = newSecret();
  const nowMs = clock.now();
  const isFirst = store.findAccount(tenant, user)?.passwordHash === null;
  const expiresAtMs = nowMs + (isFirst ? settings.invitationMs : settings.setupLinkMs);
  const link = { tenant, user, tokenHash: hashOf(secret), expiresAtMs, purpose: 'welcome', issuedBy: by } as const;
  store.replaceUserLinks(change.tx, link, nowMs);
  return { path: `/welcome/${secret}`, expiresAtMs };
}

export interface Invitation {
  readonly account: Account;
  readonly expiresAtMs: number;
  readonly leastChars: number;
}

/** For whom a link is, while it can be used. */
export function getInvitation(parts: SignInParts, secret: string): Invitation {
  const { link, account } = linkOf(parts, secret);
  const administrator = parts.store.isAdministrator(account.tenant, account.id);
  return { account, expiresAtMs: link.expiresAtMs, leastChars: leastChars(administrator) };
}

/** Uses up the link and sets the password, both or neither. Every session and token of the account ends, and a lock is lifted. */
export async function choosePassword(parts: SignInParts, caller: Actor, sent: Static<typeof Welcome>): Promise<void> {
  const { store, changes, clock, passwords } = parts;
  const { link, account } = linkOf(parts, sent.token);
  const { login, tenant, id } = account;
  demandGoodPassword(sent.password, whoseAccount(parts, account));
  const hash = await passwords.hash(sent.password);
  changes.make({ ...caller, tenant }, (change) => {
    const nowMs = clock.now();
    // The hash took its time: another request may have been first, or the account disabled.
    if (!store.useSetupLink(change.tx, link.tokenHash, nowMs)) gone();
    if (!store.changePassword(change.tx, account, hash, nowMs)) gone();
    store.forgetAttempts(change.tx, nameHashOf(login));
    store.deleteSessionsOf(change.tx, tenant, id, null);
    change.record({ action: 'password.choose', kind: 'user', id, after: { by: 'welcome-link', sessions: 'ended' } });
  });
}

/** Forms ask twice for a new password, because nobody sees it. */
export function demandSame(password: string, again: string): void {
  if (password === again) return;
  throw new AppError('invalid', 'sign-in.passwordsDiffer', 'The two passwords differ.', [
    { pointer: '/again', message: 'is not the same' },
  ]);
}

function linkOf({ store, clock }: SignInParts, secret: string): { link: UserLink; account: Account } {
  const link = store.findUserLink('welcome', hashOf(secret), clock.now()) ?? gone();
  const account = store.findAccount(link.tenant, link.user);
  if (account?.status !== 'active' || isDemoAccount(account)) return gone();
  return { link, account };
}

function gone(): never {
  throw new AppError(
    'not_found',
    'sign-in.welcomeLinkGone',
    'This link was used, is too old, or never existed. Ask your administrator for a new one.',
  );
}

import { AppError, type Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { loginKey } from '../../platform/names.ts';
import { hashOf } from '../../platform/secret-text.ts';
import type { Account, Credentials, SignInSettings } from './model.ts';
import type { SignInParts } from './parts.ts';
import { openSession } from './sessions.ts';

/** What a successful sign-in gives: the secret for the cookie, once. */
export interface SignedIn {
  readonly secret: string;
  readonly account: Account;
}

const MAX_FAILURES_PER_ADDRESS = 30;

/** Signs a browser in; the session it had before ends. */
export async function signIn(
  parts: SignInParts,
  caller: Actor,
  sent: Static<typeof Credentials>,
  userAgent: string | null,
  previousSecret: string | null,
): Promise<SignedIn> {
  const { account, nameHash, fresh } = await proveIdentity(parts, caller, sent);
  const { secret } = openSession(parts, caller, account, { userAgent, nameHash, fresh, previousSecret });
  return { secret, account };
}

/** An account whose password was right, and what belongs to the transaction that opens its session. */
export interface Proved {
  readonly account: Account;
  /** Of the name whose failed attempts are forgotten. */
  readonly nameHash: string;
  /** A new hash of the same password, where the old one was made by other rules. */
  readonly fresh: string | null;
}

/**
 * Checks name and password, the same for browsers and API clients. Unknown name, wrong password and disabled account cost one Argon2
 * each and say the same. An attempt is counted before the password is looked at, so that a hundred at once are not a hundred guesses.
 */
export async function proveIdentity(
  parts: SignInParts,
  caller: Actor,
  sent: Static<typeof Credentials>,
): Promise<Proved> {
  const { store, passwords } = parts;
  const login = loginKey(sent.login);
  const nameHash = beginAttempt(parts, caller, login ?? sent.login);
  const account = login ? onlyOne(store.findAccounts(login), sent.tenant) : null;
  const right = await passwords.verify(sent.password, account?.passwordHash ?? null);
  if (!right || account?.status !== 'active') return refuse(parts, caller, account);
  const fresh =
    account.passwordHash && passwords.isOutdated(account.passwordHash) ? await passwords.hash(sent.password) : null;
  return { account, nameHash, fresh };
}

/** How attempts on a name are counted: by its hash, because people type passwords into the wrong field. */
export const nameHashOf = (login: string): string => hashOf(`login:${login}`);

/** Counts an attempt to prove who one is, and refuses it when there were too many; gives the hash under which it is counted. */
export function beginAttempt({ store, newId, clock, settings }: SignInParts, caller: Actor, login: string): string {
  const nameHash = nameHashOf(login);
  const nowMs = clock.now();
  const attempt = { id: newId(), nameHash, ip: caller.ip, atMs: nowMs };
  const limits = { byName: settings.maxFailures, byIp: MAX_FAILURES_PER_ADDRESS };
  if (!store.beginAttempt(attempt, nowMs - settings.failureMs, limits)) tooMany(settings);
  return nameHash;
}

function onlyOne(found: readonly Account[], tenant?: string): Account | null {
  const meant = tenant === undefined || tenant === '' ? found : found.filter((a) => a.tenantName === tenant);
  return meant.length === 1 ? meant[0]! : null;
}

function refuse({ changes }: SignInParts, caller: Actor, account: Account | null): never {
  changes.make(caller, (change) =>
    change.record({
      // What was typed is not recorded: people type passwords into the wrong field.
      ...{ action: 'session.refuse', kind: 'user', id: account?.id ?? 'unknown', outcome: 'failure' },
      ...(account ? { tenant: account.tenant } : {}),
    }),
  );
  throw new AppError('unauthenticated', 'sign-in.refused', 'The name or the password is not right.');
}

function tooMany({ failureMs }: SignInSettings): never {
  const minutes = Math.ceil(failureMs / 60_000);
  throw new AppError(
    'rate_limited',
    'sign-in.tooMany',
    `Too many failed attempts with this name or from this address. Try again in ${minutes} minutes.`,
  );
}

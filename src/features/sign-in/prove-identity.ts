import { AppError, type Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { loginKey, nameKey } from '../../platform/names.ts';
import { beginAttempt, beginDirectoryAttempt, type CountedAttempt } from './attempts.ts';
import type { Account, Credentials } from './model.ts';
import type { Directories, DirectoryQuestion, SignInParts } from './parts.ts';

/** An account whose password was right, and what belongs to the transaction that opens its session. */
export interface Proved {
  readonly account: Account;
  /** Of the names whose failed attempts are forgotten. */
  readonly nameHashes: readonly string[];
  /** A new hash of the same password, where the old one was made by other rules. */
  readonly fresh: string | null;
}

/**
 * Checks name and password, the same for browsers and API clients. A name that an account of our own has is looked at here and never
 * goes to a directory; any other is a matter of the directories, where there are some. Unknown name, wrong password and disabled
 * account say the same, and cost the same: one Argon2 here, one bind there.
 */
export async function proveIdentity(
  parts: SignInParts,
  caller: Actor,
  sent: Static<typeof Credentials>,
): Promise<Proved> {
  const { store, directories } = parts;
  const login = loginKey(sent.login);
  const attempt = beginAttempt(parts, caller, login ?? sent.login);
  const found = login ? store.findAccounts(login) : [];
  return login && found.length === 0 && directories
    ? proveElsewhere(parts, directories, caller, { login, password: sent.password, tenant: sent.tenant }, attempt)
    : proveHere(parts, caller, onlyOne(found, sent.tenant), sent.password, attempt);
}

/** The same for an account that is known: by its password here, or at the directory that it comes from. */
export async function proveAccount(
  parts: SignInParts,
  caller: Actor,
  account: Account,
  password: string,
): Promise<Proved> {
  const attempt = beginAttempt(parts, caller, account.login);
  return account.kind === 'directory' && parts.directories
    ? proveElsewhere(parts, parts.directories, caller, { login: account.login, password, account }, attempt)
    : proveHere(parts, caller, account, password, attempt);
}

async function proveHere(
  parts: SignInParts,
  caller: Actor,
  account: Account | null,
  password: string,
  { nameHash }: CountedAttempt,
): Promise<Proved> {
  const { passwords } = parts;
  const right = await passwords.verify(password, account?.passwordHash ?? null);
  if (!right || account?.status !== 'active') return refuse(parts, caller, account);
  const fresh =
    account.passwordHash && passwords.isOutdated(account.passwordHash) ? await passwords.hash(password) : null;
  return { account, nameHashes: [nameHash], fresh };
}

async function proveElsewhere(
  parts: SignInParts,
  directories: Directories,
  caller: Actor,
  asked: Pick<DirectoryQuestion, 'login' | 'password' | 'tenant' | 'account'>,
  attempt: CountedAttempt,
): Promise<Proved> {
  const { store, passwords } = parts;
  const tries: CountedAttempt[] = [];
  const mayTry = (account: string): boolean => {
    const counted = beginDirectoryAttempt(parts, account);
    if (counted) tries.push(counted);
    return counted !== null;
  };
  try {
    const decoy = () => passwords.verify(asked.password, null);
    const proof = await directories.prove({ ...asked, mayTry, decoy });
    const account = proof && store.findAccount(proof.tenant, proof.user);
    if (account?.status !== 'active') return refuse(parts, caller, account);
    return { account, nameHashes: [attempt, ...tries].map(({ nameHash }) => nameHash), fresh: null };
  } catch (error) {
    // A directory that was away has not looked at the password: that is no failure of the person's.
    if (error instanceof AppError && error.fault === 'unavailable' && tries.length === 0)
      store.withdrawAttempt(attempt.id);
    throw error;
  }
}

function onlyOne(found: readonly Account[], tenant?: string): Account | null {
  const key = nameKey(tenant ?? '');
  const meant = key === '' ? found : found.filter((account) => nameKey(account.tenantName) === key);
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

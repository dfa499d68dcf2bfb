import { AppError, type Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { hashOf, newSecret } from '../../platform/secret-text.ts';
import type { Account, Credentials } from './model.ts';
import type { SignInParts } from './parts.ts';
import { type Proved, proveIdentity } from './prove-identity.ts';
import { type AcceptedCode, checkCode, codeRefused, ownerOf } from './second-factor.ts';
import { openSession } from './sessions.ts';

/** What a successful sign-in gives: the secret for the cookie, once. */
export interface SignedIn {
  readonly secret: string;
  readonly account: Account;
}

/** The browser that signs in; the session it had before ends. */
export interface Browser {
  readonly userAgent: string | null;
  readonly previousSecret: string | null;
}

/** How long a page waits for the code of the second factor. */
const CODE_WAIT_MS = 5 * 60_000;

/** Signs a browser in, in one step: where the account has a second factor, its code comes with the password. */
export async function signIn(
  parts: SignInParts,
  caller: Actor,
  sent: Static<typeof Credentials>,
  browser: Browser,
): Promise<SignedIn> {
  const { account, ...proof } = await proveWithCode(parts, caller, sent);
  const { secret } = openSession(parts, caller, account, { ...browser, ...proof });
  return { secret, account };
}

/** Signs a browser in, or gives the secret under which it may send the code of the second factor within some minutes. */
export async function beginSignIn(
  parts: SignInParts,
  caller: Actor,
  sent: Pick<Static<typeof Credentials>, 'login' | 'password' | 'tenant'>,
  browser: Browser,
): Promise<SignedIn | { pending: string }> {
  const { account, ...proof } = await proveIdentity(parts, caller, sent);
  if (parts.factors.hasSecondFactor(ownerOf(account))) {
    const pending = newSecret();
    awaitCode(parts, caller, { account, ...proof }, pending);
    return { pending };
  }
  const { secret } = openSession(parts, caller, account, { ...browser, ...proof });
  return { secret, account };
}

/** The second step of {@link beginSignIn}. A wrong code may be tried again until there were too many. */
export function finishSignIn(
  parts: SignInParts,
  caller: Actor,
  sent: { pending: string; code: string },
  browser: Browser,
): SignedIn {
  const { store, factors, clock } = parts;
  const begun = factors.findPendingSignIn(hashOf(sent.pending), clock.now()) ?? beginAgain();
  const account = store.findAccount(begun.tenant, begun.user);
  if (account?.status !== 'active') return beginAgain();
  const code = checkCode(parts, caller, account, sent.code) ?? codeRefused();
  const { secret } = openSession(parts, caller, account, {
    // Those on the name were forgotten when the password was right.
    ...{ ...browser, nameHashes: [], fresh: null, code },
    together: (tx) => factors.endPendingSignIn(tx, begun.tokenHash) || beginAgain(),
  });
  return { secret, account };
}

/** Password and, where the account has a second factor, its code. */
export async function proveWithCode(
  parts: SignInParts,
  caller: Actor,
  sent: Static<typeof Credentials>,
): Promise<Proved & { readonly code: AcceptedCode | null }> {
  const proved = await proveIdentity(parts, caller, sent);
  const { account } = proved;
  if (!parts.factors.hasSecondFactor(ownerOf(account))) return { ...proved, code: null };
  if (sent.code === undefined) {
    awaitCode(parts, caller, proved, null);
    throw new AppError(
      'unauthenticated',
      'sign-in.codeNeeded',
      'This account has a second factor. Send the code of the authenticator app, or a recovery code, as well.',
    );
  }
  return { ...proved, code: checkCode(parts, caller, account, sent.code, proved.nameHashes) ?? codeRefused() };
}

/** The password was right: its failed attempts are forgotten, and nothing is open yet. */
function awaitCode(parts: SignInParts, caller: Actor, proved: Proved, pending: string | null): void {
  const { store, factors, changes, clock } = parts;
  const { account, nameHashes, fresh } = proved;
  const nowMs = clock.now();
  changes.make(caller, (change) => {
    for (const nameHash of nameHashes) store.forgetAttempts(change.tx, nameHash);
    if (fresh) store.rehashPassword(change.tx, account, fresh);
    if (pending) {
      const waiting = { tokenHash: hashOf(pending), ...ownerOf(account), expiresAtMs: nowMs + CODE_WAIT_MS };
      factors.insertPendingSignIn(change.tx, waiting, nowMs);
    }
    change.record({ action: 'session.await-code', kind: 'user', id: account.id, tenant: account.tenant });
  });
}

/** The one fault of the second step that leads back to the first. */
export const BEGIN_AGAIN = 'sign-in.codeTooLate';

function beginAgain(): never {
  throw new AppError(
    'unauthenticated',
    'sign-in.codeTooLate',
    'It took too long, or the account was changed meanwhile. Sign in again with name and password.',
  );
}

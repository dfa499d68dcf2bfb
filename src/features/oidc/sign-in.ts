import { AppError } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { hashOf, newSecret } from '../../platform/secret-text.ts';
import type { ExternalAccount, ExternalIdentity } from '../accounts/index.ts';
import { type ClaimedPerson, claimedPerson, demandStrength } from './claims.ts';
import type { OidcParts } from './parts.ts';
import type { Handshake, Provider, Redeemed } from './provider.ts';
import { ProviderFault } from './provider-fault.ts';
import { callbackPath, providerName } from './settings.ts';
import type { PendingSignIn } from './store.ts';

const HANDSHAKE_MS = 10 * 60_000;
/** Sign-ins under way, of all browsers together; whoever floods us with them pushes out the oldest. */
const MOST_PENDING = 10_000;

/** A browser, as it comes back from a provider. */
export interface ReturningBrowser {
  /** What the provider added to our address, with its `?`. */
  readonly search: string;
  /** Of the cookie that the browser was given when it left. */
  readonly secret: string | null;
  readonly userAgent: string | null;
  readonly previousSecret: string | null;
}

export function providerOf({ providers }: OidcParts, id: string): Provider {
  const found = providers.get(id);
  if (found) return found;
  throw new AppError(
    'not_found',
    'oidc.unknownProvider',
    'There is no provider of this name at which one could sign in.',
  );
}

/**
 * Where the browser goes to sign in, and the secret of the cookie that binds the answer to it. A browser that has one keeps it: people
 * begin in two tabs.
 */
export async function beginSignIn(
  parts: OidcParts,
  id: string,
  from: { secret: string | null; next: string },
): Promise<{ url: string; secret: string }> {
  const { store, clock, site } = parts;
  const provider = providerOf(parts, id);
  const secret = from.secret ?? newSecret();
  const [state, nonce, verifier] = [newSecret(), newSecret(), newSecret()];
  const url = await logged(parts, id, null, () =>
    provider.authorizationUrl({ redirectUri: site + callbackPath(id), state, nonce, verifier }),
  );
  const nowMs = clock.now();
  store.addPending(
    {
      ...{ stateHash: hashOf(state), browserHash: hashOf(secret), provider: id, nonce, verifier, next: from.next },
      expiresAtMs: nowMs + HANDSHAKE_MS,
    },
    nowMs,
    MOST_PENDING,
  );
  return { url, secret };
}

/** Signs the browser in that comes back from a provider; its session before ends. Gives the secret for the cookie, once. */
export async function completeSignIn(
  parts: OidcParts,
  caller: Actor,
  id: string,
  browser: ReturningBrowser,
): Promise<{ secret: string; next: string }> {
  const provider = providerOf(parts, id);
  const { pending, state } = usePending(parts, id, browser);
  const { nonce, verifier, next } = pending;
  const handshake: Handshake = { redirectUri: parts.site + callbackPath(id), state, nonce, verifier };
  const secret = await logged(parts, id, caller, async () => {
    const redeemed = await provider.redeem(browser.search, handshake);
    demandStrength(provider.settings, redeemed.idToken.claims);
    const person = claimedPerson(provider.settings, redeemed.claims);
    return openFor(parts, caller, provider, { person, redeemed, browser });
  });
  return { secret, next };
}

/** The sign-in that this browser began; used up, whatever comes of it. Any other browser learns nothing and ends nothing. */
function usePending(
  { store, clock }: OidcParts,
  id: string,
  { search, secret }: ReturningBrowser,
): { pending: PendingSignIn; state: string } {
  const states = new URLSearchParams(search).getAll('state');
  const [state = ''] = states;
  const pending = states.length === 1 ? store.findPending(hashOf(state), clock.now()) : null;
  const isOurs = pending?.provider === id && secret !== null && pending.browserHash === hashOf(secret);
  if (pending && isOurs && store.usePending(pending.stateHash)) return { pending, state };
  throw new AppError(
    'unauthenticated',
    'oidc.stale',
    'This sign-in was not begun in this browser, was finished before, or took longer than ten minutes. Begin again.',
  );
}

interface Proved {
  readonly person: ClaimedPerson;
  readonly redeemed: Redeemed;
  readonly browser: ReturningBrowser;
}

/** Account, roles, session and what binds it to the provider: together or not at all. */
function openFor(parts: OidcParts, caller: Actor, { settings }: Provider, proved: Proved): string {
  const { person, redeemed, browser } = proved;
  const provider = providerName(settings.id);
  const { subject, claims } = redeemed.idToken;
  const roles = parts.rolesOf(settings.id, person.groups);
  const given = roles.filter(({ grants }) => grants.length > 0);
  const identityIn = (tenant: string): ExternalIdentity => ({ tenant, provider, subject, dn: null, ...person });
  for (const { tenant, grants } of roles) if (grants.length === 0) withdraw(parts, caller, identityIn(tenant));
  if (given.length === 0) return noRole(person);
  return parts.changes.make(caller, (change) => {
    const [account] = given.map(({ tenant, grants }) =>
      parts.accounts.admit(change, identityIn(tenant), grants, 'sign-in'),
    ) as [ExternalAccount];
    if (account.status !== 'active') disabledHere();
    const { userAgent, previousSecret } = browser;
    const opened = parts.sessions.openVouched(change, caller, account, { by: provider, userAgent, previousSecret });
    parts.store.bindSession(change.tx, {
      ...{ sessionHash: opened.sessionHash, provider: settings.id, subject, idToken: redeemed.encoded },
      sid: typeof claims.sid === 'string' ? claims.sid : null,
    });
    return opened.secret;
  });
}

/** Whoever had roles in a tenant and has no group for one any more is out of it at once. */
function withdraw({ accounts }: OidcParts, caller: Actor, identity: ExternalIdentity): void {
  const known = accounts.find(identity);
  if (known) accounts.withdraw(caller, known, { status: 'disabled', why: 'no-role', occasion: 'sign-in' });
}

/** Failures go into the log with what the provider said, and into the audit log without; the person is told neither. */
async function logged<T>(parts: OidcParts, id: string, caller: Actor | null, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const detail = error instanceof ProviderFault ? error.detail : error.message;
    parts.log.warn('oidc.refused', { provider: id, code: error.code, detail, request_id: caller?.requestId ?? null });
    if (caller)
      parts.changes.make(caller, (change) =>
        change.record({
          ...{ action: 'session.refuse', kind: 'user', id: 'unknown', outcome: 'failure' },
          after: { by: providerName(id), why: error.code },
        }),
      );
    throw error;
  }
}

function noRole({ login, groups }: ClaimedPerson): never {
  throw new ProviderFault(
    'forbidden',
    'oidc.noRole',
    'The provider knows you, but none of your groups there has a role in Adit. Ask your administrator for one.',
    `${login} is in ${groups.length} groups: ${groups.slice(0, 10).join(', ')}`,
  );
}

function disabledHere(): never {
  throw new AppError('forbidden', 'oidc.disabledHere', 'Your account in Adit is disabled. Ask your administrator.');
}

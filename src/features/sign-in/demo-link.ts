import { AppError } from '#sdk';
import { type Actor, systemActor } from '../../platform/access/actor.ts';
import { isLoopback } from '../../platform/addresses.ts';
import { hashOf, newSecret } from '../../platform/secret-text.ts';
import { type Account, DEMO_LOGIN, isDemoAccount } from './model.ts';
import type { SignInParts } from './parts.ts';
import { openSession } from './sessions.ts';

const DEMO_LINK_MS = 30 * 60_000;

/**
 * Makes the single-use link that signs the demo's analyst in, and the account when there is none; an earlier unused link is void. The
 * secret is not stored and cannot be shown again. Only for an appliance that was assembled as a demo.
 */
export function issueDemoLink(parts: SignInParts, tenant: string): { path: string; expiresAtMs: number } {
  const { store, changes, clock, newId } = parts;
  if (!parts.demo) return gone();
  const found = store.findAccounts(DEMO_LOGIN).find((account) => account.tenant === tenant);
  if (found && (!isDemoAccount(found) || found.status !== 'active')) taken();
  const account: Account = found ?? {
    ...{ id: newId(), tenant, tenantName: '', login: DEMO_LOGIN, displayName: 'Demo', passwordHash: null },
    kind: 'local',
    status: 'active',
  };
  const secret = newSecret();
  const nowMs = clock.now();
  const expiresAtMs = nowMs + DEMO_LINK_MS;
  changes.make(systemActor('demo', tenant), (change) => {
    if (!found) {
      store.insertAccount(change.tx, account, nowMs);
      store.insertGrant(change.tx, newId(), account, { role: 'analyst', workspace: null }, nowMs);
      change.record({
        ...{ action: 'user.create', kind: 'user', id: account.id, event: 'created' },
        after: { login: DEMO_LOGIN, roles: ['analyst'], by: 'demo' },
      });
    }
    const link = {
      tokenHash: hashOf(secret),
      tenant,
      user: account.id,
      expiresAtMs,
      purpose: 'demo',
      issuedBy: null,
    } as const;
    store.replaceUserLinks(change.tx, link, nowMs);
    change.record({ action: 'demo-link.issue', kind: 'user', id: account.id, after: { expiresAtMs } });
  });
  return { path: `/demo/${secret}`, expiresAtMs };
}

/** Uses up a demo link: opens a session, and gives the secret for its cookie. Refused from any other machine. */
export function followDemoLink(
  parts: SignInParts,
  caller: Actor,
  token: string,
  browser: { userAgent: string | null; previousSecret: string | null },
): string {
  const { store, clock } = parts;
  if (!parts.demo) return gone();
  if (!isLoopback(caller.ip ?? ''))
    throw new AppError(
      'forbidden',
      'sign-in.demoElsewhere',
      'A demo link works only on the machine that runs the demo. From elsewhere, forward its port with "ssh -L".',
    );
  const nowMs = clock.now();
  const link = store.findUserLink('demo', hashOf(token), nowMs) ?? gone();
  const account = store.findAccount(link.tenant, link.user);
  if (!account || !isDemoAccount(account) || account.status !== 'active') return gone();
  const { secret } = openSession(parts, caller, account, {
    ...browser,
    ...{ nameHashes: [], fresh: null, by: 'demo-link' },
    together: (tx) => store.useSetupLink(tx, link.tokenHash, nowMs) || gone(),
  });
  return secret;
}

function gone(): never {
  throw new AppError(
    'not_found',
    'sign-in.demoLinkGone',
    'This demo link was used, is too old, or never existed. Start the demo again to have a new one printed.',
  );
}

function taken(): never {
  throw new AppError(
    'conflict',
    'sign-in.demoTaken',
    `The data folder of this demo has an account "${DEMO_LOGIN}" of its own. Start the demo in another folder: adit demo --data DIR.`,
  );
}

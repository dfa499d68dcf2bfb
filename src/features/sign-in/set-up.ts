import { AppError, invalid, type Static } from '#sdk';
import { type Actor, systemActor } from '../../platform/access/actor.ts';
import { APPLIANCE_ROLE } from '../../platform/access/permissions.ts';
import { loginKey } from '../../platform/names.ts';
import { hashOf, newSecret } from '../../platform/secret-text.ts';
import type { Account, SetUp } from './model.ts';
import type { SignInParts } from './parts.ts';
import { demandGoodPassword } from './password-rules.ts';
import type { SetupLink } from './store.ts';

/** The first administrator looks after the appliance and its own tenant; later these may be different people. */
const FIRST_ROLES = ['administrator', APPLIANCE_ROLE];

/**
 * Makes the single-use link by which the first administrator is made; earlier unused links are void. Null when there is an
 * administrator already: then nobody needs one. The secret is not stored and cannot be shown again.
 */
export function issueSetupLink(
  { store, changes, clock, settings }: SignInParts,
  tenant: string,
  by: Actor = systemActor('start', tenant),
): { path: string; expiresAtMs: number } | null {
  if (store.hasAdministrator()) return null;
  const secret = newSecret();
  const nowMs = clock.now();
  const link: SetupLink = { tokenHash: hashOf(secret), tenant, expiresAtMs: nowMs + settings.setupLinkMs };
  changes.make(by, (change) => {
    store.replaceSetupLinks(change.tx, link, nowMs);
    change.record({ action: 'setup-link.issue', kind: 'tenant', id: tenant, after: { expiresAtMs: link.expiresAtMs } });
  });
  return { path: `/setup/${secret}`, expiresAtMs: link.expiresAtMs };
}

/** The link behind a secret, while it can be used. */
export function getSetupLink({ store, clock }: SignInParts, secret: string): SetupLink {
  const link = store.hasAdministrator() ? null : store.findSetupLink(hashOf(secret), clock.now());
  return link ?? gone();
}

/** Uses up the link and makes the first administrator, both or neither. */
export async function setUp(parts: SignInParts, caller: Actor, sent: Static<typeof SetUp>): Promise<Account> {
  const { store, changes, clock, newId, passwords, settings } = parts;
  const link = getSetupLink(parts, sent.token);
  const login =
    loginKey(sent.login) ??
    invalid('sign-in.badLogin', 'A login has 1 to 120 characters, without spaces and control characters.', [
      { pointer: '/login', message: 'not a login' },
    ]);
  demandGoodPassword(sent.password, { login, administrator: true, words: settings.passwordWords });
  const account: Account = {
    ...{ id: newId(), tenant: link.tenant, tenantName: '', login, displayName: sent.login.trim() },
    ...{ passwordHash: await passwords.hash(sent.password), kind: 'local', status: 'active' },
  };
  changes.make({ ...caller, tenant: link.tenant }, (change) => {
    const nowMs = clock.now();
    // The hash took its time: another request may have been first.
    if (store.hasAdministrator() || !store.useSetupLink(change.tx, link.tokenHash, nowMs)) gone();
    store.insertAccount(change.tx, account, nowMs);
    for (const role of FIRST_ROLES) store.insertGrant(change.tx, newId(), account, { role, workspace: null }, nowMs);
    change.record({
      ...{ action: 'user.create', kind: 'user', id: account.id, event: 'created' },
      after: { login, roles: FIRST_ROLES, by: 'setup-link' },
    });
  });
  return account;
}

function gone(): never {
  throw new AppError(
    'not_found',
    'sign-in.setupLinkGone',
    'This set-up link was used, is too old, or never existed. Restart the server to have a new one printed.',
  );
}

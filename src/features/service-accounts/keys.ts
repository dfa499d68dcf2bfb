import { AppError, invalid, type Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guard, notFound, tenantOf } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import { cleanName } from '../../platform/names.ts';
import { networksOf } from '../../platform/networks.ts';
import { hashOf } from '../../platform/secret-text.ts';
import { ownerAs } from './authenticate.ts';
import { keyText, newKeyText } from './key-text.ts';
import {
  type ApiKey,
  type IssuedKey,
  type KeyOwner,
  type ListedKey,
  MAX_KEY_DAYS,
  type NewKey,
  SCOPES,
  type ServiceAccount,
  stateOf,
} from './model.ts';
import type { ServiceAccountParts } from './parts.ts';
import { getServiceAccount } from './use-cases.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MAX_ACTIVE_KEYS = 50;

/** The own keys, newest first. */
export const listOwnKeys = ({ store }: ServiceAccountParts, actor: Actor): ApiKey[] => store.listKeys(selfOf(actor));

/** What the actor can make a key for. */
export const scopesOf = (actor: Actor): Permission[] => SCOPES.filter((scope) => actor.permissions.has(scope));

export function makeOwnKey(parts: ServiceAccountParts, actor: Actor, sent: Static<typeof NewKey>): IssuedKey {
  parts.signIn.demandFreshProof(actor);
  return makeKey(parts, actor, selfOf(actor), scopesOf(actor), sent);
}

export function rotateOwnKey(parts: ServiceAccountParts, actor: Actor, id: string, overlapHours: number): IssuedKey {
  parts.signIn.demandFreshProof(actor);
  return rotate(parts, actor, getOwnKey(parts, actor, id), overlapHours);
}

/** A key is taken back at once, and without asking for the password: whoever does it only closes something. */
export const revokeOwnKey = (parts: ServiceAccountParts, actor: Actor, id: string): void =>
  revoke(parts, actor, getOwnKey(parts, actor, id));

export function listServiceKeys(parts: ServiceAccountParts, actor: Actor, account: string): ApiKey[] {
  const { tenant, id } = getServiceAccount(parts, actor, account);
  return parts.store.listKeys({ tenant, user: id });
}

/** What a key of a service account can be made for: what it holds. */
export async function serviceScopes(parts: ServiceAccountParts, account: ServiceAccount): Promise<Permission[]> {
  const standing = await parts.signIn.goodStanding({ tenant: account.tenant, user: account.id });
  return standing ? scopesOf(ownerAs(standing, { ip: null, requestId: null })) : [];
}

export async function makeServiceKey(
  parts: ServiceAccountParts,
  actor: Actor,
  id: string,
  sent: Static<typeof NewKey>,
): Promise<IssuedKey> {
  parts.signIn.demandFreshProof(actor);
  const account = getServiceAccount(parts, actor, id);
  if (account.status !== 'active')
    throw new AppError('conflict', 'service-account.disabled', 'This service account is disabled. Enable it first.');
  parts.access.demandMayTakeOver(actor, id);
  return makeKey(parts, actor, { tenant: account.tenant, user: id }, await serviceScopes(parts, account), sent);
}

/** Every key of the tenant, of programs and people. */
export function listAllKeys({ store }: ServiceAccountParts, actor: Actor, request: ListRequest): Listed<ListedKey> {
  guard(actor, 'admin:tokens');
  const { rows, total } = store.listAllKeys(tenantOf(actor), request);
  return listed(rows, total, request, (key) => [String(key.createdAtMs), key.id]);
}

/** Only keys of service accounts: nobody makes a key in another person's name. */
export function rotateServiceKey(
  parts: ServiceAccountParts,
  actor: Actor,
  id: string,
  overlapHours: number,
): IssuedKey {
  parts.signIn.demandFreshProof(actor);
  const key = getTenantKey(parts, actor, id);
  getServiceAccount(parts, actor, key.user);
  parts.access.demandMayTakeOver(actor, key.user);
  return rotate(parts, actor, key, overlapHours);
}

export const revokeAnyKey = (parts: ServiceAccountParts, actor: Actor, id: string): void =>
  revoke(parts, actor, getTenantKey(parts, actor, id));

function makeKey(
  parts: ServiceAccountParts,
  actor: Actor,
  owner: KeyOwner,
  held: readonly Permission[],
  sent: Static<typeof NewKey>,
): IssuedKey {
  const { store, clock } = parts;
  const beyond = sent.scopes.filter((scope) => !held.includes(scope));
  if (beyond.length > 0)
    invalid(
      'api-key.scopeTooWide',
      `The owner of the key does not have ${beyond.join(', ')}; the key cannot have it.`,
      [{ pointer: '/scopes', message: 'more than its owner may' }],
    );
  demandNetworks(sent.networks);
  const nowMs = clock.now();
  if (store.listKeys(owner).filter((key) => stateOf(key, nowMs) === 'active').length >= MAX_ACTIVE_KEYS)
    throw new AppError(
      'conflict',
      'api-key.tooMany',
      'There are 50 keys already. Revoke one that is not used any more.',
    );
  const made = { name: cleanName(sent.name), scopes: sent.scopes.toSorted(), networks: sent.networks };
  return issue(parts, actor, { ...owner, ...made, expiresAtMs: nowMs + sent.days * DAY_MS }, null);
}

/** A new key takes the place of another, with everything but its text; it lives as long as the old one was made for. */
function rotate(parts: ServiceAccountParts, actor: Actor, old: ApiKey, overlapHours: number): IssuedKey {
  const nowMs = parts.clock.now();
  if (stateOf(old, nowMs) !== 'active' || old.replacedBy !== null)
    throw new AppError('conflict', 'api-key.notActive', 'This key is void or has been replaced. Make a new one.');
  const lifeMs = Math.min(old.expiresAtMs - old.createdAtMs, MAX_KEY_DAYS * DAY_MS);
  const { tenant, user, name, scopes, networks } = old;
  const made = { tenant, user, name, scopes, networks, expiresAtMs: nowMs + lifeMs };
  return issue(parts, actor, made, { key: old, untilMs: nowMs + overlapHours * HOUR_MS });
}

function issue(
  { store, changes, clock }: ServiceAccountParts,
  actor: Actor,
  made: Pick<ApiKey, 'tenant' | 'user' | 'name' | 'scopes' | 'networks' | 'expiresAtMs'>,
  replaced: { key: ApiKey; untilMs: number } | null,
): IssuedKey {
  const text = newKeyText();
  const key: ApiKey = {
    ...{ id: text.id, ...made, createdAtMs: clock.now(), createdBy: `${actor.kind}/${actor.id}` },
    ...{ revokedAtMs: null, replacedBy: null, lastUsedAtMs: null, lastUsedIp: null },
  };
  const { user, name, scopes, networks, expiresAtMs } = key;
  changes.make(actor, (change) => {
    store.insertKey(change.tx, key, hashOf(text.secret));
    if (replaced) store.noteReplaced(change.tx, replaced.key, key.id, replaced.untilMs);
    change.record({
      ...{ action: replaced ? 'api-key.rotate' : 'api-key.make', kind: 'api-key', id: key.id, event: 'created' },
      ...(replaced ? { before: { key: replaced.key.id, until: replaced.untilMs } } : {}),
      after: { owner: user, name, scopes, networks, expiresAtMs },
    });
  });
  return { key, text: keyText(text) };
}

function revoke({ store, changes, clock }: ServiceAccountParts, actor: Actor, key: ApiKey): void {
  changes.make(actor, (change) => {
    store.revokeKey(change.tx, key, clock.now());
    const before = { owner: key.user, name: key.name };
    change.record({ action: 'api-key.revoke', kind: 'api-key', id: key.id, event: 'deleted', before });
  });
}

const selfOf = (actor: Actor): KeyOwner => ({ tenant: tenantOf(actor), user: actor.id });

function getOwnKey({ store }: ServiceAccountParts, actor: Actor, id: string): ApiKey {
  const key = store.findKey(id);
  return key && key.tenant === tenantOf(actor) && key.user === actor.id ? key : notFound('api-key');
}

function getTenantKey({ store }: ServiceAccountParts, actor: Actor, id: string): ApiKey {
  guard(actor, 'admin:tokens');
  const key = store.findKey(id);
  return key && key.tenant === tenantOf(actor) ? key : notFound('api-key');
}

function demandNetworks(networks: readonly string[]): void {
  const read = networksOf(networks);
  if ('mistake' in read)
    invalid('api-key.badNetwork', `"${read.mistake}" is no address or network such as 10.20.0.0/16.`, [
      { pointer: '/networks', message: 'no address or network' },
    ]);
}

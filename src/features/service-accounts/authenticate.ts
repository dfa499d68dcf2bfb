import { type Actor, limitedTo, type Origin, userActor } from '../../platform/access/actor.ts';
import { mayEnter } from '../../platform/access/guard.ts';
import type { Identity } from '../../platform/http/http-parts.ts';
import { networksOf } from '../../platform/networks.ts';
import { hashOf, newSecret, sameSecret } from '../../platform/secret-text.ts';
import type { Standing } from '../sign-in/index.ts';
import { readKeyText } from './key-text.ts';
import { type ApiKey, stateOf } from './model.ts';
import type { ServiceAccountParts } from './parts.ts';

const TOUCH_EVERY_MS = 60_000;
/** Compared where there is no key of this id, so that its absence costs what a wrong secret costs. */
const NO_KEY = hashOf(newSecret());

interface CallOrigin {
  readonly ip: string | null;
  readonly requestId: string;
}

/**
 * Who a key stands for: its owner, as far as the key was made for it and as far as the owner's roles go at this moment. Null, whatever
 * is wrong with it; the log says what.
 */
export async function actorOfKey(
  parts: ServiceAccountParts,
  text: string,
  origin: CallOrigin,
  quiet = false,
): Promise<Identity | null> {
  const { store, clock, log, signIn } = parts;
  const sent = readKeyText(text);
  const key = sent && store.findKey(sent.id);
  const isRight = sameSecret(hashOf(sent?.secret ?? ''), key?.secretHash ?? NO_KEY);
  if (!key || !isRight) return null;
  const nowMs = clock.now();
  const refuse = (why: string): null => {
    log.warn('api-key.refused', { key: key.id, why, ip: origin.ip, request_id: origin.requestId, tenant: key.tenant });
    return null;
  };
  const state = stateOf(key, nowMs);
  if (state !== 'active') return refuse(state);
  if (!isTakenFrom(key, origin.ip)) return refuse('network');
  const standing = await signIn.goodStanding(key);
  if (!standing) return refuse('owner');
  if (!quiet && nowMs - (key.lastUsedAtMs ?? 0) >= TOUCH_EVERY_MS) store.noteUse(key, nowMs, origin.ip);
  const actor = actorOf(key, standing, origin);
  return { actor, csrf: null, ...personOf(standing, actor) };
}

function isTakenFrom({ networks }: ApiKey, ip: string | null): boolean {
  if (networks.length === 0) return true;
  const allowed = networksOf(networks);
  return ip !== null && 'has' in allowed && allowed.has(ip);
}

function actorOf(key: ApiKey, standing: Standing, origin: CallOrigin): Actor {
  // Who one is may always be asked.
  const limited = limitedTo(ownerAs(standing, origin), ['read:self', ...key.scopes]);
  return standing.account.kind === 'service' ? { ...limited, kind: 'service' } : limited;
}

/** The owner of a key with everything that it holds at this moment. */
export function ownerAs({ account, grants, openWorkspaces }: Standing, { ip, requestId }: Origin): Actor {
  return userActor({
    ...{ id: account.id, name: account.kind === 'service' ? account.displayName : account.login },
    ...{ tenant: account.tenant, grants, openWorkspaces: openWorkspaces.map(({ id }) => id) },
    ...{ method: 'api-key', session: null, ip, requestId },
  });
}

function personOf({ account, preferences, openWorkspaces }: Standing, actor: Actor): Pick<Identity, 'person'> {
  if (account.kind === 'service') return {};
  const workspaces = openWorkspaces.filter(({ id }) => mayEnter(actor, { workspace: id }));
  return {
    person: { name: account.displayName, login: account.login, preferences, workspaces, workspace: null },
  };
}

import { randomBytes } from 'node:crypto';
import { AppError } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guard, tenantOf } from '../../platform/access/guard.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import type { Db } from '../../platform/db/index.ts';
import type { SecretStore } from '../../platform/secrets/index.ts';

/** Name of the secret by which a tenant's pseudonyms and shifted times are made. Without it they lead back to nobody. */
const PRIVACY_KEY = 'privacy.pseudonyms';

export interface PseudonymParts {
  readonly db: Db;
  readonly secrets: SecretStore;
  readonly changes: Changes;
}

/** The key of the actor's tenant, in hex; made when it is asked for the first time, so that all loads of a tenant agree. */
export function pseudonymKey(parts: PseudonymParts, actor: Actor): string {
  return find(parts, tenantOf(actor)) ?? put(parts, actor, 'privacy.makeKey');
}

export function hasPseudonymKey(parts: PseudonymParts, actor: Actor): boolean {
  guard(actor, 'admin:policies');
  return find(parts, tenantOf(actor)) !== null;
}

/** From the next load on people and cases have other pseudonyms; those that are there are made by nothing any more. */
export function renewPseudonymKey(parts: PseudonymParts, actor: Actor): void {
  guard(actor, 'admin:policies');
  put(parts, actor, 'privacy.renewKey');
}

/** Whoever has data, a value and all keys of the appliance cannot tell any more whether they belong together. */
export function forgetPseudonymKey(parts: PseudonymParts, actor: Actor): void {
  guard(actor, 'admin:policies');
  const tenant = tenantOf(actor);
  parts.changes.make(actor, (change) => {
    if (!parts.secrets.remove(change.tx, tenant, PRIVACY_KEY))
      throw new AppError('conflict', 'privacy.noKey', 'There is no key of pseudonyms: nothing was made by one yet.');
    change.record({ action: 'privacy.forgetKey', kind: 'tenant', id: tenant, before: { name: PRIVACY_KEY } });
  });
}

function put({ secrets, changes }: PseudonymParts, actor: Actor, action: string): string {
  const key = randomBytes(32).toString('hex');
  return changes.make(actor, (change) => {
    const id = secrets.put(change.tx, tenantOf(actor), PRIVACY_KEY, key);
    change.record({ action, kind: 'secret', id, after: { name: PRIVACY_KEY } });
    return key;
  });
}

function find({ db, secrets }: PseudonymParts, tenant: string): string | null {
  try {
    return secrets.read(db, tenant, PRIVACY_KEY);
  } catch (error) {
    if (error instanceof AppError && error.code === 'secrets.unknown') return null;
    throw error;
  }
}

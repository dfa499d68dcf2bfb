import { randomBytes } from 'node:crypto';
import { AppError } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { tenantOf } from '../../platform/access/guard.ts';
import type { Changes } from '../../platform/changes/changes.ts';
import type { Db } from '../../platform/db/index.ts';
import type { SecretStore } from '../../platform/secrets/index.ts';

/** Name of the secret by which a tenant's pseudonyms and shifted times are made. Without it they lead back to nobody. */
export const PRIVACY_KEY = 'privacy.pseudonyms';

/** The key of the actor's tenant, in hex; made when it is asked for the first time, so that all loads of a tenant agree. */
export function privacyKey(parts: { db: Db; secrets: SecretStore; changes: Changes }, actor: Actor): string {
  const tenant = tenantOf(actor);
  try {
    return parts.secrets.read(parts.db, tenant, PRIVACY_KEY);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'secrets.unknown') throw error;
  }
  const key = randomBytes(32).toString('hex');
  return parts.changes.make(actor, (change) => {
    const id = parts.secrets.put(change.tx, tenant, PRIVACY_KEY, key);
    change.record({ action: 'privacy.makeKey', kind: 'secret', id, after: { name: PRIVACY_KEY } });
    return key;
  });
}

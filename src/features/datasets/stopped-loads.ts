import type { Actor } from '../../platform/access/actor.ts';
import type { Refusal } from './refusal.ts';
import { type DatasetParts, openDataset } from './use-cases.ts';

const MOST_LISTED = 20;

/** Loads that were stopped by their refused rows, newest first; none for who sees only a part of the rows. */
export function listStopped(parts: DatasetParts, actor: Actor, id: string): Refusal[] {
  const { dataset, policy } = openDataset(parts, actor, id);
  return policy.length > 0 ? [] : parts.store.listStopped(dataset.tenant, dataset.id, MOST_LISTED);
}

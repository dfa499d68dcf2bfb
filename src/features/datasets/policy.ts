import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, mayEnter, notFound } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import { type Dataset, scopeOfDataset } from './model.ts';

/**
 * May this actor do this with this dataset? Unknown, foreign, deleted and closed workspaces give one and the same answer; only
 * who may enter the workspace hears of a missing permission.
 */
export function allowDataset(actor: Actor, permission: Permission, dataset: Dataset | null): Dataset {
  if (!dataset || dataset.tenant !== actor.tenant || !mayEnter(actor, scopeOfDataset(dataset)))
    return notFound('dataset');
  guardIn(actor, permission, scopeOfDataset(dataset));
  return dataset;
}

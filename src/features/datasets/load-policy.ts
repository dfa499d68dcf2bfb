import type { Actor } from '../../platform/access/actor.ts';
import { type LoadPolicy, USUAL_POLICY } from './load.ts';
import { about, type DatasetParts, openDataset } from './use-cases.ts';

/** How loads of a dataset are taken: as it was said of it, else as usual. */
export function getLoadPolicy(parts: DatasetParts, actor: Actor, id: string): LoadPolicy {
  const { dataset } = openDataset(parts, actor, id);
  return parts.store.findPolicy(dataset.tenant, dataset.id) ?? USUAL_POLICY;
}

export function changeLoadPolicy(parts: DatasetParts, actor: Actor, id: string, policy: LoadPolicy): LoadPolicy {
  return parts.changes.make(actor, (change) => {
    const { dataset } = openDataset(parts, actor, id, 'write:datasets');
    const before = parts.store.findPolicy(dataset.tenant, dataset.id) ?? USUAL_POLICY;
    parts.store.keepPolicy(change.tx, dataset.tenant, dataset.id, policy);
    change.record({ action: 'dataset.loadPolicy', ...about(dataset), event: 'updated', before, after: policy });
    return policy;
  });
}

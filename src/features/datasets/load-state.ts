import type { Actor } from '../../platform/access/actor.ts';
import type { Dataset } from './model.ts';
import { type DatasetParts, openDataset } from './use-cases.ts';

/** How the load of a dataset stands: one that is under way, or why the last one failed. */
export type LoadState =
  | { readonly state: 'waiting' | 'running'; readonly job: string; readonly share: number }
  | { readonly state: 'failed'; readonly job: string; readonly message: string };

/** True while a load of the dataset waits or runs. */
export function isLoading(parts: DatasetParts, actor: Actor, id: string): boolean {
  const { dataset } = openDataset(parts, actor, id);
  return parts.jobs.underWay(dataset.tenant, [dataset.id]).length > 0;
}

/** Jobs that are looked through for the last failed one. */
const LOOKED_AT = 200;

/** Null: nothing is being loaded, and the last load did not fail. */
export function findLoad({ jobs }: DatasetParts, dataset: Dataset): LoadState | null {
  const [underWay] = jobs.underWay(dataset.tenant, [dataset.id]).flatMap((id) => jobs.find(id) ?? []);
  if (underWay) {
    const state = underWay.state === 'running' ? 'running' : 'waiting';
    return { state, job: underWay.id, share: underWay.progress };
  }
  const last = jobs
    .list({ tenant: dataset.tenant, kind: 'dataset.import', limit: LOOKED_AT })
    .find(({ payload }) => (payload as { dataset?: unknown }).dataset === dataset.id);
  const error = last?.errors.at(-1);
  if (!last || !error || (last.state !== 'dead' && last.state !== 'quarantined')) return null;
  return { state: 'failed', job: last.id, message: error.message };
}

import { AppError } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import type { Job } from '../../platform/jobs/index.ts';
import type { Dataset } from './model.ts';
import { type DatasetParts, openDataset } from './use-cases.ts';

/** How the load of a dataset stands: one that is under way, or why the last one failed. */
export type LoadState =
  | { readonly state: 'waiting' | 'running'; readonly job: string; readonly share: number }
  | { readonly state: 'failed'; readonly job: string; readonly message: string };

/** True while a load of the dataset waits or runs. */
export function isLoading(parts: DatasetParts, actor: Actor, id: string): boolean {
  const { dataset } = openDataset(parts, actor, id);
  return loadsUnderWay(parts, dataset).length > 0;
}

/** Kinds of jobs that load: others look at the dataset or wait for it. */
const LOADS: ReadonlySet<string> = new Set(['dataset.import', 'dataset.push', 'pipeline.run', 'connector.extract']);

/** The loads of a dataset that wait or run. */
export const loadsUnderWay = ({ jobs }: DatasetParts, { tenant, id }: Dataset): readonly Job[] =>
  jobs
    .underWay(tenant, [id])
    .flatMap((job) => jobs.find(job) ?? [])
    .filter(({ kind }) => LOADS.has(kind));

/** A dataset is not changed by hand while a load of it is under way. */
export function demandNoLoad(parts: DatasetParts, dataset: Dataset): void {
  if (loadsUnderWay(parts, dataset).length > 0)
    throw new AppError(
      'conflict',
      'dataset.loading',
      'A file is being loaded into this dataset. Wait until that load has ended, or cancel it; then try again.',
    );
}

/** Jobs that are looked through for the last failed one. */
const LOOKED_AT = 200;

/** Null: nothing is being loaded, and the last load did not fail. */
export function findLoad(parts: DatasetParts, dataset: Dataset): LoadState | null {
  const { jobs } = parts;
  const [underWay] = loadsUnderWay(parts, dataset);
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

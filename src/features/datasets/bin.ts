import { AppError } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, mayEnter, mayIn, notFound, tenantOf } from '../../platform/access/guard.ts';
import type { Change } from '../../platform/changes/changes.ts';
import { stale } from '../../platform/changes/conflicts.ts';
import type { Tx } from '../../platform/db/index.ts';
import { freeName } from '../../platform/names.ts';
import type { ImportParts } from './jobs.ts';
import { type Dataset, type DeletedDataset, scopeOfDataset } from './model.ts';
import { loadWaitingPushes } from './push-job.ts';
import { about, type DatasetParts, facts, next, openDataset } from './use-cases.ts';

/** Puts the dataset into the bin: nobody sees it any more, and its loads end. */
export function deleteDataset(parts: DatasetParts, actor: Actor, id: string, etag: string): void {
  const { store, changes, clock } = parts;
  changes.make(actor, (change) => {
    const { dataset } = openDataset(parts, actor, id, 'delete:datasets');
    const by = { nowMs: clock.now(), name: actor.name };
    if (!store.remove(change.tx, next(dataset), etag, by)) stale();
    const after = { cancelledJobs: endWork(parts, change.tx, dataset.tenant, [dataset.id]) };
    change.record({ action: 'dataset.delete', ...about(dataset), event: 'deleted', before: facts(dataset), after });
  });
}

/** Cancels every job about these datasets; gives their ids. */
function endWork(
  { store, jobs }: DatasetParts,
  tx: Tx,
  tenant: string,
  datasets: readonly string[],
): readonly string[] {
  store.endLoading(tx, tenant, datasets);
  const underWay = datasets.length === 0 ? [] : jobs.underWay(tenant, datasets);
  return underWay.filter((id) => jobs.cancel(tx, id, tenant) !== null);
}

/** Cancels every job about the datasets of a project that is being deleted. */
export const endWorkInProject = (
  parts: DatasetParts,
  change: Change,
  project: { tenant: string; id: string },
): readonly string[] =>
  endWork(parts, change.tx, project.tenant, parts.store.listOfProject(project.tenant, project.id));

/** Those that the actor could restore. */
export const listDeletedDatasets = ({ store }: DatasetParts, actor: Actor): readonly DeletedDataset[] =>
  store.listDeleted(tenantOf(actor)).filter((dataset) => mayIn(actor, 'delete:datasets', scopeOfDataset(dataset)));

/** A dataset in the bin, if the actor may decide about it; null where there is none that it could know of. */
export function findDeletedDataset({ store }: DatasetParts, actor: Actor, id: string): DeletedDataset | null {
  const dataset = store.findDeleted(tenantOf(actor), id);
  if (!dataset || !mayEnter(actor, scopeOfDataset(dataset))) return null;
  guardIn(actor, 'delete:datasets', scopeOfDataset(dataset));
  return dataset;
}

/** With the project that is restored: pushed rows that waited in its datasets come in. */
export function loadWaitingInProject(
  parts: ImportParts,
  change: Change,
  actor: Actor,
  project: { tenant: string; id: string },
): void {
  for (const id of parts.store.listOfProject(project.tenant, project.id)) {
    const dataset = parts.store.find(project.tenant, id);
    if (dataset) loadWaitingPushes(parts, change.tx, dataset, actor);
  }
}

/**
 * Out of the bin; under a free name where its own was taken meanwhile. A load that was cancelled does not begin again; pushed rows that
 * waited come in.
 */
export function restoreDataset(parts: ImportParts, change: Change, actor: Actor, id: string): Dataset {
  const { store, clock } = parts;
  const deleted = findDeletedDataset(parts, actor, id) ?? notFound('dataset');
  if (deleted.projectDeleted)
    throw new AppError(
      'conflict',
      'bin.projectDeleted',
      `The project "${deleted.projectName}" of this dataset is in the bin too. Restore the project first.`,
    );
  const taken = store.listNames(deleted.tenant, deleted.project).map(({ name }) => name);
  const after: Dataset = {
    ...next(deleted),
    name: freeName(deleted.name, taken),
    updatedAtMs: clock.now(),
  };
  store.restore(change.tx, after);
  loadWaitingPushes(parts, change.tx, after, actor);
  change.record({
    ...{ action: 'dataset.restore', ...about(after), event: 'created' },
    before: facts(deleted),
    after: facts(after),
  });
  return after;
}

/** Removes the dataset for good: its versions, loads and jobs. Its files go once the change is kept. */
export function purgeDataset(
  parts: DatasetParts,
  change: Change,
  actor: Actor,
  id: string,
  etag: string | null,
): DeletedDataset {
  const deleted = findDeletedDataset(parts, actor, id) ?? notFound('dataset');
  if (etag !== null && etag !== deleted.etag) stale();
  forget(parts, change, deleted.tenant, id);
  change.record({ action: 'dataset.purge', ...about(deleted), event: 'deleted', before: facts(deleted) });
  return deleted;
}

/** All datasets of a project that is removed for good. */
export function purgeDatasetsOf(parts: DatasetParts, change: Change, project: { tenant: string; id: string }): void {
  for (const id of parts.store.listOfProject(project.tenant, project.id)) {
    forget(parts, change, project.tenant, id);
    const before = { project: project.id };
    change.record({ action: 'dataset.purge', kind: 'dataset', id, event: 'deleted', before });
  }
}

function forget({ store, jobs, clock }: DatasetParts, { tx }: Change, tenant: string, id: string): void {
  store.purge(tx, tenant, id, clock.now());
  jobs.forget(tx, tenant, id);
}

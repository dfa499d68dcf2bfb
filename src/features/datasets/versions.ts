import { AppError } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { notFound } from '../../platform/access/guard.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import { versionThing } from './load-steps.ts';
import type { Dataset, DatasetVersion, LoadEntry } from './model.ts';
import { about, asSeen, type DatasetParts, next, openDataset, stale, withoutCounts } from './use-cases.ts';

export function listVersions(
  parts: DatasetParts,
  actor: Actor,
  id: string,
  request: ListRequest,
): Listed<DatasetVersion> {
  const { dataset, policy } = openDataset(parts, actor, id);
  const { rows, total } = parts.store.listVersions(dataset.tenant, dataset.id, request);
  const list = listed(rows, total, request, (version) => [String(version.number), version.id]);
  return policy.length === 0 ? list : { ...list, items: list.items.map(withoutCounts) };
}

/** The published version before the present one; null where there is none. */
export function formerVersion(parts: DatasetParts, actor: Actor, id: string): DatasetVersion | null {
  const { dataset, version } = openDataset(parts, actor, id);
  if (!version) return null;
  const before = { limit: 1, after: [String(version.number), version.id] as const, offset: 0 };
  return parts.store.listVersions(dataset.tenant, dataset.id, before).rows[0] ?? null;
}

/** What each load did to the rows, newest first; nothing of it for who sees only a part of them. */
export function listLoads(parts: DatasetParts, actor: Actor, id: string, request: ListRequest): Listed<LoadEntry> {
  const { dataset, policy } = openDataset(parts, actor, id);
  if (policy.length > 0) return { items: [], total: 0, next: null };
  const { rows, total } = parts.store.listLoads(dataset.tenant, dataset.id, request);
  return listed(rows, total, request, (load) => [String(load.atMs), load.id]);
}

/**
 * Makes another version the present one; none is removed, so that this can be taken back. What was loaded after an earlier version
 * may be loaded again.
 */
export function restoreVersion(
  parts: DatasetParts,
  actor: Actor,
  id: string,
  versionId: string,
  etag: string,
): Dataset {
  const { store, changes, clock, jobs } = parts;
  return changes.make(actor, (change) => {
    const { dataset, policy } = openDataset(parts, actor, id, 'write:datasets');
    if (dataset.etag !== etag) stale();
    const version = store.findVersion(dataset.tenant, dataset.id, versionId) ?? notFound('version');
    if (dataset.version?.id === version.id)
      throw new AppError('conflict', 'dataset.versionPresent', `Version ${version.number} is the present one already.`);
    if (jobs.underWay(dataset.tenant, [dataset.id]).length > 0)
      throw new AppError(
        'conflict',
        'dataset.loading',
        'A file is being loaded into this dataset. Wait until that load has ended, or cancel it; then try again.',
      );
    const after: Dataset = { ...next(dataset), version, status: 'ready', updatedAtMs: clock.now() };
    store.setVersion(change.tx, after, version);
    const { tenant, id: datasetId } = dataset;
    parts.provenance.record(
      change.tx,
      { tenant, dataset: datasetId, user: actor.kind === 'user' || actor.kind === 'service' ? actor.id : null },
      {
        ...{ step: 'restore', parameters: {}, output: versionThing(version) },
        inputs: dataset.version ? [versionThing(dataset.version)] : [],
      },
    );
    change.record({
      ...{ action: 'dataset.restoreVersion', ...about(dataset), event: 'updated' },
      before: { version: dataset.version?.number ?? null },
      after: { version: version.number, hash: version.hash },
    });
    const { workspace } = dataset;
    change.tell('analytics.updated', { dataset: id, workspace, version: version.number, hash: version.hash });
    return asSeen(after, policy);
  });
}

import { AppError } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { notFound } from '../../platform/access/guard.ts';
import { stale } from '../../platform/changes/conflicts.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import type { LoadEntry } from './load.ts';
import { demandNoLoad } from './load-state.ts';
import { versionThing } from './load-steps.ts';
import type { Dataset, DatasetVersion } from './model.ts';
import { erasedSince } from './undo-load.ts';
import { about, asSeen, type DatasetParts, next, openDataset, withoutCounts } from './use-cases.ts';

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

/** One load; who sees only a part of the rows is told of none. */
export function getLoad(parts: DatasetParts, actor: Actor, id: string, loadId: string): LoadEntry {
  const { dataset, policy } = openDataset(parts, actor, id);
  const load = policy.length > 0 ? null : parts.store.findLoad(dataset.tenant, dataset.id, loadId);
  return load ?? notFound('load');
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
  const { store, changes, clock } = parts;
  return changes.make(actor, (change) => {
    const { dataset, policy } = openDataset(parts, actor, id, 'write:datasets');
    if (dataset.etag !== etag) stale();
    const version = store.findVersion(dataset.tenant, dataset.id, versionId) ?? notFound('version');
    if (dataset.version?.id === version.id)
      throw new AppError('conflict', 'dataset.versionPresent', `Version ${version.number} is the present one already.`);
    if (erasedSince(parts, dataset, version))
      throw new AppError(
        'conflict',
        'dataset.erasedSince',
        `Cases were erased after version ${version.number} was made: it would bring them back. Load its data again without them.`,
      );
    demandNoLoad(parts, dataset);
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

import { failPoint } from '../../engine/publish/fail-point.ts';
import { type Actor, systemActor } from '../../platform/access/actor.ts';
import { notFound } from '../../platform/access/guard.ts';
import type { Change, Changes } from '../../platform/changes/changes.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import type { DatasetBin } from '../datasets/index.ts';
import type { ProjectBin } from '../tenancy/index.ts';
import { type BinItem, itemOfDataset, itemOfProject, type Restored } from './model.ts';

export interface BinParts {
  readonly projects: ProjectBin;
  readonly datasets: DatasetBin;
  readonly changes: Changes;
  readonly clock: Clock;
  /** How long what was deleted can be restored. */
  readonly keepMs: () => number;
}

/** What the actor could restore, last deleted first. */
export function listBin(parts: BinParts, actor: Actor, request: ListRequest): Listed<BinItem> {
  const keepMs = parts.keepMs();
  const all = [
    ...parts.projects.list(actor).map((project) => itemOfProject(project, keepMs)),
    ...parts.datasets.list(actor).map((dataset) => itemOfDataset(dataset, keepMs)),
  ].toSorted((a, b) => b.deletedAtMs - a.deletedAtMs || (a.id < b.id ? 1 : -1));
  const [time, id] = request.after ?? [];
  const from =
    time === undefined
      ? request.offset
      : all.filter((item) => item.deletedAtMs > Number(time) || (item.deletedAtMs === Number(time) && item.id >= id!))
          .length;
  const rows = all.slice(from, from + request.limit + 1);
  return listed(rows, all.length, request, (item) => [String(item.deletedAtMs), item.id]);
}

/** One thing in the bin, if the actor may decide about it. */
export function getBinItem(parts: BinParts, actor: Actor, id: string): BinItem {
  const project = parts.projects.find(actor, id);
  if (project) return itemOfProject(project, parts.keepMs());
  const dataset = parts.datasets.find(actor, id);
  return dataset ? itemOfDataset(dataset, parts.keepMs()) : notFound('item');
}

/** Puts it back where it was; under a free name where its own was taken meanwhile. */
export function restore(parts: BinParts, actor: Actor, id: string): Restored {
  const item = getBinItem(parts, actor, id);
  const back = (name: string, projectId: string | null): Restored => ({
    ...{ id, kind: item.kind, name, projectId, renamedFrom: name === item.name ? null : item.name },
  });
  return parts.changes.make(actor, (change) => {
    if (item.kind === 'project') {
      const project = parts.projects.restore(change, actor, id);
      parts.datasets.loadWaitingInProject(change, actor, project);
      return back(project.name, null);
    }
    const dataset = parts.datasets.restore(change, actor, id);
    return back(dataset.name, dataset.project);
  });
}

/** Removes it for good, now. A crash after the change leaves files, which the next start removes. */
export async function purge(parts: BinParts, actor: Actor, id: string, etag: string): Promise<void> {
  const { kind } = getBinItem(parts, actor, id);
  parts.changes.make(actor, (change) => purgeOne(parts, change, actor, kind, id, etag));
  failPoint('bin.purged');
  await parts.datasets.removeFiles();
}

/**
 * Removes for good what has been in the bin for too long, and files that had to wait.
 * @returns how much was removed
 */
export async function emptyBin(parts: BinParts): Promise<number> {
  const before = parts.clock.now() - parts.keepMs();
  let removed = 0;
  for (const kind of ['project', 'dataset'] as const) {
    const bin = kind === 'project' ? parts.projects : parts.datasets;
    for (const { tenant, id } of bin.deletedBefore(before)) {
      const actor = systemActor('bin', tenant);
      // The datasets of a project that was just removed went with it.
      if (!bin.find(actor, id)) continue;
      parts.changes.make(actor, (change) => purgeOne(parts, change, actor, kind, id, null));
      removed++;
    }
  }
  if (removed > 0) failPoint('bin.purged');
  await parts.datasets.removeFiles();
  return removed;
}

function purgeOne(
  { projects, datasets }: BinParts,
  change: Change,
  actor: Actor,
  kind: BinItem['kind'],
  id: string,
  etag: string | null,
): void {
  if (kind === 'dataset') datasets.purge(change, actor, id, etag);
  else datasets.purgeOfProject(change, projects.purge(change, actor, id, etag));
}

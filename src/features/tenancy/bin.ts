import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, mayEnter, mayIn, notFound, reachOf, tenantOf } from '../../platform/access/guard.ts';
import type { Change } from '../../platform/changes/changes.ts';
import { stale } from '../../platform/changes/conflicts.ts';
import { freeName } from '../../platform/names.ts';
import { type DeletedProject, type Project, scopeOfProject } from './model.ts';
import { about, facts, next, type TenancyParts } from './use-cases.ts';

/** Those that the actor could restore. */
export const listDeletedProjects = ({ store }: TenancyParts, actor: Actor): readonly DeletedProject[] =>
  store.listDeleted(reachOf(actor)).filter((project) => mayIn(actor, 'write:projects', scopeOfProject(project)));

/** A project in the bin, if the actor may decide about it; null where there is none that it could know of. */
export function findDeletedProject({ store }: TenancyParts, actor: Actor, id: string): DeletedProject | null {
  const project = store.findDeleted(tenantOf(actor), id);
  if (!project || !mayEnter(actor, scopeOfProject(project))) return null;
  guardIn(actor, 'write:projects', scopeOfProject(project));
  return project;
}

/** Out of the bin, with everything in it; under a free name where its own was taken meanwhile. */
export function restoreProject(parts: TenancyParts, change: Change, actor: Actor, id: string): Project {
  const { store, clock } = parts;
  const deleted = findDeletedProject(parts, actor, id) ?? notFound('project');
  const taken = store.listNames(deleted.tenant, deleted.workspace).map(({ name }) => name);
  const after: Project = { ...next(deleted), name: freeName(deleted.name, taken), updatedAtMs: clock.now() };
  store.restoreProject(change.tx, after);
  change.record({
    ...{ action: 'project.restore', ...about(after), event: 'created' },
    before: facts(deleted),
    after: facts(after),
  });
  return after;
}

/** Removes the project for good; its datasets are the caller's business, in the same change. */
export function purgeProject(
  parts: TenancyParts,
  change: Change,
  actor: Actor,
  id: string,
  etag: string | null,
): DeletedProject {
  const deleted = findDeletedProject(parts, actor, id) ?? notFound('project');
  if (etag !== null && etag !== deleted.etag) stale();
  parts.store.purgeProject(change.tx, deleted, parts.clock.now());
  change.record({ action: 'project.purge', ...about(deleted), event: 'deleted', before: facts(deleted) });
  return deleted;
}

import { invalid, type Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, notFound, reachOf, tenantOf } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import type { Change, Changes } from '../../platform/changes/changes.ts';
import { demandFreeName, stale } from '../../platform/changes/conflicts.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import { cleanDescription, cleanName } from '../../platform/names.ts';
import type { ChangeProject, CreateProject, Project } from './model.ts';
import { allowProject } from './policy.ts';
import type { Regions } from './regions.ts';
import type { TenancyStore } from './store.ts';
import type { Workspace } from './workspaces/model.ts';

export interface TenancyParts {
  readonly store: TenancyStore;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Ends the work that is under way in a project, with the change that deletes it; gives the ids of the jobs. */
  readonly endWork: (change: Change, project: Pick<Project, 'tenant' | 'id'>) => readonly string[];
  readonly regions: Regions;
}

/** The project behind an id, if the actor has this permission in its workspace. */
export function getProject({ store }: TenancyParts, actor: Actor, id: string, permission: Permission): Project {
  return allowProject(actor, permission, store.findProject(tenantOf(actor), id));
}

export function listProjects({ store }: TenancyParts, actor: Actor, request: ListRequest): Listed<Project> {
  const { rows, total } = store.listProjects(reachOf(actor), request);
  return listed(rows, total, request, (project) => [project.name, project.id]);
}

export function createProject(parts: TenancyParts, actor: Actor, sent: Static<typeof CreateProject>): Project {
  const { store, changes, clock, newId } = parts;
  const workspace = chooseWorkspace(parts, actor, sent.workspaceId);
  guardIn(actor, 'write:projects', { workspace: workspace.id });
  const project: Project = {
    id: newId(),
    tenant: workspace.tenant,
    workspace: workspace.id,
    name: cleanName(sent.name),
    description: cleanDescription(sent.description ?? ''),
    etag: '1',
    createdAtMs: clock.now(),
    updatedAtMs: null,
  };
  return changes.make(actor, (change) => {
    demandOwnName(store, project);
    store.insertProject(change.tx, project);
    change.record({ action: 'project.create', ...about(project), event: 'created', after: facts(project) });
    return project;
  });
}

export function changeProject(
  parts: TenancyParts,
  actor: Actor,
  id: string,
  etag: string,
  sent: Static<typeof ChangeProject>,
): Project {
  const { store, changes, clock } = parts;
  return changes.make(actor, (change) => {
    const before = getProject(parts, actor, id, 'write:projects');
    if (before.etag !== etag) stale();
    const after: Project = {
      ...before,
      name: cleanName(sent.name),
      description: sent.description === undefined ? before.description : cleanDescription(sent.description),
      etag: next(before).etag,
      updatedAtMs: clock.now(),
    };
    demandOwnName(store, after);
    if (!store.updateProject(change.tx, after, etag)) stale();
    change.record({
      ...{ action: 'project.change', ...about(after), event: 'updated' },
      before: facts(before),
      after: facts(after),
    });
    return after;
  });
}

/** Puts the project with everything in it into the bin: nobody sees it any more, and its loads end. */
export function deleteProject(parts: TenancyParts, actor: Actor, id: string, etag: string): void {
  const { store, changes, clock } = parts;
  changes.make(actor, (change) => {
    const project = getProject(parts, actor, id, 'write:projects');
    const by = { nowMs: clock.now(), name: actor.name };
    if (!store.archiveProject(change.tx, next(project), etag, by)) stale();
    const cancelledJobs = parts.endWork(change, project);
    const after = { cancelledJobs };
    change.record({ action: 'project.delete', ...about(project), event: 'deleted', before: facts(project), after });
  });
}

/** Those that the actor may enter, or the one that it chose. */
export const listWorkspaces = ({ store }: TenancyParts, actor: Actor): readonly Workspace[] =>
  store.listWorkspaces(reachOf(actor));

/** The workspace that is meant: the one that was named, the one in which the actor works, or the only one that it may enter. */
export function chooseWorkspace({ store }: TenancyParts, actor: Actor, wanted: string | undefined): Workspace {
  const reach = wanted === undefined ? reachOf(actor) : reachOf({ ...actor, chosenWorkspace: null });
  const open = store.listWorkspaces(reach);
  if (wanted !== undefined) return open.find((w) => w.id === wanted) ?? notFound('workspace');
  if (open.length === 1) return open[0]!;
  const pointer = '/workspaceId';
  return invalid('project.workspaceNeeded', 'Say in which workspace: you may enter none or several.', [
    { pointer, message: 'needed here' },
  ]);
}

const demandOwnName = (store: TenancyStore, project: Project): void =>
  demandFreeName(
    project,
    store.listNames(project.tenant, project.workspace),
    'project.nameTaken',
    'A project with this name exists in this workspace already.',
  );

/** A project after one more change. */
export const next = <P extends Project>(project: P): P => ({ ...project, etag: String(Number(project.etag) + 1) });
export const about = (project: Project) => ({ kind: 'project', id: project.id, workspace: project.workspace });
export const facts = ({ name, description, workspace, etag }: Project) => ({ name, description, workspace, etag });

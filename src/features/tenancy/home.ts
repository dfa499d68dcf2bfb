import type { Actor } from '../../platform/access/actor.ts';
import { systemActor } from '../../platform/access/actor.ts';
import type { Project, Tenant, Workspace } from './model.ts';
import type { TenancyParts } from './use-cases.ts';

/** The place where everything starts: the appliance's first tenant with one workspace and one project in it. */
export interface Home {
  readonly tenant: Tenant;
  readonly workspace: Workspace;
  readonly project: Project;
}

/**
 * Makes the first tenant, its workspace "Main" and a project "First project" at the first start, and finds the oldest of each later. What an
 * administrator renamed is found again; what was deleted is made anew.
 */
export function ensureHome(parts: TenancyParts, actor: Actor = systemActor('start', null)): Home {
  const { store, changes, clock, newId } = parts;
  const nowMs = clock.now();
  const tenant = store.firstTenant() ?? { id: newId(), name: 'Main' };
  const reach = { tenant: tenant.id, workspaces: 'all' } as const;
  const workspace = store.listWorkspaces(reach)[0] ?? { id: newId(), tenant: tenant.id, name: 'Main' };
  const [found] = store
    .listProjects(reach, { limit: 100_000, after: null, offset: 0 })
    .rows.toSorted((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1));
  const project: Project = found ?? {
    ...{ id: newId(), tenant: tenant.id, workspace: workspace.id, name: 'First project', description: '' },
    ...{ etag: '1', createdAtMs: nowMs, updatedAtMs: null },
  };
  if (found) return { tenant, workspace, project };
  return changes.make({ ...actor, tenant: tenant.id }, (change) => {
    if (!store.firstTenant()) store.insertTenant(change.tx, tenant, nowMs);
    if (store.listWorkspaces(reach).length === 0) store.insertWorkspace(change.tx, workspace, nowMs);
    store.insertProject(change.tx, project);
    const after = { tenant: tenant.name, workspace: workspace.name, project: project.name };
    change.record({ action: 'tenant.open', kind: 'project', id: project.id, event: 'created', after });
    return { tenant, workspace, project };
  });
}

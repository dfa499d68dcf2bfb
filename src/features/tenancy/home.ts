import type { Actor } from '../../platform/access/actor.ts';
import { systemActor } from '../../platform/access/actor.ts';
import { LOCAL_REGION } from '../../platform/regions.ts';
import type { Project } from './model.ts';
import type { Tenant } from './tenants/model.ts';
import type { TenancyParts } from './use-cases.ts';
import type { Workspace } from './workspaces/model.ts';

/** The place where everything starts: the appliance's own tenant with one workspace and one project in it. */
export interface Home {
  readonly tenant: Tenant;
  readonly workspace: Workspace;
  readonly project: Project;
}

/**
 * Makes the appliance's own tenant, its workspace "Main" and a project "First project" at the first start, and finds the oldest of each later. What an
 * administrator renamed is found again; what was deleted is made anew.
 */
export function ensureHome(parts: TenancyParts, actor: Actor = systemActor('start', null)): Home {
  const { store, changes, clock, newId } = parts;
  const nowMs = clock.now();
  const known = store.applianceTenant();
  const fresh = { name: 'Main', etag: '1', createdAtMs: nowMs, updatedAtMs: null };
  const tenant: Tenant = known ?? {
    ...{ id: newId(), ...fresh, kind: 'appliance', taxId: null, industry: null, size: null },
    ...{ region: LOCAL_REGION, status: 'active' },
  };
  const reach = { tenant: tenant.id, workspaces: 'all', projects: [] } as const;
  const [open] = store.listWorkspaces(reach);
  const workspace: Workspace = open ?? {
    ...{ id: newId(), tenant: tenant.id, ...fresh, description: '', region: tenant.region, archivedAtMs: null },
  };
  const [found] = store
    .listProjects(reach, { limit: 100_000, after: null, offset: 0 })
    .rows.toSorted((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1));
  const project: Project = found ?? {
    ...{ id: newId(), tenant: tenant.id, workspace: workspace.id, name: 'First project', description: '' },
    ...{ etag: '1', createdAtMs: nowMs, updatedAtMs: null },
  };
  if (found) return { tenant, workspace, project };
  return changes.make({ ...actor, tenant: tenant.id }, (change) => {
    if (!known) store.insertTenant(change.tx, tenant);
    if (!open) store.insertWorkspace(change.tx, workspace);
    store.insertProject(change.tx, project);
    const after = { tenant: tenant.name, workspace: workspace.name, project: project.name };
    change.record({ action: 'tenant.open', kind: 'project', id: project.id, event: 'created', after });
    return { tenant, workspace, project };
  });
}

/** Tenant ⊃ workspace ⊃ project: who owns what, and who may enter where. */
import type { Actor } from '../../platform/access/actor.ts';
import { notFound } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import type { Change } from '../../platform/changes/changes.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Route } from '../../platform/http/route.ts';
import type { Listed, ListRequest } from '../../platform/listing/page.ts';
import { projectRoutes } from './api.ts';
import { findDeletedProject, listDeletedProjects, purgeProject, restoreProject } from './bin.ts';
import { ensureHome, type Home } from './home.ts';
import type { DeletedProject, Project } from './model.ts';
import { type ProjectPageParts, projectPages } from './pages.ts';
import { shareRoutes } from './sharing/api.ts';
import { sharePages } from './sharing/pages.ts';
import type { SharingParts } from './sharing/use-cases.ts';
import { tenantRoutes } from './tenants/api.ts';
import { tenantPages } from './tenants/pages.ts';
import type { TenantParts } from './tenants/use-cases.ts';
import { chooseWorkspace, getProject, listProjects, listWorkspaces, type TenancyParts } from './use-cases.ts';
import { workspaceRoutes } from './workspaces/api.ts';
import type { Workspace } from './workspaces/model.ts';
import { type WorkspacePageParts, workspacePages } from './workspaces/pages.ts';

export type { Home } from './home.ts';
export { type DeletedProject, type Project, scopeOfProject } from './model.ts';
export { sqliteTenancyStore } from './store.sqlite.ts';
export type { TenancyParts } from './use-cases.ts';

export interface Tenancy {
  readonly routes: readonly Route[];
  /** `not_found` for what is foreign, unknown or deleted; `forbidden` without the permission in its workspace. */
  getProject(actor: Actor, id: string, permission: Permission): Project;
  /** Those that the actor may see, by name. */
  listProjects(actor: Actor, request: ListRequest): Listed<Project>;
  /** Those that the actor may enter. */
  listWorkspaces(actor: Actor): readonly Workspace[];
  /** The one that was named, or the only one that the actor may enter. */
  chooseWorkspace(actor: Actor, wanted: string | undefined): Workspace;
  ensureHome(): Home;
  readonly bin: ProjectBin;
  /** What needs to know of accounts and datasets as well: tenants, workspaces, sharing. */
  administration(parts: AdministrationParts): readonly Route[];
  /** Name of the storage root in which everything of a workspace lies. */
  regionOf(tenant: string, workspace: string): string;
  /** Lists and forms for people. */
  pages(parts: Pick<ProjectPageParts, 'render' | 'contents'>): readonly Route[];
}

/** Deleted projects, until they are removed for good. Whoever changes them brings the change along. */
export interface ProjectBin {
  list(actor: Actor): readonly DeletedProject[];
  find(actor: Actor, id: string): DeletedProject | null;
  /** Of every tenant; for the appliance itself. */
  deletedBefore(timeMs: number): readonly { tenant: string; id: string }[];
  restore(change: Change, actor: Actor, id: string): Project;
  /** Null as etag: whatever it is by now. */
  purge(change: Change, actor: Actor, id: string, etag: string | null): DeletedProject;
}

export type AdministrationParts = Pick<TenantParts, 'invite' | 'hasAdministrator'> &
  Pick<SharingParts, 'openDataset'> & {
    readonly access: SharingParts['access'] & WorkspacePageParts['access'];
    readonly render: Render;
  };

export const tenancyFeature = (parts: TenancyParts): Tenancy => ({
  routes: projectRoutes(parts),
  getProject: (actor, id, permission) => getProject(parts, actor, id, permission),
  listProjects: (actor, request) => listProjects(parts, actor, request),
  listWorkspaces: (actor) => listWorkspaces(parts, actor),
  chooseWorkspace: (actor, wanted) => chooseWorkspace(parts, actor, wanted),
  ensureHome: () => ensureHome(parts),
  administration: (more) => [
    ...tenantRoutes({ ...parts, ...more }),
    ...workspaceRoutes(parts),
    ...shareRoutes({ ...parts, ...more }),
    ...tenantPages({ ...parts, ...more }, more.render),
    ...workspacePages({ ...parts, ...more }, more.render),
    ...sharePages({ ...parts, ...more }, more.render),
  ],
  regionOf: (tenant, workspace) => parts.store.findWorkspace(tenant, workspace)?.region ?? notFound('workspace'),
  pages: (more) => projectPages({ ...parts, ...more }),
  bin: {
    list: (actor) => listDeletedProjects(parts, actor),
    find: (actor, id) => findDeletedProject(parts, actor, id),
    deletedBefore: (timeMs) => parts.store.listDeletedBefore(timeMs),
    restore: (change, actor, id) => restoreProject(parts, change, actor, id),
    purge: (change, actor, id, etag) => purgeProject(parts, change, actor, id, etag),
  },
});

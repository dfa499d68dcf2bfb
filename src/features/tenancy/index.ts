/** Tenant ⊃ workspace ⊃ project: who owns what, and who may enter where. */
import type { Actor } from '../../platform/access/actor.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import type { Route } from '../../platform/http/route.ts';
import type { Listed, ListRequest } from '../../platform/listing/page.ts';
import { projectRoutes } from './api.ts';
import { ensureHome, type Home } from './home.ts';
import type { Project } from './model.ts';
import { getProject, listProjects, type TenancyParts } from './use-cases.ts';

export type { Home } from './home.ts';
export type { Project } from './model.ts';
export { sqliteTenancyStore } from './store.sqlite.ts';
export type { TenancyParts } from './use-cases.ts';

export interface Tenancy {
  readonly routes: readonly Route[];
  /** `not_found` for what is foreign, unknown or deleted; `forbidden` without the permission in its workspace. */
  getProject(actor: Actor, id: string, permission: Permission): Project;
  /** Those that the actor may see, by name. */
  listProjects(actor: Actor, request: ListRequest): Listed<Project>;
  ensureHome(): Home;
}

export const tenancyFeature = (parts: TenancyParts): Tenancy => ({
  routes: projectRoutes(parts),
  getProject: (actor, id, permission) => getProject(parts, actor, id, permission),
  listProjects: (actor, request) => listProjects(parts, actor, request),
  ensureHome: () => ensureHome(parts),
});

import type { Actor } from '../../platform/access/actor.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { DeletedProject, Project, Tenant, Workspace } from './model.ts';

/** Which rows of a tenant a question is about: all of its workspaces, or those that the actor may enter. */
export interface Reach {
  readonly tenant: string;
  readonly workspaces: Actor['workspaces'];
}

/** Where tenants, workspaces and projects are kept. Archived projects are not seen. */
export interface TenancyStore {
  findProject(tenant: string, id: string): Project | null;
  /** By name, then id; one more than the limit where there is more. */
  listProjects(reach: Reach, request: ListRequest): { rows: Project[]; total: number };
  /** Names of the projects of a workspace, for telling them apart. */
  listNames(tenant: string, workspace: string): { id: string; name: string }[];
  insertProject(tx: Tx, project: Project): void;
  /** False when the project is no longer at `expectedEtag`. */
  updateProject(tx: Tx, project: Project, expectedEtag: string): boolean;
  /** Into the bin; `project` is at its next etag. */
  archiveProject(tx: Tx, project: Project, expectedEtag: string, by: { nowMs: number; name: string }): boolean;

  findDeleted(tenant: string, id: string): DeletedProject | null;
  listDeleted(reach: Reach): DeletedProject[];
  /** Deleted at this time or before, of every tenant. */
  listDeletedBefore(timeMs: number): { tenant: string; id: string }[];
  /** Out of the bin, under this name and etag. */
  restoreProject(tx: Tx, project: Project): void;
  /** Its row stays without its name: what refers to it leads nowhere. */
  purgeProject(tx: Tx, project: Project, nowMs: number): void;

  listWorkspaces(reach: Reach): Workspace[];
  firstTenant(): Tenant | null;
  insertTenant(tx: Tx, tenant: Tenant, nowMs: number): void;
  insertWorkspace(tx: Tx, workspace: Workspace, nowMs: number): void;
}

import type { Actor } from '../../platform/access/actor.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { Project, Tenant, Workspace } from './model.ts';

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
  findProjectByName(tenant: string, workspace: string, name: string): Project | null;
  insertProject(tx: Tx, project: Project): void;
  /** False when the project is no longer at `expectedEtag`. */
  updateProject(tx: Tx, project: Project, expectedEtag: string): boolean;
  archiveProject(tx: Tx, project: Project, expectedEtag: string, nowMs: number): boolean;

  listWorkspaces(reach: Reach): Workspace[];
  firstTenant(): Tenant | null;
  insertTenant(tx: Tx, tenant: Tenant, nowMs: number): void;
  insertWorkspace(tx: Tx, workspace: Workspace, nowMs: number): void;
}

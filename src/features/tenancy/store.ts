import type { Reach } from '../../platform/access/guard.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { DeletedProject, Project } from './model.ts';
import type { ShareStore } from './sharing/store.ts';
import type { TenantStore } from './tenants/store.ts';
import type { WorkspaceStore } from './workspaces/store.ts';

/** Where tenants, workspaces and projects are kept. Archived projects are not seen. */
export interface TenancyStore extends TenantStore, WorkspaceStore, ShareStore {
  findProject(tenant: string, id: string): Project | null;
  /** By name, then id; one more than the limit where there is more. */
  listProjects(reach: Reach, request: ListRequest): { rows: Project[]; total: number };
  /** Of every project of a workspace that is not removed for good. */
  listProjectIds(tenant: string, workspace: string): string[];
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
}

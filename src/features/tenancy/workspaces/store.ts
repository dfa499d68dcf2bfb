import type { Reach } from '../../../platform/access/guard.ts';
import type { Tx } from '../../../platform/db/index.ts';
import type { Workspace } from './model.ts';

export interface WorkspaceStore {
  /** Those that are open, oldest first. */
  listWorkspaces(reach: Reach): Workspace[];
  /** Put away or not, by name. */
  listEveryWorkspace(tenant: string): Workspace[];
  /** Put away or not. */
  findWorkspace(tenant: string, id: string): Workspace | null;
  insertWorkspace(tx: Tx, workspace: Workspace): void;
  /** False when the workspace is no longer at `expectedEtag`. */
  updateWorkspace(tx: Tx, workspace: Workspace, expectedEtag: string): boolean;
}

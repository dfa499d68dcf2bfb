import type { Tx } from '../../../platform/db/index.ts';
import type { ListRequest } from '../../../platform/listing/page.ts';
import type { Group, Member } from './model.ts';

export interface GroupStore {
  /** By name, then id; one more than the limit where there is more. */
  listGroups(tenant: string, request: ListRequest): { rows: Group[]; total: number };
  listGroupNames(tenant: string): { id: string; name: string }[];
  findGroup(tenant: string, id: string): Group | null;
  insertGroup(tx: Tx, group: Group): void;
  /** False when the group is no longer at `expectedEtag`; so with `removeGroup`. */
  updateGroup(tx: Tx, group: Group, expectedEtag: string): boolean;
  /** With what it holds and what was shared with it. */
  removeGroup(tx: Tx, group: Group, expectedEtag: string): boolean;

  /** By login, then id; one more than the limit where there is more. */
  listMembers(group: Group, request: ListRequest): { rows: Member[]; total: number };
  /** Whether it was a member already or not. */
  addMember(tx: Tx, group: Group, user: string, nowMs: number): void;
  /** False when it was none. */
  removeMember(tx: Tx, group: Group, user: string): boolean;
  /** What being in the group gives: roles where they hold, and shares by the workspace in which they lie. */
  listGiven(group: Group): { role: string; workspace: string | null }[];
}

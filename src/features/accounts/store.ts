import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { OwnSettings, User } from './model.ts';

/** Accounts as their owners and their administrators change them. */
export interface AccountStore {
  /** By login; one more than the limit. */
  listUsers(tenant: string, request: ListRequest): { rows: User[]; total: number };
  findUser(tenant: string, id: string): User | null;
  findByLogin(tenant: string, login: string): User | null;
  insertUser(tx: Tx, user: User): void;
  /** The roles that are held in the whole tenant; those in single workspaces stay. */
  replaceRoles(tx: Tx, user: User, grants: readonly { id: string; role: string }[], nowMs: number): void;
  saveEmail(tx: Tx, user: User, email: string | null): void;
  setStatus(tx: Tx, user: User, status: User['status']): void;

  findOwnSettings(tenant: string, id: string): OwnSettings | null;
  saveOwnSettings(tx: Tx, tenant: string, id: string, settings: OwnSettings): void;
}

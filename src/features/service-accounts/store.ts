import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { ApiKey, KeyOwner, ListedKey, ServiceAccount } from './model.ts';

/** Service accounts, and the keys of programs and people. Of a key's secret only the hash is here. */
export interface ServiceAccountStore {
  /** By name; one more than the limit. */
  listAccounts(tenant: string, request: ListRequest): { rows: ServiceAccount[]; total: number };
  findAccount(tenant: string, id: string): ServiceAccount | null;
  /** Compared as people compare names. */
  hasName(tenant: string, name: string): boolean;
  insertAccount(tx: Tx, account: ServiceAccount): void;
  replaceRoles(tx: Tx, account: ServiceAccount, grants: readonly { id: string; role: string }[], nowMs: number): void;
  setStatus(tx: Tx, account: ServiceAccount, status: ServiceAccount['status']): void;

  /** By its id alone: whose it is stands in it. */
  findKey(id: string): (ApiKey & { readonly secretHash: string }) | null;
  /** Newest first. */
  listKeys(owner: KeyOwner): ApiKey[];
  /** Of the whole tenant, newest first; one more than the limit. */
  listAllKeys(tenant: string, request: ListRequest): { rows: ListedKey[]; total: number };
  insertKey(tx: Tx, key: ApiKey, secretHash: string): void;
  revokeKey(tx: Tx, key: ApiKey, nowMs: number): void;
  /** From now on it ends at `expiresAtMs` at the latest. */
  noteReplaced(tx: Tx, key: ApiKey, by: string, expiresAtMs: number): void;
  noteUse(key: ApiKey, nowMs: number, ip: string | null): void;
}

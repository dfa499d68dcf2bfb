import type { Tx } from '../../platform/db/index.ts';
import type { SyncReport } from './model.ts';

/** What comparisons with directories found, and who is signed in from them. */
export interface DirectoryStore {
  /** Newest first, without their changes. */
  listSyncs(server: string, limit: number): SyncReport[];
  findSync(id: string): SyncReport | null;
  /** The newest that was applied. */
  lastApplied(server: string): SyncReport | null;
  /** The oldest go. */
  insertSync(tx: Tx, report: SyncReport): void;
  /** People of directories with a live session whom their directory has not confirmed since. */
  listUnconfirmed(sinceMs: number, nowMs: number): { tenant: string; user: string }[];
  /** An account of our own has this name: it is never looked for in a directory. */
  isLocalLogin(login: string): boolean;
}

import type { Tx } from '../../platform/db/index.ts';

/** Rows that a program has sent: they wait, until a load has taken them in. */
export interface Push {
  readonly id: string;
  readonly tenant: string;
  readonly dataset: string;
  /** `Idempotency-Key` of the sender. */
  readonly key: string | null;
  /** Of the rows and of how they come in. */
  readonly sha256: string;
  readonly rows: number;
  readonly bytes: number;
  readonly mode: 'append' | 'upsert';
  /** Columns of the key by which rows replace others. */
  readonly upsertKey: readonly string[];
  readonly user: string | null;
  readonly receivedAtMs: number;
}

export type PushState = 'waiting' | 'loaded' | 'failed';

export interface PushEntry extends Push {
  readonly state: PushState;
  /** Number of the version that has them. */
  readonly version: number | null;
  readonly by: string | null;
}

export interface PushStore {
  insertPush(tx: Tx, push: Push): void;
  findPushByKey(tenant: string, dataset: string, key: string): PushEntry | null;
  /** Newest first. */
  listPushes(tenant: string, dataset: string, limit: number): PushEntry[];
  /** Those whose key begins with this; newest first. */
  listPushesUnder(tenant: string, dataset: string, prefix: string, limit: number): PushEntry[];
  /** Oldest first: those that no load has taken in yet. */
  waitingPushes(tenant: string, dataset: string): Push[];
  endPushes(tx: Tx, tenant: string, ids: readonly string[], end: { load: string } | { failedAtMs: number }): void;
}

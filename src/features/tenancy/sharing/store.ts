import type { Tx } from '../../../platform/db/index.ts';
import type { Share } from './model.ts';

/** What is shared: a project (null), or one dataset of it. */
export interface Shared {
  readonly tenant: string;
  readonly project: string;
  readonly dataset: string | null;
}

export interface ShareStore {
  /** By the name of whom it was opened to. */
  listShares(of: Shared): Share[];
  /** False when it was opened to them already. */
  insertShare(tx: Tx, share: Share): boolean;
  removeShare(tx: Tx, share: Share): void;
}

import type { Tx } from '../../platform/db/index.ts';
import type { Privacy } from './model.ts';

/** Where the decision of each tenant is kept. */
export interface PrivacyStore {
  /** Null: nobody has decided yet. */
  find(tenant: string): Privacy | null;
  save(tx: Tx, tenant: string, privacy: Privacy, nowMs: number): void;
}

import type { PolicedDataset } from '../../platform/access/row-policy.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { PolicedPerson, RowPolicyEntry } from './model.ts';

/** Where row policies are kept, and what is known of those whom they are for. */
export interface RowPolicyStore {
  /** By name. */
  list(tenant: string, dataset: string): RowPolicyEntry[];
  find(tenant: string, id: string): RowPolicyEntry | null;
  insert(tx: Tx, policy: RowPolicyEntry): void;
  /** False when the policy is no longer at `expectedEtag`; so with `remove`. */
  update(tx: Tx, policy: RowPolicyEntry, expectedEtag: string): boolean;
  remove(tx: Tx, policy: RowPolicyEntry, expectedEtag: string): boolean;
  /** What somebody holds where the dataset lies. */
  person(dataset: PolicedDataset, id: string): PolicedPerson;
}

import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { KeptRule, KeptSettings, Measured } from './model.ts';

/** Where settings, rules and results of data quality are kept. */
export interface QualityStore {
  settings(tenant: string, dataset: string): KeptSettings;
  /** False when they are no longer at `expectedEtag`. */
  keepSettings(
    tx: Tx,
    of: { tenant: string; dataset: string; by: string },
    settings: KeptSettings,
    expectedEtag: string,
  ): boolean;
  findRule(tenant: string, id: string): KeptRule | null;
  /** Of a dataset, in the order in which they were made. */
  listRules(tenant: string, dataset: string): KeptRule[];
  insertRule(tx: Tx, rule: KeptRule): void;
  /** False when the rule is no longer at `expectedEtag`; so with `removeRule`. */
  updateRule(tx: Tx, rule: KeptRule, expectedEtag: string): boolean;
  removeRule(tx: Tx, rule: KeptRule, expectedEtag: string): boolean;
  /** In the place of what was measured of this version before. */
  keepMeasured(tx: Tx, measured: Measured): void;
  measured(tenant: string, versionId: string): Measured | null;
  /** Of a dataset, the newest version first; one more than the limit where there is more. */
  listMeasured(tenant: string, dataset: string, request: ListRequest): { rows: Measured[]; total: number };
}

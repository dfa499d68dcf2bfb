import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { KeptRule } from './model.ts';

/** Where conformance rules are kept. Those of a deleted project are not there. */
export interface RuleStore {
  find(tenant: string, id: string): KeptRule | null;
  /** Of a project, in their order; one more than the limit where there is more. */
  list(of: { tenant: string; project: string }, request: ListRequest): { rows: KeptRule[]; total: number };
  /** Those that are checked on a dataset, in their order. */
  enabledFor(of: { tenant: string; project: string; dataset: string }): KeptRule[];
  countEnabled(of: { tenant: string; project: string }): number;
  nextPosition(of: { tenant: string; project: string }): number;
  insert(tx: Tx, rule: KeptRule): void;
  /** False when the rule is no longer at `expectedEtag`; so with `remove`. */
  update(tx: Tx, rule: KeptRule, expectedEtag: string): boolean;
  remove(tx: Tx, rule: KeptRule, expectedEtag: string): boolean;
}

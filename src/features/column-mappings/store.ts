import type { Reach } from '../../platform/access/guard.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { ColumnMapping, MappingUse } from './model.ts';

/** Where column mappings are kept. */
export interface ColumnMappingStore {
  find(tenant: string, id: string): ColumnMapping | null;
  /** By name, then id; one more than the limit where there is more. */
  list(reach: Reach, fingerprint: string | null, request: ListRequest): { rows: ColumnMapping[]; total: number };
  /** All of one workspace, newest first. */
  ofWorkspace(tenant: string, workspace: string): ColumnMapping[];
  findByName(tenant: string, workspace: string, name: string): ColumnMapping | null;
  /** Datasets that were loaded with it, the last ones first. */
  listUses(tenant: string, id: string): MappingUse[];
  insert(tx: Tx, mapping: ColumnMapping): void;
  /** False when the mapping is no longer at `expectedEtag`. */
  update(tx: Tx, mapping: ColumnMapping, expectedEtag: string): boolean;
  remove(tx: Tx, mapping: ColumnMapping, expectedEtag: string): boolean;
}

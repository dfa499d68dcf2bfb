import type { ColumnMapping, Mapping } from '../../engine/import/mapping.ts';
import type { LoadProfile } from '../../engine/import/schema-drift.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { LoadEntry, LoadMode, LoadPolicy } from './load.ts';
import type { DatasetVersion } from './model.ts';

/** What a load of a dataset said of its columns. */
export interface SaidOfColumns {
  /** The mapping that was applied; null: the file described itself. */
  readonly mapping: Mapping | null;
  /** Of such a file: what was decided about people. */
  readonly people: readonly ColumnMapping[] | null;
}

/** A load with what takes it back. */
export interface UndoableLoad {
  readonly id: string;
  readonly mode: LoadMode;
  readonly versionId: string;
  readonly version: number;
  readonly events: number;
  /** The version before; null where there was none, or where it is no longer kept. */
  readonly former: DatasetVersion | null;
  /** Number of the version before; null: there was none. */
  readonly formerNumber: number | null;
  readonly periodFromMs: number | null;
  readonly periodToMs: number | null;
}

/** What loads did, and how they are taken. */
export interface LoadStore {
  /** Newest first. */
  listLoads(tenant: string, dataset: string, request: ListRequest): { rows: LoadEntry[]; total: number };
  findLoad(tenant: string, dataset: string, id: string): LoadEntry | null;
  /** What the loads of the rows that the present version holds said of columns; oldest first, without rows that were repaired. */
  listSaid(tenant: string, dataset: string): SaidOfColumns[];
  /** The mapping that the last load of rows that are held applied; null: its file described itself, or there was none. */
  lastMapping(tenant: string, dataset: string): unknown;
  findUndoable(tenant: string, dataset: string, id: string): UndoableLoad | null;
  /** True when what the present version holds was loaded from this extract, among others. */
  hasExtract(tenant: string, dataset: string, extractHash: string): boolean;
  /** True when the present version is this extract, read with these settings, and nothing else. */
  isExtract(tenant: string, dataset: string, extractHash: string, settingsHash: string): boolean;
  /** What the last load is compared by with the next one. */
  lastProfile(tenant: string, dataset: string): LoadProfile | null;
  findPolicy(tenant: string, dataset: string): LoadPolicy | null;
  keepPolicy(tx: Tx, tenant: string, dataset: string, policy: LoadPolicy): void;
}

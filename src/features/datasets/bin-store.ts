import type { Tx } from '../../platform/db/index.ts';
import type { Dataset, DeletedDataset } from './model.ts';

/** A file, or the folder of a dataset, that no row needs any more. */
export interface FileRemoval {
  readonly tenant: string;
  readonly region: string;
  /** dataset: a folder, by the dataset's id; raw: a file as it came, by its checksum. */
  readonly kind: 'dataset' | 'raw';
  readonly name: string;
}

/** Deleted datasets, and the files that go with those that are removed for good. */
export interface DatasetBinStore {
  /** Into the bin; `dataset` is at its next etag. False when it is no longer at `expectedEtag`. */
  remove(tx: Tx, dataset: Dataset, expectedEtag: string, by: { nowMs: number; name: string }): boolean;
  findDeleted(tenant: string, id: string): DeletedDataset | null;
  listDeleted(tenant: string): DeletedDataset[];
  /** Deleted at this time or before, of every tenant. */
  listDeletedBefore(timeMs: number): { tenant: string; id: string }[];
  /** What waited for a first load that was cancelled is empty again. */
  endLoading(tx: Tx, tenant: string, ids: readonly string[]): void;
  /** Ids of all datasets of a project that are not removed for good, in the bin or not. */
  listOfProject(tenant: string, project: string): string[];
  /** Out of the bin, under this name and etag. */
  /** The raw file of a load goes, unless another load needs it. */
  removeRaw(tx: Tx, removal: Omit<FileRemoval, 'kind'>, nowMs: number): void;
  restore(tx: Tx, dataset: Dataset): void;
  /** Forgets versions and loads and notes what files to remove; the row stays without its name. */
  purge(tx: Tx, tenant: string, id: string, nowMs: number): void;

  listRemovals(): FileRemoval[];
  /** The file is gone. */
  endRemoval(removal: FileRemoval): void;
  /** True while a dataset there that is not removed for good was loaded, or is to be loaded, from this file. */
  needsRaw(where: { tenant: string; region: string }, sha256: string): boolean;
}

import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { Dataset, DatasetStatus, DatasetVersion, Load } from './model.ts';

/** Where datasets and their versions are recorded. Deleted ones, and those of archived projects, are not seen. */
export interface DatasetStore {
  find(tenant: string, id: string): Dataset | null;
  findByName(tenant: string, project: string, name: string): Dataset | null;
  /** Of one project, by name, then id; one more than the limit where there is more. */
  list(tenant: string, project: string, request: ListRequest): { rows: Dataset[]; total: number };
  count(tenant: string): number;
  insert(tx: Tx, dataset: Dataset): void;
  /** False when the dataset is no longer at `expectedEtag`. */
  update(tx: Tx, dataset: Dataset, expectedEtag: string): boolean;
  remove(tx: Tx, dataset: Dataset, expectedEtag: string, nowMs: number): boolean;
  setStatus(tx: Tx, dataset: Dataset, status: DatasetStatus): void;

  /** Newest first. */
  listVersions(tenant: string, dataset: string, request: ListRequest): { rows: DatasetVersion[]; total: number };
  nextVersionNumber(tenant: string, dataset: string): number;
  /** Records the version as the dataset's present one, with what the load did. */
  publish(tx: Tx, dataset: Dataset, version: DatasetVersion, load: Load & { id: string; user: string | null }): void;
  /** True when this extract was already applied to the dataset. */
  hasExtract(tenant: string, dataset: string, extractHash: string): boolean;
  /** Name of the storage root of a tenant. */
  region(tenant: string): string;
  /** Every dataset of every tenant, deleted ones too, with the manifests of the versions that are kept. For the sweeper alone. */
  everyDataset(): { region: string; tenant: string; dataset: string; manifestPaths: string[] }[];
}

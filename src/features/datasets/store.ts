import type { Reach } from '../../platform/access/guard.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { ListRequest } from '../../platform/listing/page.ts';
import type { DatasetBinStore } from './bin-store.ts';
import type { Load } from './load.ts';
import type { LoadStore } from './load-store.ts';
import type { Dataset, DatasetStatus, DatasetVersion } from './model.ts';
import type { PushStore } from './push-store.ts';
import type { RefusalStore } from './refusal-store.ts';

/** Where datasets and their versions are recorded. Deleted ones, and those of archived projects, are not seen. */
export interface DatasetStore extends DatasetBinStore, LoadStore, PushStore, RefusalStore {
  find(tenant: string, id: string): Dataset | null;
  /** Names of the datasets of a project, for telling them apart. */
  listNames(tenant: string, project: string): { id: string; name: string }[];
  /** Of one project, all or only these, by name, then id; one more than the limit where there is more. */
  list(
    of: { tenant: string; project: string; only: readonly string[] | null },
    request: ListRequest,
  ): { rows: Dataset[]; total: number };
  count(tenant: string): number;
  /** Those within reach that changed last. */
  listRecent(reach: Reach, limit: number): Dataset[];
  /** How many datasets each project has, and when one of them changed last. */
  countByProject(tenant: string): { workspace: string; project: string; datasets: number; changedMs: number }[];
  insert(tx: Tx, dataset: Dataset): void;
  /** False when the dataset is no longer at `expectedEtag`. */
  update(tx: Tx, dataset: Dataset, expectedEtag: string): boolean;
  setStatus(tx: Tx, dataset: Dataset, status: DatasetStatus): void;

  /** Newest first. */
  listVersions(tenant: string, dataset: string, request: ListRequest): { rows: DatasetVersion[]; total: number };
  findVersion(tenant: string, dataset: string, id: string): DatasetVersion | null;
  /** Makes an earlier version the present one; `dataset` is at its next etag. */
  setVersion(tx: Tx, dataset: Dataset, version: DatasetVersion): void;
  nextVersionNumber(tenant: string, dataset: string): number;
  /** Records the version as the dataset's present one, with what the load did. */
  publish(tx: Tx, dataset: Dataset, version: DatasetVersion, load: Load & { id: string; user: string | null }): void;
  /** Every dataset of every tenant that is not removed for good, deleted ones too, with the manifests of the versions that are kept. For the sweeper alone. */
  everyDataset(): { region: string; tenant: string; dataset: string; manifestPaths: string[] }[];
}

import { sql } from '#sdk';
import type { Dataset, DatasetStatus, DatasetVersion } from './model.ts';

/** Rows of the tables, as the statements of this feature select them. */
export interface VersionRow {
  version_id: string;
  number: number;
  hash: string;
  manifest_path: string;
  cases: number;
  events: number;
  published_at: number;
}

export interface DatasetRow extends Omit<VersionRow, 'version_id'> {
  version_id: string | null;
  id: string;
  tenant_id: string;
  workspace_id: string;
  project_id: string;
  name: string;
  description: string;
  status: DatasetStatus;
  etag: string;
  created_at: number;
  updated_at: number | null;
}

/** Of `dataset_versions v`. */
export const VERSION_COLUMNS = sql`v.id as version_id, v.number, v.hash, v.manifest_path, v.cases, v.events, v.published_at`;
/** Of `datasets d`, `projects p` and the present version `v`. */
export const DATASET_COLUMNS = sql`d.id, d.tenant_id, p.workspace_id, d.project_id, d.name, d.description, d.status,
  d.etag, d.created_at, d.updated_at, ${VERSION_COLUMNS}`;

export const toVersion = (row: VersionRow): DatasetVersion => ({
  id: row.version_id,
  number: row.number,
  hash: row.hash,
  manifestPath: row.manifest_path,
  cases: row.cases,
  events: row.events,
  publishedAtMs: row.published_at,
});

export const toDataset = (row: DatasetRow): Dataset => ({
  id: row.id,
  tenant: row.tenant_id,
  workspace: row.workspace_id,
  project: row.project_id,
  name: row.name,
  description: row.description,
  status: row.status,
  version: row.version_id === null ? null : toVersion({ ...row, version_id: row.version_id }),
  etag: row.etag,
  createdAtMs: row.created_at,
  updatedAtMs: row.updated_at,
});

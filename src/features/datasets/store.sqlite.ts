import { sql } from '#sdk';
import type { Db } from '../../platform/db/index.ts';
import type { Dataset, DatasetStatus, DatasetVersion } from './model.ts';
import type { DatasetStore } from './store.ts';

interface VersionRow {
  version_id: string;
  number: number;
  hash: string;
  manifest_path: string;
  cases: number;
  events: number;
  published_at: number;
}

interface DatasetRow extends Omit<VersionRow, 'version_id'> {
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

const VERSION = sql`v.id as version_id, v.number, v.hash, v.manifest_path, v.cases, v.events, v.published_at`;
const DATASET = sql`select d.id, d.tenant_id, p.workspace_id, d.project_id, d.name, d.description, d.status, d.etag,
  d.created_at, d.updated_at, ${VERSION}
  from datasets d
  join projects p on p.tenant_id = d.tenant_id and p.id = d.project_id and p.archived_at is null
  left join dataset_versions v on v.dataset_id = d.id and v.id = d.current_version`;

export function sqliteDatasetStore(db: Db): DatasetStore {
  return { ...reading(db), ...writing };
}

type Reading = Pick<
  DatasetStore,
  | 'find'
  | 'findByName'
  | 'list'
  | 'count'
  | 'listVersions'
  | 'nextVersionNumber'
  | 'hasExtract'
  | 'region'
  | 'everyDataset'
>;

const reading = (db: Db): Reading => ({
  find(tenant, id) {
    const row = db.get<DatasetRow>(
      sql`${DATASET} where d.tenant_id = ${tenant} and d.id = ${id} and d.deleted_at is null`,
    );
    return row && toDataset(row);
  },
  findByName(tenant, project, name) {
    const row = db.get<DatasetRow>(sql`${DATASET} where d.tenant_id = ${tenant} and d.project_id = ${project}
      and d.deleted_at is null and d.name = ${name} collate nocase`);
    return row && toDataset(row);
  },
  list(tenant, project, { limit, after, offset }) {
    const from = after ? sql`and (d.name, d.id) > (${after[0]!}, ${after[1]!})` : sql``;
    const rows = db.all<DatasetRow>(sql`${DATASET} where d.tenant_id = ${tenant} and d.project_id = ${project}
      and d.deleted_at is null ${from} order by d.name, d.id limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from datasets
      where tenant_id = ${tenant} and project_id = ${project} and deleted_at is null`);
    return { rows: rows.map(toDataset), total: total?.n ?? 0 };
  },
  count: (tenant) =>
    db.get<{ n: number }>(sql`select count(*) as n from datasets d
      join projects p on p.tenant_id = d.tenant_id and p.id = d.project_id and p.archived_at is null
      where d.tenant_id = ${tenant} and d.deleted_at is null`)?.n ?? 0,
  listVersions(tenant, dataset, { limit, after, offset }) {
    const from = after ? sql`and v.number < ${Number(after[0])}` : sql``;
    const kept = sql`v.tenant_id = ${tenant} and v.dataset_id = ${dataset} and v.published_at is not null
      and v.removed_at is null`;
    const rows = db.all<VersionRow>(sql`select ${VERSION} from dataset_versions v where ${kept} ${from}
      order by v.number desc limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from dataset_versions v where ${kept}`);
    return { rows: rows.map(toVersion), total: total?.n ?? 0 };
  },
  nextVersionNumber: (tenant, dataset) =>
    (db.get<{ n: number | null }>(sql`select max(number) as n from dataset_versions
      where tenant_id = ${tenant} and dataset_id = ${dataset}`)?.n ?? 0) + 1,
  region: (tenant) =>
    db.get<{ region: string }>(sql`select region from tenants where id = ${tenant}`)?.region ?? 'local',
  everyDataset: () =>
    db
      .all<{ region: string; tenant: string; dataset: string; paths: string }>(
        sql`select t.region, d.tenant_id as tenant, d.id as dataset, (select json_group_array(v.manifest_path)
            from dataset_versions v where v.dataset_id = d.id and v.removed_at is null) as paths
          from datasets d join tenants t on t.id = d.tenant_id`,
      )
      .map(({ paths, ...of }) => ({ ...of, manifestPaths: JSON.parse(paths) as string[] })),
  hasExtract: (tenant, dataset, extractHash) =>
    db.get(sql`select 1 from data_updates
      where tenant_id = ${tenant} and dataset_id = ${dataset} and extract_hash = ${extractHash}`) !== null,
});

type Writing = Pick<DatasetStore, 'insert' | 'update' | 'remove' | 'setStatus' | 'publish'>;

const writing: Writing = {
  insert(tx, d) {
    tx.run(sql`insert into datasets (id, tenant_id, project_id, name, description, status, etag, created_at)
      values (${d.id}, ${d.tenant}, ${d.project}, ${d.name}, ${d.description}, ${d.status}, ${d.etag}, ${d.createdAtMs})`);
  },
  update: (tx, d, expectedEtag) =>
    tx.run(sql`update datasets set name = ${d.name}, description = ${d.description}, etag = ${d.etag},
      updated_at = ${d.updatedAtMs} where tenant_id = ${d.tenant} and id = ${d.id} and etag = ${expectedEtag}
      and deleted_at is null`).changes === 1,
  remove: (tx, d, expectedEtag, nowMs) =>
    tx.run(sql`update datasets set deleted_at = ${nowMs} where tenant_id = ${d.tenant} and id = ${d.id}
      and etag = ${expectedEtag} and deleted_at is null`).changes === 1,
  setStatus(tx, d, status) {
    tx.run(sql`update datasets set status = ${status} where tenant_id = ${d.tenant} and id = ${d.id}`);
  },
  publish(tx, d, v, load) {
    tx.run(sql`insert into dataset_versions (id, tenant_id, dataset_id, number, hash, manifest_path, cases, events,
        job_id, created_at, published_at)
      values (${v.id}, ${d.tenant}, ${d.id}, ${v.number}, ${v.hash}, ${v.manifestPath}, ${v.cases}, ${v.events},
        ${load.jobId}, ${v.publishedAtMs}, ${v.publishedAtMs})`);
    tx.run(sql`insert into data_updates (id, tenant_id, dataset_id, version_id, mode, extract_hash, rows_before,
        rows_after, inserted, updated, unchanged, rejected, period_from_at, period_to_at, job_id, user_id, at)
      values (${load.id}, ${d.tenant}, ${d.id}, ${v.id}, ${load.mode}, ${load.extractHash}, ${load.rowsBefore},
        ${load.rowsAfter}, ${load.inserted}, ${load.updated}, ${load.unchanged}, ${load.rejected},
        ${wholeMs(load.periodFromMs)}, ${wholeMs(load.periodToMs)}, ${load.jobId}, ${load.user}, ${v.publishedAtMs})`);
    tx.run(sql`update datasets set current_version = ${v.id}, status = 'ready', updated_at = ${v.publishedAtMs},
      etag = ${String(Number(d.etag) + 1)} where tenant_id = ${d.tenant} and id = ${d.id}`);
  },
};

/** Event times may hold fractions of a millisecond; the table keeps whole ones. */
const wholeMs = (ms: number | null): number | null => (ms === null || Number.isNaN(ms) ? null : Math.floor(ms));

const toVersion = (row: VersionRow): DatasetVersion => ({
  id: row.version_id,
  number: row.number,
  hash: row.hash,
  manifestPath: row.manifest_path,
  cases: row.cases,
  events: row.events,
  publishedAtMs: row.published_at,
});

const toDataset = (row: DatasetRow): Dataset => ({
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

import { type Sql, sql } from '#sdk';
import { type Db, removeChildren, type Tx } from '../../platform/db/index.ts';
import type { DatasetBinStore, FileRemoval } from './bin-store.ts';
import type { DeletedDataset } from './model.ts';
import { DATASET_COLUMNS, type DatasetRow, toDataset } from './rows.ts';

interface DeletedRow extends DatasetRow {
  deleted_at: number;
  deleted_by: string | null;
  project_name: string;
  project_deleted: number;
}

/** Those that were deleted by themselves; what went with its project is the project's. */
const DELETED = sql`select ${DATASET_COLUMNS}, d.deleted_at, d.deleted_by, p.name as project_name,
    p.archived_at is not null as project_deleted
  from datasets d
  join projects p on p.tenant_id = d.tenant_id and p.id = d.project_id
  left join dataset_versions v on v.tenant_id = d.tenant_id and v.dataset_id = d.id and v.id = d.current_version
  where d.deleted_at is not null and d.purged_at is null`;

export const datasetBinStore = (db: Db): DatasetBinStore => ({
  remove: (tx, d, expectedEtag, { nowMs, name }) =>
    tx.run(sql`update datasets set deleted_at = ${nowMs}, deleted_by = ${name}, etag = ${d.etag}
      where tenant_id = ${d.tenant} and id = ${d.id} and etag = ${expectedEtag} and deleted_at is null`).changes === 1,
  findDeleted(tenant, id) {
    const row = db.get<DeletedRow>(sql`${DELETED} and d.tenant_id = ${tenant} and d.id = ${id}`);
    return row && toDeleted(row);
  },
  listDeleted: (tenant) => db.all<DeletedRow>(sql`${DELETED} and d.tenant_id = ${tenant}`).map(toDeleted),
  listDeletedBefore: (timeMs) =>
    db.all<{ tenant: string; id: string }>(sql`select tenant_id as tenant, id from datasets
      where deleted_at <= ${timeMs} and purged_at is null order by deleted_at, id`),
  endLoading(tx, tenant, ids) {
    tx.run(sql`update datasets set status = 'empty' where tenant_id = ${tenant} and current_version is null
      and status = 'importing' and id in (select value from json_each(${JSON.stringify(ids)}))`);
  },
  listOfProject: (tenant, project) =>
    db
      .all<{ id: string }>(sql`select id from datasets
        where tenant_id = ${tenant} and project_id = ${project} and purged_at is null order by id`)
      .map(({ id }) => id),
  restore(tx, d) {
    tx.run(sql`update datasets set deleted_at = null, deleted_by = null, name = ${d.name}, etag = ${d.etag},
      updated_at = ${d.updatedAtMs} where tenant_id = ${d.tenant} and id = ${d.id}`);
  },
  purge,
  removeRaw(tx, { tenant, region, name }, nowMs) {
    tx.run(sql`insert into file_removals (tenant_id, region, kind, name, at)
      values (${tenant}, ${region}, 'raw', ${name}, ${nowMs}) on conflict do nothing`);
  },
  ...removals(db),
});

function purge(tx: Tx, tenant: string, id: string, nowMs: number): void {
  const files = sql`select 'dataset', ${id}
    union select 'raw', extract_hash from data_updates
      where tenant_id = ${tenant} and dataset_id = ${id} and extract_hash is not null
    union select 'raw', json_extract(payload, '$.sha256') from jobs
      where tenant_id = ${tenant} and json_extract(payload, '$.dataset') = ${id}
        and json_extract(payload, '$.sha256') is not null
    union select 'raw', json_extract(f.value, '$.sha256') from jobs, json_each(payload, '$.files') f
      where tenant_id = ${tenant} and json_extract(payload, '$.dataset') = ${id}
    union select 'raw', sha256 from uploads where tenant_id = ${tenant} and dataset_id = ${id} and sha256 is not null`;
  tx.run(sql`insert into file_removals (tenant_id, region, kind, name, at)
    select ${tenant}, w.region, f.*, ${nowMs} from (${files}) f
      join datasets d on d.tenant_id = ${tenant} and d.id = ${id}
      join projects p on p.tenant_id = d.tenant_id and p.id = d.project_id
      join workspaces w on w.tenant_id = p.tenant_id and w.id = p.workspace_id
    where true on conflict do nothing`);
  removeChildren(tx, 'datasets', 'dataset_id', { tenant, id });
  tx.run(sql`delete from data_updates where tenant_id = ${tenant} and dataset_id = ${id}`);
  tx.run(sql`update dataset_versions set removed_at = ${nowMs} where tenant_id = ${tenant} and dataset_id = ${id}`);
  tx.run(sql`update datasets set purged_at = ${nowMs}, deleted_at = coalesce(deleted_at, ${nowMs}), deleted_by = null,
    current_version = null, name = '', description = '' where tenant_id = ${tenant} and id = ${id}`);
}

/** A load of this dataset kept less than its file holds, and the file was to go with it. */
const forgotten = (tenant: string, sha256: string): Sql =>
  sql`exists (select 1 from provenance_steps s where s.tenant_id = ${tenant} and s.dataset_id = here.id
    and s.step = 'remove-file' and json_extract(s.inputs, '$[0].hash') = ${sha256})`;

const removals = (db: Db): Pick<DatasetBinStore, 'listRemovals' | 'endRemoval' | 'needsRaw'> => ({
  listRemovals: () =>
    db.all<FileRemoval>(sql`select tenant_id as tenant, region, kind, name from file_removals order by at, name`),
  endRemoval({ tenant, region, kind, name }) {
    db.run(sql`delete from file_removals
      where tenant_id = ${tenant} and region = ${region} and kind = ${kind} and name = ${name}`);
  },
  needsRaw: ({ tenant, region }, sha256) =>
    db.get(sql`with here (id) as (
        select d.id from datasets d
          join projects p on p.tenant_id = d.tenant_id and p.id = d.project_id
          join workspaces w on w.tenant_id = p.tenant_id and w.id = p.workspace_id and w.region = ${region}
        where d.tenant_id = ${tenant} and d.purged_at is null)
      select 1 from data_updates u join here on here.id = u.dataset_id
        where u.tenant_id = ${tenant} and u.extract_hash = ${sha256} and not ${forgotten(tenant, sha256)}
      union all
      select 1 from uploads u join here on here.id = u.dataset_id
        where u.tenant_id = ${tenant} and u.sha256 = ${sha256} and not ${forgotten(tenant, sha256)}
      union all
      select 1 from jobs j join here on here.id = json_extract(j.payload, '$.dataset')
        where j.tenant_id = ${tenant} and (json_extract(j.payload, '$.sha256') = ${sha256} or exists (
            select 1 from json_each(j.payload, '$.files') f where json_extract(f.value, '$.sha256') = ${sha256}))
          and not (j.state = 'done' and ${forgotten(tenant, sha256)}) limit 1`) !== null,
});

const toDeleted = (row: DeletedRow): DeletedDataset => ({
  ...toDataset(row),
  deletedAtMs: row.deleted_at,
  deletedBy: row.deleted_by,
  projectName: row.project_name,
  projectDeleted: row.project_deleted === 1,
});

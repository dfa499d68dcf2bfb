import { sql } from '#sdk';
import type { Db } from '../../platform/db/index.ts';
import { datasetBinStore } from './bin-store.sqlite.ts';
import { insertLoad, loadStore } from './load-store.sqlite.ts';
import { pushStore } from './push-store.sqlite.ts';
import { refusalStore } from './refusal-store.sqlite.ts';
import { DATASET_COLUMNS, type DatasetRow, toDataset, toVersion, VERSION_COLUMNS, type VersionRow } from './rows.ts';
import type { DatasetStore } from './store.ts';

const DATASET = sql`select ${DATASET_COLUMNS}
  from datasets d
  join projects p on p.tenant_id = d.tenant_id and p.id = d.project_id and p.archived_at is null
  left join dataset_versions v on v.tenant_id = d.tenant_id and v.dataset_id = d.id and v.id = d.current_version`;

export function sqliteDatasetStore(db: Db): DatasetStore {
  return {
    ...{ ...reading(db), ...files(db), ...writing, ...datasetBinStore(db) },
    ...{ ...loadStore(db), ...pushStore(db), ...refusalStore(db) },
  };
}

type Reading = Pick<
  DatasetStore,
  | 'find'
  | 'listNames'
  | 'list'
  | 'count'
  | 'listRecent'
  | 'countByProject'
  | 'listVersions'
  | 'findVersion'
  | 'nextVersionNumber'
>;

const reading = (db: Db): Reading => ({
  find(tenant, id) {
    const row = db.get<DatasetRow>(
      sql`${DATASET} where d.tenant_id = ${tenant} and d.id = ${id} and d.deleted_at is null`,
    );
    return row && toDataset(row);
  },
  listNames: (tenant, project) =>
    db.all<{ id: string; name: string }>(sql`select id, name from datasets
      where tenant_id = ${tenant} and project_id = ${project} and deleted_at is null`),
  list({ tenant, project, only }, { limit, after, offset }) {
    const from = after ? sql`and (d.name, d.id) > (${after[0]!}, ${after[1]!})` : sql``;
    const seen = sql`d.tenant_id = ${tenant} and d.project_id = ${project} and d.deleted_at is null
      and (${only === null ? 1 : 0} = 1 or d.id in (select value from json_each(${JSON.stringify(only ?? [])})))`;
    const rows = db.all<DatasetRow>(sql`${DATASET} where ${seen} ${from}
      order by d.name, d.id limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from datasets d where ${seen}`);
    return { rows: rows.map(toDataset), total: total?.n ?? 0 };
  },
  count: (tenant) =>
    db.get<{ n: number }>(sql`select count(*) as n from datasets d
      join projects p on p.tenant_id = d.tenant_id and p.id = d.project_id and p.archived_at is null
      where d.tenant_id = ${tenant} and d.deleted_at is null`)?.n ?? 0,
  listRecent: ({ tenant, workspaces, projects }, limit) =>
    db
      .all<DatasetRow>(sql`${DATASET} where d.tenant_id = ${tenant} and d.deleted_at is null
        and (${workspaces === 'all' ? 1 : 0} = 1
          or p.workspace_id in (select value from json_each(${JSON.stringify([...workspaces])}))
          or p.id in (select value from json_each(${JSON.stringify(projects)})))
        order by coalesce(d.updated_at, d.created_at) desc, d.id desc limit ${limit}`)
      .map(toDataset),
  countByProject: (tenant) =>
    db.all<{
      workspace: string;
      project: string;
      datasets: number;
      changedMs: number;
    }>(sql`select p.workspace_id as workspace,
        d.project_id as project, count(*) as datasets, max(coalesce(d.updated_at, d.created_at)) as changedMs
      from datasets d join projects p on p.tenant_id = d.tenant_id and p.id = d.project_id
      where d.tenant_id = ${tenant} and d.deleted_at is null group by d.project_id`),
  listVersions(tenant, dataset, { limit, after, offset }) {
    const from = after ? sql`and v.number < ${Number(after[0])}` : sql``;
    const kept = sql`v.tenant_id = ${tenant} and v.dataset_id = ${dataset} and v.published_at is not null
      and v.removed_at is null`;
    const rows = db.all<VersionRow>(sql`select ${VERSION_COLUMNS} from dataset_versions v where ${kept} ${from}
      order by v.number desc limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from dataset_versions v where ${kept}`);
    return { rows: rows.map(toVersion), total: total?.n ?? 0 };
  },
  findVersion(tenant, dataset, id) {
    const row = db.get<VersionRow>(sql`select ${VERSION_COLUMNS} from dataset_versions v where v.tenant_id = ${tenant}
      and v.dataset_id = ${dataset} and v.id = ${id} and v.published_at is not null and v.removed_at is null`);
    return row && toVersion(row);
  },
  nextVersionNumber: (tenant, dataset) =>
    (db.get<{ n: number | null }>(sql`select max(number) as n from dataset_versions
      where tenant_id = ${tenant} and dataset_id = ${dataset}`)?.n ?? 0) + 1,
});

const files = (db: Db): Pick<DatasetStore, 'everyDataset'> => ({
  everyDataset: () =>
    db
      .all<{ region: string; tenant: string; dataset: string; paths: string }>(
        sql`select w.region, d.tenant_id as tenant, d.id as dataset, (select json_group_array(v.manifest_path)
            from dataset_versions v where v.dataset_id = d.id and v.removed_at is null) as paths
          from datasets d join projects p on p.tenant_id = d.tenant_id and p.id = d.project_id
            join workspaces w on w.tenant_id = p.tenant_id and w.id = p.workspace_id where d.purged_at is null`,
      )
      .map(({ paths, ...of }) => ({ ...of, manifestPaths: JSON.parse(paths) as string[] })),
});

type Writing = Pick<DatasetStore, 'insert' | 'update' | 'setStatus' | 'setVersion' | 'publish'>;

const writing: Writing = {
  insert(tx, d) {
    tx.run(sql`insert into datasets (id, tenant_id, project_id, name, description, status, etag, created_at)
      values (${d.id}, ${d.tenant}, ${d.project}, ${d.name}, ${d.description}, ${d.status}, ${d.etag}, ${d.createdAtMs})`);
  },
  update: (tx, d, expectedEtag) =>
    tx.run(sql`update datasets set name = ${d.name}, description = ${d.description}, etag = ${d.etag},
      updated_at = ${d.updatedAtMs} where tenant_id = ${d.tenant} and id = ${d.id} and etag = ${expectedEtag}
      and deleted_at is null`).changes === 1,
  setStatus(tx, d, status) {
    tx.run(sql`update datasets set status = ${status} where tenant_id = ${d.tenant} and id = ${d.id}`);
  },
  setVersion(tx, d, v) {
    tx.run(sql`update datasets set current_version = ${v.id}, status = 'ready', etag = ${d.etag},
      updated_at = ${d.updatedAtMs} where tenant_id = ${d.tenant} and id = ${d.id}`);
  },
  publish(tx, d, v, load) {
    const base = load.baseId ?? (load.mode === 'replace' ? null : (d.version?.id ?? null));
    tx.run(sql`insert into dataset_versions (id, tenant_id, dataset_id, number, hash, manifest_path, cases, events,
        job_id, created_at, published_at, base_id)
      values (${v.id}, ${d.tenant}, ${d.id}, ${v.number}, ${v.hash}, ${v.manifestPath}, ${v.cases}, ${v.events},
        ${load.jobId}, ${v.publishedAtMs}, ${v.publishedAtMs}, ${base})`);
    insertLoad(tx, d, v, load);
    tx.run(sql`update datasets set current_version = ${v.id}, status = 'ready', updated_at = ${v.publishedAtMs},
      etag = ${String(Number(d.etag) + 1)} where tenant_id = ${d.tenant} and id = ${d.id}`);
  },
};

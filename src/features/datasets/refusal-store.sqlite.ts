import { type Sql, sql } from '#sdk';
import type { Db } from '../../platform/db/index.ts';
import type { Refusal } from './refusal.ts';
import type { RefusalFile, RefusalStore } from './refusal-store.ts';

type Row = Omit<Refusal, 'headers' | 'mapping' | 'reasons'> & {
  headers: string;
  mapping: string | null;
  reasons: string;
};

const toRefusal = (row: Row): Refusal => ({
  ...row,
  headers: JSON.parse(row.headers) as string[],
  mapping: row.mapping === null ? null : (JSON.parse(row.mapping) as unknown),
  reasons: JSON.parse(row.reasons) as Refusal['reasons'],
});

export const refusalStore = (db: Db): RefusalStore => {
  const select = (tenant: string, dataset: string, rest: Sql): Refusal[] =>
    db
      .all<Row>(sql`select id, tenant_id as tenant, dataset_id as dataset, load_id as loadId, job_id as jobId,
          file_name as fileName, rows, headers, mapping, reasons, user_id as user, at as atMs
        from refusals where tenant_id = ${tenant} and dataset_id = ${dataset} ${rest}`)
      .map(toRefusal);
  const ids = (query: Sql) => db.all<{ id: string }>(query).map(({ id }) => id);
  return {
    insertRefusal(tx, r) {
      tx.run(sql`insert into refusals (id, tenant_id, dataset_id, load_id, job_id, file_name, rows, headers, mapping, reasons,
          user_id, at)
        values (${r.id}, ${r.tenant}, ${r.dataset}, ${r.loadId}, ${r.jobId}, ${r.fileName}, ${r.rows},
          ${JSON.stringify(r.headers)}, ${r.mapping === null ? null : JSON.stringify(r.mapping)},
          ${JSON.stringify(r.reasons)}, ${r.user}, ${r.atMs})`);
    },
    findRefusal: (tenant, dataset, id) => select(tenant, dataset, sql`and id = ${id}`)[0] ?? null,
    listStopped: (tenant, dataset, limit) =>
      select(tenant, dataset, sql`and load_id is null order by at desc, id desc limit ${limit}`),
    refusalsBefore: (timeMs) =>
      db.all<RefusalFile>(sql`select w.region, r.tenant_id as tenant, r.dataset_id as dataset, r.id from refusals r
          join datasets d on d.tenant_id = r.tenant_id and d.id = r.dataset_id
          join projects p on p.tenant_id = d.tenant_id and p.id = d.project_id
          join workspaces w on w.tenant_id = p.tenant_id and w.id = p.workspace_id
        where r.at < ${timeMs} order by r.at, r.id`),
    forgetRefusal(tx, tenant, id) {
      tx.run(sql`delete from refusals where tenant_id = ${tenant} and id = ${id}`);
    },
    namesBeside: (tenant, dataset) => ({
      refused: ids(sql`select id from refusals where tenant_id = ${tenant} and dataset_id = ${dataset}`),
      pushes: ids(sql`select id from pushes where tenant_id = ${tenant} and dataset_id = ${dataset}
        and load_id is null and failed_at is null`),
      extracts: ids(sql`select id from jobs where tenant_id = ${tenant} and state in ('ready', 'running')
        and json_extract(payload, '$.dataset') = ${dataset}`),
    }),
  };
};

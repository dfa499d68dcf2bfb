import { sql } from '#sdk';
import type { Db } from '../../platform/db/index.ts';
import type { Upload, UploadState } from './model.ts';
import type { UploadStore } from './store.ts';

interface UploadRow {
  id: string;
  tenant_id: string;
  workspace_id: string;
  project_id: string;
  dataset_id: string | null;
  user_id: string;
  name: string;
  bytes: number | null;
  state: UploadState;
  kind: string | null;
  fault: string | null;
  scan: string | null;
  job_id: string | null;
  created_at: number;
  updated_at: number;
}

const COLUMNS = sql`id, tenant_id, workspace_id, project_id, dataset_id, user_id, name, bytes, state, kind, fault, scan, job_id,
  created_at, updated_at`;

export const sqliteUploadStore = (db: Db): UploadStore => ({
  find(tenant, id) {
    const row = db.get<UploadRow>(sql`select ${COLUMNS} from uploads where tenant_id = ${tenant} and id = ${id}`);
    return row && toUpload(row);
  },
  list(tenant, user, { limit, after, offset }) {
    const own = sql`tenant_id = ${tenant} and user_id = ${user}`;
    const from = after ? sql`and (created_at, id) < (${Number(after[0])}, ${after[1]!})` : sql``;
    const rows = db.all<UploadRow>(sql`select ${COLUMNS} from uploads where ${own} ${from}
      order by created_at desc, id desc limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from uploads where ${own}`)?.n ?? 0;
    return { rows: rows.map(toUpload), total };
  },
  countOpen: (tenant, user) =>
    db.get<{ n: number }>(sql`select count(*) as n from uploads
      where tenant_id = ${tenant} and user_id = ${user} and state in ('receiving', 'complete')`)?.n ?? 0,
  insert(tx, u) {
    tx.run(sql`insert into uploads (${COLUMNS}) values (${u.id}, ${u.tenant}, ${u.workspace}, ${u.project}, ${u.dataset},
      ${u.user}, ${u.name}, ${u.bytes}, ${u.state}, ${u.kind}, ${textOf(u.fault)}, ${textOf(u.scan)}, ${u.job}, ${u.createdAtMs}, ${u.updatedAtMs})`);
  },
  update: (tx, u, from) =>
    tx.run(sql`update uploads set dataset_id = ${u.dataset}, bytes = ${u.bytes}, state = ${u.state}, kind = ${u.kind},
      fault = ${textOf(u.fault)}, scan = ${textOf(u.scan)}, job_id = ${u.job}, updated_at = ${u.updatedAtMs}
      where tenant_id = ${u.tenant} and id = ${u.id} and state = ${from}`).changes === 1,
  everyOpen: () =>
    db
      .all<UploadRow>(
        sql`select ${COLUMNS} from uploads where state in ('receiving', 'complete', 'refused', 'loading')`,
      )
      .map(toUpload),
  everyTenant: () => db.all<{ id: string }>(sql`select id from tenants`).map(({ id }) => id),
});

const textOf = (value: object | null): string | null => (value ? JSON.stringify(value) : null);

const toUpload = (row: UploadRow): Upload => ({
  id: row.id,
  tenant: row.tenant_id,
  workspace: row.workspace_id,
  project: row.project_id,
  dataset: row.dataset_id,
  user: row.user_id,
  name: row.name,
  bytes: row.bytes,
  state: row.state,
  kind: row.kind,
  fault: row.fault === null ? null : JSON.parse(row.fault),
  scan: row.scan === null ? null : JSON.parse(row.scan),
  job: row.job_id,
  createdAtMs: row.created_at,
  updatedAtMs: row.updated_at,
});

import { sql } from '#sdk';
import { withinReach } from '../../platform/access/reach-sql.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Upload, UploadRecord, UploadState } from './model.ts';
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
  lead_id: string | null;
  place: number;
  sha256: string | null;
  mapping_id: string | null;
  mapping: string | null;
  rows_read: number | null;
  rows_accepted: number | null;
  rows_refused: number | null;
  created_at: number;
  updated_at: number;
}

const COLUMNS = sql`id, tenant_id, workspace_id, project_id, dataset_id, user_id, name, bytes, state, kind, fault, scan, job_id,
  lead_id, place, sha256, mapping_id, mapping, rows_read, rows_accepted, rows_refused, created_at, updated_at`;
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
  listParts: (tenant, lead) =>
    db
      .all<UploadRow>(
        sql`select ${COLUMNS} from uploads where tenant_id = ${tenant} and lead_id = ${lead} order by place, id`,
      )
      .map(toUpload),
  listRecords(reach, user, { limit, after, offset }) {
    const loaded = sql`(state in ('loading', 'loaded') and dataset_id is not null and ${withinReach(reach, 'workspace_id')})`;
    const seen = sql`tenant_id = ${reach.tenant} and (user_id = ${user} or ${loaded})`;
    const from = after ? sql`and (created_at, id) < (${Number(after[0])}, ${after[1]!})` : sql``;
    const rows = db.all<UploadRow & { by: string | null; dataset_name: string | null; mapping_name: string | null }>(
      sql`select ${COLUMNS},
        (select display_name from users p where p.tenant_id = uploads.tenant_id and p.id = user_id) as "by",
        (select d.name from datasets d where d.tenant_id = uploads.tenant_id and d.id = dataset_id and d.deleted_at is null)
          as dataset_name,
        (select m.name from column_mappings m where m.tenant_id = uploads.tenant_id and m.id = mapping_id) as mapping_name
      from uploads where ${seen} ${from} order by created_at desc, id desc limit ${limit + 1} offset ${offset}`,
    );
    const total = db.get<{ n: number }>(sql`select count(*) as n from uploads where ${seen}`)?.n ?? 0;
    const record = (row: (typeof rows)[number]): UploadRecord => ({
      ...{ upload: toUpload(row), by: row.by, datasetName: row.dataset_name, mappingName: row.mapping_name },
    });
    return { rows: rows.map(record), total };
  },
  insert(tx, u) {
    tx.run(sql`insert into uploads (${COLUMNS}) values (${u.id}, ${u.tenant}, ${u.workspace}, ${u.project}, ${u.dataset},
      ${u.user}, ${u.name}, ${u.bytes}, ${u.state}, ${u.kind}, ${textOf(u.fault)}, ${textOf(u.scan)}, ${u.job},
      ${u.lead}, ${u.place}, ${u.sha256}, ${u.mappingId}, ${mappingText(u)}, ${u.rows?.read ?? null},
      ${u.rows?.accepted ?? null}, ${u.rows?.refused ?? null}, ${u.createdAtMs}, ${u.updatedAtMs})`);
  },
  update: (tx, u, from) =>
    tx.run(sql`update uploads set dataset_id = ${u.dataset}, bytes = ${u.bytes}, state = ${u.state}, kind = ${u.kind},
      fault = ${textOf(u.fault)}, scan = ${textOf(u.scan)}, job_id = ${u.job}, lead_id = ${u.lead}, place = ${u.place}, sha256 = ${u.sha256},
      mapping_id = ${u.mappingId}, mapping = ${mappingText(u)}, rows_read = ${u.rows?.read ?? null},
      rows_accepted = ${u.rows?.accepted ?? null}, rows_refused = ${u.rows?.refused ?? null}, updated_at = ${u.updatedAtMs}
      where tenant_id = ${u.tenant} and id = ${u.id} and state = ${from}`).changes === 1,
  everyOpen: () =>
    db
      .all<UploadRow>(
        sql`select ${COLUMNS} from uploads where state in ('receiving', 'complete', 'refused', 'loading')`,
      )
      .map(toUpload),
  everyTenant: () => db.all<{ id: string }>(sql`select id from tenants`).map(({ id }) => id),
});

const mappingText = ({ mapping }: Upload): string | null => (mapping === null ? null : JSON.stringify(mapping));
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
  ...{ lead: row.lead_id, place: row.place, sha256: row.sha256, mappingId: row.mapping_id },
  mapping: row.mapping === null ? null : JSON.parse(row.mapping),
  rows:
    row.rows_read === null
      ? null
      : { read: row.rows_read, accepted: row.rows_accepted ?? 0, refused: row.rows_refused ?? 0 },
  createdAtMs: row.created_at,
  updatedAtMs: row.updated_at,
});

import { type Sql, sql } from '#sdk';
import { cellFromJson, cellToJson } from '../../engine/connect/cell-json.ts';
import type { Reach } from '../../platform/access/guard.ts';
import type { Db } from '../../platform/db/index.ts';
import { missedStore } from './missed-store.sqlite.ts';
import type { Extraction, Follow } from './model.ts';
import { runStore } from './run-store.sqlite.ts';
import type { ExtractionStore } from './store.ts';

interface Row {
  id: string;
  tenant: string;
  workspace: string;
  connection: string;
  dataset: string;
  name: string;
  source: string;
  follows: Follow['by'];
  watermarkColumn: string | null;
  overlap: number;
  mode: Extraction['mode'];
  key: string;
  rowLimit: number | null;
  mapping: string | null;
  timeZone: string | null;
  watermark: string | null;
  cursor: string | null;
  etag: string;
  createdBy: string | null;
  createdAtMs: number;
  updatedAtMs: number | null;
}

const COLUMNS = sql`e.id, e.tenant_id as tenant, e.workspace_id as workspace, e.connection_id as connection,
  e.dataset_id as dataset, e.name, e.source, e.follows, e.watermark_column as watermarkColumn, e.overlap, e.mode, e."key",
  e.row_limit as rowLimit, e.mapping, e.time_zone as timeZone, e.watermark, e.cursor, e.etag, e.created_by as createdBy,
  e.created_at as createdAtMs, e.updated_at as updatedAtMs`;

const parsed = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
const kept = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));

const toExtraction = ({ follows, watermarkColumn, overlap, watermark, cursor, ...row }: Row): Extraction => ({
  ...row,
  source: JSON.parse(row.source),
  follow: follows === 'column' ? { by: follows, column: watermarkColumn!, overlap } : { by: follows },
  key: JSON.parse(row.key),
  mapping: parsed(row.mapping),
  progress: { watermark: watermark === null ? null : cellFromJson(JSON.parse(watermark)), cursor: parsed(cursor) },
});

const within = ({ tenant, workspaces }: Reach): Sql =>
  workspaces === 'all'
    ? sql`e.tenant_id = ${tenant}`
    : sql`e.tenant_id = ${tenant} and e.workspace_id in (select value from json_each(${JSON.stringify([...workspaces])}))`;

const DATASET = sql`join datasets d on d.tenant_id = e.tenant_id and d.id = e.dataset_id
  join projects p on p.tenant_id = d.tenant_id and p.id = d.project_id`;

/** Those whose dataset is in the bin, or the project of it, wait there with it. */
const LIVE = sql`${DATASET} and d.deleted_at is null and p.archived_at is null`;

export const sqliteExtractionStore = (db: Db): ExtractionStore => ({
  ...extractions(db),
  ...runStore(db),
  ...missedStore(db),
});

const followed = (follow: Follow) =>
  follow.by === 'column' ? { column: follow.column, overlap: follow.overlap } : { column: null, overlap: 0 };

type Own = Pick<
  ExtractionStore,
  'list' | 'find' | 'ofConnection' | 'findByName' | 'insert' | 'update' | 'remove' | 'setProgress'
>;

const extractions = (db: Db): Own => ({
  list(reach, { limit, after, offset }) {
    const goOn = after ? sql`and (e.name, e.id) > (${after[0]!}, ${after[1]!})` : sql``;
    const rows = db.all<Row>(sql`select ${COLUMNS} from extractions e ${LIVE} where ${within(reach)} ${goOn}
      order by e.name, e.id limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from extractions e ${LIVE} where ${within(reach)}`);
    return { rows: rows.map(toExtraction), total: total?.n ?? 0 };
  },
  find(tenant, id) {
    const row = db.get<Row>(
      sql`select ${COLUMNS} from extractions e ${LIVE} where e.tenant_id = ${tenant} and e.id = ${id}`,
    );
    return row && toExtraction(row);
  },
  ofConnection: (tenant, connection) =>
    db.all(sql`select e.id, e.name, e.workspace_id as workspace, e.dataset_id as dataset, e.created_by as createdBy,
        coalesce(d.deleted_at, p.archived_at) as binSinceMs
      from extractions e ${DATASET} and d.purged_at is null
      where e.tenant_id = ${tenant} and e.connection_id = ${connection} order by e.name`),
  findByName: (tenant, workspace, name) =>
    db.get(sql`select e.id, e.name from extractions e where e.tenant_id = ${tenant} and e.workspace_id = ${workspace}
      and e.name = ${name}`),
  insert(tx, e) {
    const { column, overlap } = followed(e.follow);
    tx.run(sql`insert into extractions (id, tenant_id, workspace_id, connection_id, dataset_id, name, source, follows,
        watermark_column, overlap, mode, "key", row_limit, mapping, time_zone, etag, created_by, created_at)
      values (${e.id}, ${e.tenant}, ${e.workspace}, ${e.connection}, ${e.dataset}, ${e.name}, ${JSON.stringify(e.source)},
        ${e.follow.by}, ${column}, ${overlap}, ${e.mode}, ${JSON.stringify(e.key)}, ${e.rowLimit}, ${kept(e.mapping)},
        ${e.timeZone}, ${e.etag}, ${e.createdBy}, ${e.createdAtMs})`);
  },
  update(tx, e, etag) {
    const { column, overlap } = followed(e.follow);
    return (
      tx.run(sql`update extractions set name = ${e.name}, source = ${JSON.stringify(e.source)}, follows = ${e.follow.by},
        watermark_column = ${column}, overlap = ${overlap}, mode = ${e.mode}, "key" = ${JSON.stringify(e.key)},
        row_limit = ${e.rowLimit}, mapping = ${kept(e.mapping)}, time_zone = ${e.timeZone}, etag = ${e.etag},
        updated_at = ${e.updatedAtMs} where tenant_id = ${e.tenant} and id = ${e.id} and etag = ${etag}`).changes > 0
    );
  },
  remove: (tx, { tenant, id }) => void tx.run(sql`delete from extractions where tenant_id = ${tenant} and id = ${id}`),
  setProgress(tx, { tenant, id }, { watermark, cursor }) {
    const mark = watermark === null ? null : JSON.stringify(cellToJson(watermark));
    tx.run(sql`update extractions set watermark = ${mark}, cursor = ${kept(cursor)}
      where tenant_id = ${tenant} and id = ${id}`);
  },
});

import { sql } from '#sdk';
import { withinReach } from '../../platform/access/reach-sql.ts';
import type { Db } from '../../platform/db/index.ts';
import type { ColumnMapping, MappingUse } from './model.ts';
import type { ColumnMappingStore } from './store.ts';

interface MappingRow {
  id: string;
  tenant_id: string;
  workspace_id: string;
  name: string;
  fingerprint: string | null;
  profile: string | null;
  mapping: string;
  etag: string;
  created_by: string;
  created_at: number;
  updated_at: number | null;
}

const COLUMNS = sql`id, tenant_id, workspace_id, name, fingerprint, profile, mapping, etag, created_by, created_at, updated_at`;

export const sqliteColumnMappingStore = (db: Db): ColumnMappingStore => ({
  find(tenant, id) {
    const row = db.get<MappingRow>(
      sql`select ${COLUMNS} from column_mappings where tenant_id = ${tenant} and id = ${id}`,
    );
    return row && toMapping(row);
  },
  list(reach, fingerprint, { limit, after, offset }) {
    const made = fingerprint === null ? sql`` : sql`and fingerprint = ${fingerprint}`;
    const seen = sql`tenant_id = ${reach.tenant} and ${withinReach(reach, 'workspace_id')} ${made}`;
    const from = after ? sql`and (name, id) > (${after[0]!}, ${after[1]!})` : sql``;
    const rows = db.all<MappingRow>(sql`select ${COLUMNS} from column_mappings where ${seen} ${from}
      order by name, id limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from column_mappings where ${seen}`)?.n ?? 0;
    return { rows: rows.map(toMapping), total };
  },
  ofWorkspace: (tenant, workspace) =>
    db
      .all<MappingRow>(sql`select ${COLUMNS} from column_mappings where tenant_id = ${tenant}
        and workspace_id = ${workspace} order by coalesce(updated_at, created_at) desc, id desc limit ${MOST_MATCHED}`)
      .map(toMapping),
  findByName(tenant, workspace, name) {
    const row = db.get<MappingRow>(sql`select ${COLUMNS} from column_mappings where tenant_id = ${tenant}
      and workspace_id = ${workspace} and name = ${name} collate nocase`);
    return row && toMapping(row);
  },
  listUses: (tenant, id) =>
    db.all<MappingUse>(sql`select d.id as dataset, d.name, p.workspace_id as workspace, d.project_id as project,
        count(distinct u.job_id) as loads, max(u.updated_at) as lastMs
      from uploads u join datasets d on d.tenant_id = u.tenant_id and d.id = u.dataset_id
      join projects p on p.tenant_id = d.tenant_id and p.id = d.project_id
      where u.tenant_id = ${tenant} and u.mapping_id = ${id} and u.state in ('loading', 'loaded')
        and d.deleted_at is null and p.archived_at is null
      group by d.id order by lastMs desc, d.id limit ${MOST_USES}`),
  insert(tx, m) {
    tx.run(sql`insert into column_mappings (${COLUMNS}) values (${m.id}, ${m.tenant}, ${m.workspace}, ${m.name},
      ${m.fingerprint}, ${profileText(m)}, ${JSON.stringify(m.mapping)}, ${m.etag}, ${m.createdBy}, ${m.createdAtMs}, ${m.updatedAtMs})`);
  },
  update: (tx, m, expectedEtag) =>
    tx.run(sql`update column_mappings set name = ${m.name}, fingerprint = ${m.fingerprint},
      profile = ${profileText(m)}, mapping = ${JSON.stringify(m.mapping)}, etag = ${m.etag}, updated_at = ${m.updatedAtMs}
      where tenant_id = ${m.tenant} and id = ${m.id} and etag = ${expectedEtag}`).changes === 1,
  remove: (tx, m, expectedEtag) =>
    tx.run(sql`delete from column_mappings where tenant_id = ${m.tenant} and id = ${m.id} and etag = ${expectedEtag}`)
      .changes === 1,
});

const profileText = ({ profile }: ColumnMapping): string | null => (profile === null ? null : JSON.stringify(profile));

/** Datasets that are named as users of one mapping. */
const MOST_USES = 200;

/** Mappings of one workspace that are compared with a file. */
const MOST_MATCHED = 1000;

const toMapping = (row: MappingRow): ColumnMapping => ({
  id: row.id,
  tenant: row.tenant_id,
  workspace: row.workspace_id,
  name: row.name,
  fingerprint: row.fingerprint,
  profile: row.profile === null ? null : JSON.parse(row.profile),
  mapping: JSON.parse(row.mapping),
  etag: row.etag,
  createdBy: row.created_by,
  createdAtMs: row.created_at,
  updatedAtMs: row.updated_at,
});

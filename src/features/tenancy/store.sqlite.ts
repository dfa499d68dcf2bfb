import { sql } from '#sdk';
import { withinReach } from '../../platform/access/reach-sql.ts';
import { type Db, removeChildren } from '../../platform/db/index.ts';
import type { DeletedProject, Project } from './model.ts';
import { sqliteShareStore } from './sharing/store.sqlite.ts';
import type { TenancyStore } from './store.ts';
import { sqliteTenantStore } from './tenants/store.sqlite.ts';
import { sqliteWorkspaceStore } from './workspaces/store.sqlite.ts';

interface ProjectRow {
  id: string;
  tenant_id: string;
  workspace_id: string;
  name: string;
  description: string;
  etag: string;
  created_at: number;
  updated_at: number | null;
}

const COLUMNS = sql`id, tenant_id, workspace_id, name, description, etag, created_at, updated_at`;

export function sqliteTenancyStore(db: Db): TenancyStore {
  return {
    findProject(tenant, id) {
      return project(
        db.get<ProjectRow>(sql`select ${COLUMNS} from projects
          where tenant_id = ${tenant} and id = ${id} and archived_at is null`),
      );
    },
    listProjects(reach, { limit, after, offset }) {
      const seen = sql`tenant_id = ${reach.tenant} and archived_at is null and ${withinReach(reach, 'workspace_id', 'id')}`;
      const from = after ? sql`and (name, id) > (${after[0]!}, ${after[1]!})` : sql``;
      const rows = db.all<ProjectRow>(sql`select ${COLUMNS} from projects where ${seen} ${from}
        order by name, id limit ${limit + 1} offset ${offset}`);
      const total = db.get<{ n: number }>(sql`select count(*) as n from projects where ${seen}`)?.n ?? 0;
      return { rows: rows.map(toProject), total };
    },
    listProjectIds: (tenant, workspace) =>
      db
        .all<{ id: string }>(sql`select id from projects where tenant_id = ${tenant} and workspace_id = ${workspace}
          and purged_at is null order by id`)
        .map(({ id }) => id),
    listNames: (tenant, workspace) =>
      db.all<{ id: string; name: string }>(sql`select id, name from projects where tenant_id = ${tenant}
        and workspace_id = ${workspace} and archived_at is null`),
    insertProject(tx, p) {
      tx.run(sql`insert into projects (id, tenant_id, workspace_id, name, description, etag, created_at)
        values (${p.id}, ${p.tenant}, ${p.workspace}, ${p.name}, ${p.description}, ${p.etag}, ${p.createdAtMs})`);
    },
    updateProject: (tx, p, expectedEtag) =>
      tx.run(sql`update projects set name = ${p.name}, description = ${p.description}, etag = ${p.etag},
        updated_at = ${p.updatedAtMs} where tenant_id = ${p.tenant} and id = ${p.id} and etag = ${expectedEtag}
        and archived_at is null`).changes === 1,
    archiveProject: (tx, p, expectedEtag, { nowMs, name }) =>
      tx.run(sql`update projects set archived_at = ${nowMs}, deleted_by = ${name}, etag = ${p.etag}
        where tenant_id = ${p.tenant} and id = ${p.id} and etag = ${expectedEtag} and archived_at is null`).changes ===
      1,
    ...bin(db),
    ...sqliteShareStore(db),
    ...sqliteTenantStore(db),
    ...sqliteWorkspaceStore(db),
  };
}

type Bin = Pick<TenancyStore, 'findDeleted' | 'listDeleted' | 'listDeletedBefore' | 'restoreProject' | 'purgeProject'>;

interface DeletedRow extends ProjectRow {
  archived_at: number;
  deleted_by: string | null;
}

const DELETED = sql`select ${COLUMNS}, archived_at, deleted_by from projects
  where archived_at is not null and purged_at is null`;

const bin = (db: Db): Bin => ({
  findDeleted(tenant, id) {
    const row = db.get<DeletedRow>(sql`${DELETED} and tenant_id = ${tenant} and id = ${id}`);
    return row && toDeleted(row);
  },
  listDeleted: (reach) =>
    db
      .all<DeletedRow>(sql`${DELETED} and tenant_id = ${reach.tenant} and ${withinReach(reach, 'workspace_id', 'id')}`)
      .map(toDeleted),
  listDeletedBefore: (timeMs) =>
    db.all<{ tenant: string; id: string }>(sql`select tenant_id as tenant, id from projects
      where archived_at <= ${timeMs} and purged_at is null order by archived_at, id`),
  restoreProject(tx, p) {
    tx.run(sql`update projects set archived_at = null, deleted_by = null, name = ${p.name}, etag = ${p.etag},
      updated_at = ${p.updatedAtMs} where tenant_id = ${p.tenant} and id = ${p.id}`);
  },
  purgeProject(tx, p, nowMs) {
    removeChildren(tx, 'projects', 'project_id', p);
    tx.run(sql`update projects set purged_at = ${nowMs}, deleted_by = null, name = '', description = ''
      where tenant_id = ${p.tenant} and id = ${p.id}`);
  },
});

const project = (row: ProjectRow | null): Project | null => row && toProject(row);

const toDeleted = (row: DeletedRow): DeletedProject => ({
  ...toProject(row),
  deletedAtMs: row.archived_at,
  deletedBy: row.deleted_by,
});

const toProject = (row: ProjectRow): Project => ({
  id: row.id,
  tenant: row.tenant_id,
  workspace: row.workspace_id,
  name: row.name,
  description: row.description,
  etag: row.etag,
  createdAtMs: row.created_at,
  updatedAtMs: row.updated_at,
});

import { sql } from '#sdk';
import { withinReach } from '../../../platform/access/reach-sql.ts';
import type { Db } from '../../../platform/db/index.ts';
import type { Workspace } from './model.ts';
import type { WorkspaceStore } from './store.ts';

const COLUMNS = sql`id, tenant_id as tenant, name, description, region, etag, created_at as createdAtMs,
  updated_at as updatedAtMs, archived_at as archivedAtMs`;

export const sqliteWorkspaceStore = (db: Db): WorkspaceStore => ({
  listWorkspaces: (reach) =>
    db.all<Workspace>(sql`select ${COLUMNS} from workspaces where tenant_id = ${reach.tenant} and archived_at is null
      and ${withinReach(reach, 'id')} order by created_at, id`),
  listEveryWorkspace: (tenant) =>
    db.all<Workspace>(sql`select ${COLUMNS} from workspaces where tenant_id = ${tenant}
      order by name collate nocase, id`),
  findWorkspace: (tenant, id) =>
    db.get<Workspace>(sql`select ${COLUMNS} from workspaces where tenant_id = ${tenant} and id = ${id}`),
  insertWorkspace(tx, w) {
    tx.run(sql`insert into workspaces (id, tenant_id, name, description, region, etag, created_at)
      values (${w.id}, ${w.tenant}, ${w.name}, ${w.description}, ${w.region}, ${w.etag}, ${w.createdAtMs})`);
  },
  updateWorkspace: (tx, w, expectedEtag) =>
    tx.run(sql`update workspaces set name = ${w.name}, description = ${w.description}, etag = ${w.etag},
      updated_at = ${w.updatedAtMs}, archived_at = ${w.archivedAtMs}
      where tenant_id = ${w.tenant} and id = ${w.id} and etag = ${expectedEtag}`).changes === 1,
});

import { sql } from '#sdk';
import type { Db } from '../../../platform/db/index.ts';
import type { Share, SharedWith } from './model.ts';
import type { ShareStore } from './store.ts';

interface Row extends Omit<Share, 'principal'> {
  kind: SharedWith['kind'];
  principal: string;
  name: string;
  displayName: string;
}

export const sqliteShareStore = (db: Db): ShareStore => ({
  listShares: ({ tenant, project, dataset }) =>
    db
      .all<Row>(sql`select s.id, s.tenant_id as tenant, s.project_id as project, s.dataset_id as dataset,
          s.principal_kind as kind, s.principal_id as principal, coalesce(u.login, o.name, '') as name,
          coalesce(u.display_name, o.name, '') as displayName, s.role, s.created_by as createdBy,
          s.created_at as createdAtMs
        from shares s
        left join users u on u.tenant_id = s.tenant_id and u.id = s.principal_id
        left join groups o on o.tenant_id = s.tenant_id and o.id = s.principal_id
        where s.tenant_id = ${tenant} and s.project_id = ${project} and s.dataset_id is ${dataset}
        order by coalesce(u.login, o.name, ''), s.id`)
      .map(({ kind, principal, name, displayName, ...row }) => ({
        ...row,
        principal: { kind, id: principal, name, displayName },
      })),
  insertShare: (tx, s) =>
    tx.run(sql`insert into shares (id, tenant_id, project_id, dataset_id, principal_kind, principal_id, role,
        created_by, created_at)
      values (${s.id}, ${s.tenant}, ${s.project}, ${s.dataset}, ${s.principal.kind}, ${s.principal.id}, ${s.role},
        ${s.createdBy}, ${s.createdAtMs}) on conflict do nothing`).changes === 1,
  removeShare(tx, s) {
    tx.run(sql`delete from shares where tenant_id = ${s.tenant} and id = ${s.id}`);
  },
});

import { sql } from '#sdk';
import { isPermission } from '../../../platform/access/permissions.ts';
import type { Db } from '../../../platform/db/index.ts';
import type { CustomRole } from './model.ts';
import type { RoleStore } from './store.ts';

type Row = Omit<CustomRole, 'permissions'> & { permissions: string };

const SELECT = sql`select tenant_id as tenant, name, description, permissions, etag, created_at as createdAtMs,
  updated_at as updatedAtMs from roles`;

export const sqliteRoleStore = (db: Db): RoleStore => ({
  isApplianceTenant: (tenant) =>
    db.get(sql`select 1 from tenants where id = ${tenant} and kind = 'appliance'`) !== null,
  findRole(tenant, name) {
    const row = db.get<Row>(sql`${SELECT} where tenant_id = ${tenant} and name = ${name}`);
    return row && toRole(row);
  },
  listRoles: (tenant) => db.all<Row>(sql`${SELECT} where tenant_id = ${tenant} order by name`).map(toRole),
  countHolders: (tenant) =>
    new Map(
      db
        .all<{ role: string; holders: number }>(sql`select role, count(distinct principal_id) as holders from grants
          where tenant_id = ${tenant} group by role`)
        .map(({ role, holders }) => [role, holders]),
    ),
  insertRole(tx, r) {
    tx.run(sql`insert into roles (tenant_id, name, description, permissions, etag, created_at)
      values (${r.tenant}, ${r.name}, ${r.description}, ${JSON.stringify(r.permissions)}, ${r.etag}, ${r.createdAtMs})`);
  },
  updateRole: (tx, r, expectedEtag) =>
    tx.run(sql`update roles set description = ${r.description}, permissions = ${JSON.stringify(r.permissions)},
      etag = ${r.etag}, updated_at = ${r.updatedAtMs}
      where tenant_id = ${r.tenant} and name = ${r.name} and etag = ${expectedEtag}`).changes === 1,
  removeRole: (tx, r, expectedEtag) =>
    tx.run(sql`delete from roles where tenant_id = ${r.tenant} and name = ${r.name} and etag = ${expectedEtag}`)
      .changes === 1,
});

const toRole = ({ permissions, ...row }: Row): CustomRole => ({
  ...row,
  permissions: (JSON.parse(permissions) as string[]).filter(isPermission),
});

import { sql } from '#sdk';
import { ROLES } from '../../platform/access/permissions.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Places } from './role-map.ts';

type Found = { id: string };

export const sqlitePlaces = (db: Db): Places => ({
  findTenant: (name) =>
    (name === ''
      ? db.get<Found>(sql`select id from tenants where kind = 'appliance'`)
      : db.get<Found>(sql`select id from tenants where name = ${name}`)
    )?.id ?? null,
  findWorkspace: (tenant, name) =>
    db.get<Found>(sql`select id from workspaces where tenant_id = ${tenant} and name = ${name}`)?.id ?? null,
  hasRole: (tenant, role) =>
    (ROLES as readonly string[]).includes(role) ||
    db.get(sql`select 1 from roles where tenant_id = ${tenant} and name = ${role}`) !== null,
});

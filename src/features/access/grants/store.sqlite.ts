import { sql } from '#sdk';
import { heldAccess, type NamedWorkspace } from '../../../platform/access/held-access.ts';
import type { Db } from '../../../platform/db/index.ts';
import type { PrincipalKind } from '../principals/model.ts';
import type { HeldRole } from './model.ts';
import type { GrantStore } from './store.ts';

interface Row extends Omit<HeldRole, 'principal'> {
  kind: PrincipalKind;
  principal: string;
  name: string;
  displayName: string;
}

/** A login, or the name of a group or a service account. */
const NAME = sql`coalesce(iif(u.kind = 'service', u.display_name, u.login), o.name, '')`;

const SELECT = sql`select g.id, g.tenant_id as tenant, g.principal_kind as kind, g.principal_id as principal,
    ${NAME} as name, coalesce(u.display_name, o.name, '') as displayName, g.role,
    g.workspace_id as workspace, w.name as workspaceName, g.source, g.created_at as createdAtMs
  from grants g
  left join users u on u.tenant_id = g.tenant_id and u.id = g.principal_id
  left join groups o on o.tenant_id = g.tenant_id and o.id = g.principal_id
  left join workspaces w on w.tenant_id = g.tenant_id and w.id = g.workspace_id`;

export const sqliteGrantStore = (db: Db): GrantStore => ({
  listGrants(tenant, { principal, workspace }, { limit, after, offset }) {
    const of = sql`g.tenant_id = ${tenant}
      and (${principal ?? null} is null or g.principal_id = ${principal ?? null})
      and (${workspace ?? null} is null or g.workspace_id = ${workspace ?? null})`;
    const from = after ? sql`and (${NAME}, g.id) > (${after[0]!}, ${after[1]!})` : sql``;
    const rows = db.all<Row>(sql`${SELECT} where ${of} ${from}
      order by ${NAME}, g.id limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from grants g where ${of}`)?.n ?? 0;
    return { rows: rows.map(toHeld), total };
  },
  findGrant(tenant, id) {
    const row = db.get<Row>(sql`${SELECT} where g.tenant_id = ${tenant} and g.id = ${id}`);
    return row && toHeld(row);
  },
  insertGrant: (tx, h) =>
    tx.run(sql`insert into grants (id, tenant_id, principal_kind, principal_id, role, workspace_id, created_at)
      values (${h.id}, ${h.tenant}, ${h.principal.kind}, ${h.principal.id}, ${h.role}, ${h.workspace}, ${h.createdAtMs})
      on conflict do nothing`).changes === 1,
  removeGrant(tx, h) {
    tx.run(sql`delete from grants where tenant_id = ${h.tenant} and id = ${h.id}`);
  },
  heldBy: (tenant, holder) => heldAccess(db, tenant, holder).grants,
  findOpenWorkspace: (tenant, id) =>
    db.get<NamedWorkspace>(sql`select id, name from workspaces
      where tenant_id = ${tenant} and id = ${id} and archived_at is null`),
  listOpenWorkspaces: (tenant) =>
    db.all<NamedWorkspace>(sql`select id, name from workspaces where tenant_id = ${tenant} and archived_at is null
      order by name collate nocase, id`),
  countAbleAdministrators: (tenant) =>
    db.get<{ n: number }>(sql`select count(*) as n from users u where u.tenant_id = ${tenant} and u.status = 'active'
      and u.password_hash is not null and exists (select 1 from held_grants h where h.tenant_id = u.tenant_id
        and h.holder_id = u.id and h.role = 'administrator' and h.workspace_id is null)`)?.n ?? 0,
});

const toHeld = ({ kind, principal, name, displayName, ...row }: Row): HeldRole => ({
  ...row,
  principal: { kind, id: principal, name, displayName },
});

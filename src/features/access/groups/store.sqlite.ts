import { sql } from '#sdk';
import type { Db } from '../../../platform/db/index.ts';
import type { Group, Member } from './model.ts';
import type { GroupStore } from './store.ts';

const SELECT = sql`select g.id, g.tenant_id as tenant, g.name, g.description, g.etag, g.created_at as createdAtMs,
  g.updated_at as updatedAtMs,
  (select count(*) from group_members m where m.tenant_id = g.tenant_id and m.group_id = g.id) as members from groups g`;

/** Service accounts are known by their names. */
const LOGIN = sql`iif(u.kind = 'service', u.display_name, u.login)`;

export const sqliteGroupStore = (db: Db): GroupStore => ({ ...groups(db), ...members(db) });

type Part<K extends keyof GroupStore> = Pick<GroupStore, K>;

const groups = (
  db: Db,
): Part<'listGroups' | 'listGroupNames' | 'findGroup' | 'insertGroup' | 'updateGroup' | 'removeGroup'> => ({
  listGroups(tenant, { limit, after, offset }) {
    const from = after ? sql`and (g.name, g.id) > (${after[0]!}, ${after[1]!})` : sql``;
    const rows = db.all<Group>(sql`${SELECT} where g.tenant_id = ${tenant} ${from}
      order by g.name, g.id limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from groups where tenant_id = ${tenant}`)?.n ?? 0;
    return { rows, total };
  },
  listGroupNames: (tenant) =>
    db.all<{ id: string; name: string }>(sql`select id, name from groups where tenant_id = ${tenant}`),
  findGroup: (tenant, id) => db.get<Group>(sql`${SELECT} where g.tenant_id = ${tenant} and g.id = ${id}`),
  insertGroup(tx, g) {
    tx.run(sql`insert into groups (id, tenant_id, name, description, etag, created_at)
      values (${g.id}, ${g.tenant}, ${g.name}, ${g.description}, ${g.etag}, ${g.createdAtMs})`);
  },
  updateGroup: (tx, g, expectedEtag) =>
    tx.run(sql`update groups set name = ${g.name}, description = ${g.description}, etag = ${g.etag},
      updated_at = ${g.updatedAtMs} where tenant_id = ${g.tenant} and id = ${g.id} and etag = ${expectedEtag}`)
      .changes === 1,
  removeGroup(tx, g, expectedEtag) {
    tx.run(
      sql`delete from grants where tenant_id = ${g.tenant} and principal_kind = 'group' and principal_id = ${g.id}`,
    );
    tx.run(
      sql`delete from shares where tenant_id = ${g.tenant} and principal_kind = 'group' and principal_id = ${g.id}`,
    );
    return (
      tx.run(sql`delete from groups where tenant_id = ${g.tenant} and id = ${g.id} and etag = ${expectedEtag}`)
        .changes === 1
    );
  },
});

const members = (db: Db): Part<'listMembers' | 'addMember' | 'removeMember' | 'listGiven'> => ({
  listMembers({ tenant, id }, { limit, after, offset }) {
    const from = after ? sql`and (${LOGIN}, u.id) > (${after[0]!}, ${after[1]!})` : sql``;
    const rows = db.all<Member>(sql`select u.id,
        ${LOGIN} as login, u.display_name as displayName, u.status
      from group_members m join users u on u.tenant_id = m.tenant_id and u.id = m.user_id
      where m.tenant_id = ${tenant} and m.group_id = ${id} ${from}
      order by ${LOGIN}, u.id limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from group_members
      where tenant_id = ${tenant} and group_id = ${id}`);
    return { rows, total: total?.n ?? 0 };
  },
  addMember(tx, { tenant, id }, user, nowMs) {
    tx.run(sql`insert into group_members (tenant_id, group_id, user_id, created_at)
      values (${tenant}, ${id}, ${user}, ${nowMs}) on conflict do nothing`);
  },
  removeMember: (tx, { tenant, id }, user) =>
    tx.run(sql`delete from group_members where tenant_id = ${tenant} and group_id = ${id} and user_id = ${user}`)
      .changes === 1,
  listGiven: ({ tenant, id }) =>
    db.all<{ role: string; workspace: string | null }>(sql`select role, workspace_id as workspace from grants
        where tenant_id = ${tenant} and principal_kind = 'group' and principal_id = ${id}
      union select s.role, p.workspace_id from shares s
        join projects p on p.tenant_id = s.tenant_id and p.id = s.project_id
        where s.tenant_id = ${tenant} and s.principal_kind = 'group' and s.principal_id = ${id}`),
});

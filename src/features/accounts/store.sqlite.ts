import { type Sql, sql } from '#sdk';
import type { Db } from '../../platform/db/index.ts';
import type { OwnSettings, User } from './model.ts';
import type { AccountStore } from './store.ts';

type Row = Omit<User, 'hasPassword' | 'grants'> & { hasPassword: number; grants: string };

const select = (
  where: Sql,
): Sql => sql`select u.id, u.tenant_id as tenant, u.login, u.display_name as displayName, u.email,
    u.kind, u.status, u.disabled_by as disabledBy, u.disabled_why as disabledWhy, u.password_hash is not null as hasPassword, u.created_at as createdAtMs, u.last_login_at as lastSignInAtMs,
    (select json_group_array(json_object('role', g.role, 'workspace', g.workspace_id, 'source', g.source)
        order by g.role, g.workspace_id, g.source)
      from grants g where g.tenant_id = u.tenant_id and g.principal_kind = 'user' and g.principal_id = u.id) as grants
  from users u where u.kind <> 'service' and ${where}`;

const toUser = ({ hasPassword, grants, ...row }: Row): User => ({
  ...row,
  hasPassword: hasPassword === 1,
  grants: JSON.parse(grants) as User['grants'],
});

export const sqliteAccountStore = (db: Db): AccountStore => ({ ...users(db), ...own(db) });

type Part<K extends keyof AccountStore> = Pick<AccountStore, K>;

const users = (
  db: Db,
): Part<'listUsers' | 'findUser' | 'findByLogin' | 'insertUser' | 'replaceRoles' | 'saveEmail' | 'setStatus'> => ({
  listUsers(tenant, { limit, after, offset }) {
    const from = after ? sql`and (u.login, u.id) > (${after[0]!}, ${after[1]!})` : sql``;
    const rows = db.all<Row>(sql`${select(sql`u.tenant_id = ${tenant}`)} ${from}
      order by u.login, u.id limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(
      sql`select count(*) as n from users where tenant_id = ${tenant} and kind <> 'service'`,
    );
    return { rows: rows.map(toUser), total: total?.n ?? 0 };
  },
  findUser(tenant, id) {
    const row = db.get<Row>(select(sql`u.tenant_id = ${tenant} and u.id = ${id}`));
    return row && toUser(row);
  },
  findByLogin(tenant, login) {
    const row = db.get<Row>(select(sql`u.tenant_id = ${tenant} and u.login = ${login}`));
    return row && toUser(row);
  },
  insertUser(tx, u) {
    tx.run(sql`insert into users (id, tenant_id, login, display_name, email, kind, status, created_at)
      values (${u.id}, ${u.tenant}, ${u.login}, ${u.displayName}, ${u.email}, 'local', ${u.status}, ${u.createdAtMs})`);
  },
  replaceRoles(tx, user, grants, nowMs) {
    tx.run(sql`delete from grants where tenant_id = ${user.tenant} and principal_kind = 'user'
      and principal_id = ${user.id} and workspace_id is null and source = 'local'`);
    for (const { id, role } of grants)
      tx.run(sql`insert into grants (id, tenant_id, principal_kind, principal_id, role, workspace_id, created_at)
        values (${id}, ${user.tenant}, 'user', ${user.id}, ${role}, null, ${nowMs})`);
  },
  saveEmail(tx, user, email) {
    tx.run(sql`update users set email = ${email} where tenant_id = ${user.tenant} and id = ${user.id}`);
  },
  setStatus(tx, user, status) {
    tx.run(sql`update users set status = ${status}, disabled_by = null, disabled_why = null
      where tenant_id = ${user.tenant} and id = ${user.id}`);
  },
});

type SettingsRow = { displayName: string; kind: string } & OwnSettings['preferences'];

const own = (db: Db): Part<'findOwnSettings' | 'saveOwnSettings'> => ({
  findOwnSettings(tenant, id) {
    const row = db.get<SettingsRow>(sql`select display_name as displayName, kind, display_zone as displayZone, language,
      density, theme from users where tenant_id = ${tenant} and id = ${id}`);
    if (!row) return null;
    const { displayName, kind, ...preferences } = row;
    return { displayName, isNameGiven: kind !== 'local', preferences };
  },
  saveOwnSettings(tx, tenant, id, { displayName, preferences: p }) {
    tx.run(sql`update users set display_name = ${displayName}, display_zone = ${p.displayZone},
      language = ${p.language}, density = ${p.density}, theme = ${p.theme}
      where tenant_id = ${tenant} and id = ${id}`);
  },
});

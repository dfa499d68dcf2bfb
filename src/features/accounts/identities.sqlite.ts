import { type Sql, sql } from '#sdk';
import type { Grant } from '../../platform/access/actor.ts';
import type { Db } from '../../platform/db/index.ts';
import type { IdentityStore, KnownIdentity } from './identities.ts';

type Row = Omit<KnownIdentity, 'attributes' | 'groups' | 'grants'> & {
  attributes: string;
  groups: string;
  grants: string;
};

const select = (
  where: Sql,
): Sql => sql`select i.tenant_id as tenant, i.provider, i.subject, i.user_id as user, i.login, i.dn,
    i.attributes, i.groups, i.seen_at as seenAtMs, i.missing_since as missingSinceMs, i.missing_syncs as missingSyncs,
    u.login as accountLogin, u.display_name as displayName, u.email, u.status, u.disabled_by as disabledBy, u.disabled_why as disabledWhy,
    (select json_group_array(json_object('role', g.role, 'workspace', g.workspace_id) order by g.role, g.workspace_id)
      from grants g where g.tenant_id = i.tenant_id and g.principal_kind = 'user' and g.principal_id = i.user_id
        and g.source = i.provider) as grants
  from identities i join users u on u.tenant_id = i.tenant_id and u.id = i.user_id where ${where}
  order by i.subject, i.tenant_id`;

const toKnown = ({ attributes, groups, grants, ...row }: Row): KnownIdentity => ({
  ...row,
  attributes: JSON.parse(attributes) as KnownIdentity['attributes'],
  groups: JSON.parse(groups) as string[],
  grants: JSON.parse(grants) as Grant[],
});

export const sqliteIdentityStore = (db: Db): IdentityStore => ({ ...finding(db), ...writing(db) });

type Finding = 'findIdentity' | 'findIdentityOf' | 'listIdentities' | 'pageIdentities' | 'isLoginFree';

const finding = (db: Db): Pick<IdentityStore, Finding> => ({
  findIdentity({ tenant, provider, subject }) {
    const row = db.get<Row>(
      select(sql`i.tenant_id = ${tenant} and i.provider = ${provider} and i.subject = ${subject}`),
    );
    return row && toKnown(row);
  },
  findIdentityOf(tenant, user) {
    const row = db.get<Row>(select(sql`i.tenant_id = ${tenant} and i.user_id = ${user}`));
    return row && toKnown(row);
  },
  listIdentities: (provider, subject) =>
    db.all<Row>(select(sql`i.provider = ${provider} and i.subject = ${subject}`)).map(toKnown),
  pageIdentities(provider, after, limit) {
    const rest = after ? sql`and (i.subject, i.tenant_id) > (${after.subject}, ${after.tenant})` : sql``;
    return db.all<Row>(sql`${select(sql`i.provider = ${provider} ${rest}`)} limit ${limit}`).map(toKnown);
  },
  isLoginFree: (tenant, login, exceptUser) =>
    db.get(sql`select 1 from users where tenant_id = ${tenant} and login = ${login} and id is not ${exceptUser}`) ===
    null,
});

const writing = (db: Db): Omit<IdentityStore, Finding> => ({
  insertAccount(tx, a, nowMs) {
    tx.run(sql`insert into users (id, tenant_id, login, display_name, email, kind, created_at)
      values (${a.id}, ${a.tenant}, ${a.login}, ${a.displayName}, ${a.email}, ${a.kind}, ${nowMs})`);
  },
  saveIdentity(tx, i, user, nowMs) {
    const [attributes, groups] = [JSON.stringify(i.attributes), JSON.stringify(i.groups)];
    tx.run(sql`insert into identities (tenant_id, provider, subject, user_id, login, dn, attributes, groups, seen_at)
      values (${i.tenant}, ${i.provider}, ${i.subject}, ${user}, ${i.login}, ${i.dn}, ${attributes}, ${groups}, ${nowMs})
      on conflict (tenant_id, provider, subject) do update set login = ${i.login}, dn = ${i.dn},
        attributes = ${attributes}, groups = ${groups}, seen_at = ${nowMs}, missing_since = null, missing_syncs = 0`);
  },
  saveProfile(tx, { tenant, user }, { login, displayName, email }) {
    tx.run(sql`update users set login = ${login}, display_name = ${displayName}, email = ${email}
      where tenant_id = ${tenant} and id = ${user}`);
  },
  replaceGrants(tx, { tenant, user }, source, grants) {
    tx.run(sql`delete from grants where tenant_id = ${tenant} and principal_kind = 'user' and principal_id = ${user}
      and source = ${source}`);
    for (const { id, role, workspace, createdAtMs } of grants)
      tx.run(sql`insert into grants (id, tenant_id, principal_kind, principal_id, role, workspace_id, source, created_at)
        values (${id}, ${tenant}, 'user', ${user}, ${role}, ${workspace}, ${source}, ${createdAtMs})`);
  },
  setStatus(tx, { tenant, user }, { status, by, why }) {
    tx.run(sql`update users set status = ${status}, disabled_by = ${by}, disabled_why = ${why}
      where tenant_id = ${tenant} and id = ${user}`);
  },
  noteSeen(keys, nowMs) {
    db.transaction((tx) => {
      for (const { tenant, provider, subject } of keys)
        tx.run(sql`update identities set seen_at = ${nowMs}, missing_since = null, missing_syncs = 0
          where tenant_id = ${tenant} and provider = ${provider} and subject = ${subject}`);
    });
  },
  noteMissing({ tenant, provider, subject }, { sinceMs, syncs }) {
    db.run(sql`update identities set missing_since = ${sinceMs}, missing_syncs = ${syncs}
      where tenant_id = ${tenant} and provider = ${provider} and subject = ${subject}`);
  },
});

import { type Sql, sql } from '#sdk';
import type { Db } from '../../platform/db/index.ts';
import { nameKey } from '../../platform/names.ts';
import type { ApiKey, ListedKey, ServiceAccount } from './model.ts';
import type { ServiceAccountStore } from './store.ts';

type Part<K extends keyof ServiceAccountStore> = Pick<ServiceAccountStore, K>;
type AccountRow = Omit<ServiceAccount, 'roles'> & { roles: string };
type KeyRow<K extends ApiKey = ApiKey> = Omit<K, 'scopes' | 'networks'> & { scopes: string; networks: string };

export const sqliteServiceAccounts = (db: Db): ServiceAccountStore => ({ ...accounts(db), ...keys(db) });

const selectAccount = (where: Sql): Sql => sql`select u.id, u.tenant_id as tenant, u.display_name as name, u.status,
    u.created_at as createdAtMs, (select json_group_array(g.role order by g.role) from grants g
      where g.tenant_id = u.tenant_id and g.principal_kind = 'service' and g.principal_id = u.id
      and g.workspace_id is null) as roles
  from users u where u.kind = 'service' and ${where}`;

const toAccount = ({ roles, ...row }: AccountRow): ServiceAccount => ({ ...row, roles: JSON.parse(roles) });

const accounts = (
  db: Db,
): Part<'listAccounts' | 'findAccount' | 'hasName' | 'insertAccount' | 'replaceRoles' | 'setStatus'> => ({
  listAccounts(tenant, { limit, after, offset }) {
    const from = after ? sql`and (u.display_name, u.id) > (${after[0]!}, ${after[1]!})` : sql``;
    const rows = db.all<AccountRow>(sql`${selectAccount(sql`u.tenant_id = ${tenant}`)} ${from}
      order by u.display_name, u.id limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(
      sql`select count(*) as n from users where tenant_id = ${tenant} and kind = 'service'`,
    );
    return { rows: rows.map(toAccount), total: total?.n ?? 0 };
  },
  findAccount(tenant, id) {
    const row = db.get<AccountRow>(selectAccount(sql`u.tenant_id = ${tenant} and u.id = ${id}`));
    return row && toAccount(row);
  },
  hasName(tenant, name) {
    const rows = db.all<{ name: string }>(sql`select display_name as name from users
      where tenant_id = ${tenant} and kind = 'service'`);
    return rows.some((row) => nameKey(row.name) === nameKey(name));
  },
  insertAccount(tx, a) {
    tx.run(sql`insert into users (id, tenant_id, login, display_name, kind, status, created_at)
      values (${a.id}, ${a.tenant}, ${`service ${a.id}`}, ${a.name}, 'service', ${a.status}, ${a.createdAtMs})`);
  },
  replaceRoles(tx, account, grants, nowMs) {
    tx.run(sql`delete from grants where tenant_id = ${account.tenant} and principal_kind = 'service'
      and principal_id = ${account.id} and workspace_id is null`);
    for (const { id, role } of grants)
      tx.run(sql`insert into grants (id, tenant_id, principal_kind, principal_id, role, workspace_id, created_at)
        values (${id}, ${account.tenant}, 'service', ${account.id}, ${role}, null, ${nowMs})`);
  },
  setStatus(tx, account, status) {
    tx.run(sql`update users set status = ${status} where tenant_id = ${account.tenant} and id = ${account.id}
      and kind = 'service'`);
  },
});

const KEY = sql`k.id, k.tenant_id as tenant, k.user_id as user, k.name, k.scopes, k.networks, k.created_at as createdAtMs,
  k.created_by as createdBy, k.expires_at as expiresAtMs, k.revoked_at as revokedAtMs, k.replaced_by as replacedBy,
  k.last_used_at as lastUsedAtMs, k.last_used_ip as lastUsedIp`;

const toKey = <K extends ApiKey>({ scopes, networks, ...row }: KeyRow<K>): K =>
  ({ ...row, scopes: JSON.parse(scopes), networks: JSON.parse(networks) }) as unknown as K;

const keys = (
  db: Db,
): Part<'findKey' | 'listKeys' | 'listAllKeys' | 'insertKey' | 'revokeKey' | 'noteReplaced' | 'noteUse'> => ({
  findKey(id) {
    const row = db.get<KeyRow<ApiKey & { secretHash: string }>>(sql`select ${KEY}, k.secret_hash as secretHash
      from api_keys k where k.id = ${id}`);
    return row && toKey(row);
  },
  listKeys: ({ tenant, user }) =>
    db
      .all<KeyRow>(sql`select ${KEY} from api_keys k where k.tenant_id = ${tenant} and k.user_id = ${user}
        order by k.created_at desc, k.id`)
      .map(toKey),
  listAllKeys(tenant, { limit, after, offset }) {
    const from = after ? sql`and (k.created_at, k.id) < (${Number(after[0]!)}, ${after[1]!})` : sql``;
    const rows = db.all<KeyRow<ListedKey>>(sql`select ${KEY}, u.display_name as ownerName,
        iif(u.kind = 'service', 'service', 'person') as ownerKind
      from api_keys k join users u on u.tenant_id = k.tenant_id and u.id = k.user_id
      where k.tenant_id = ${tenant} ${from} order by k.created_at desc, k.id desc limit ${limit + 1} offset ${offset}`);
    const total = db.get<{ n: number }>(sql`select count(*) as n from api_keys where tenant_id = ${tenant}`);
    return { rows: rows.map(toKey), total: total?.n ?? 0 };
  },
  insertKey(tx, k, secretHash) {
    tx.run(sql`insert into api_keys (id, tenant_id, user_id, name, secret_hash, scopes, networks, created_at, created_by,
        expires_at)
      values (${k.id}, ${k.tenant}, ${k.user}, ${k.name}, ${secretHash}, ${JSON.stringify(k.scopes)},
        ${JSON.stringify(k.networks)}, ${k.createdAtMs}, ${k.createdBy}, ${k.expiresAtMs})`);
  },
  revokeKey(tx, { tenant, id }, nowMs) {
    tx.run(sql`update api_keys set revoked_at = ${nowMs}
      where tenant_id = ${tenant} and id = ${id} and revoked_at is null`);
  },
  noteReplaced(tx, { tenant, id }, by, expiresAtMs) {
    tx.run(sql`update api_keys set replaced_by = ${by}, expires_at = min(expires_at, ${expiresAtMs})
      where tenant_id = ${tenant} and id = ${id}`);
  },
  noteUse({ tenant, id }, nowMs, ip) {
    db.run(sql`update api_keys set last_used_at = ${nowMs}, last_used_ip = ${ip}
      where tenant_id = ${tenant} and id = ${id}`);
  },
});

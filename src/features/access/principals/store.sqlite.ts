import { sql } from '#sdk';
import type { Db } from '../../../platform/db/index.ts';
import { loginKey, nameKey } from '../../../platform/names.ts';
import type { Principal } from './model.ts';
import type { PrincipalStore } from './store.ts';

// Service accounts have no login of their own: people know them by their names.
const USER = sql`select iif(kind = 'service', 'service', 'user') as kind, id,
  iif(kind = 'service', display_name, login) as name, display_name as displayName from users`;
const GROUP = sql`select 'group' as kind, id, name, name as displayName from groups`;

export const sqlitePrincipalStore = (db: Db): PrincipalStore => ({
  findPrincipal: (tenant, id) =>
    db.get<Principal>(sql`${USER} where tenant_id = ${tenant} and id = ${id}
      union all ${GROUP} where tenant_id = ${tenant} and id = ${id}`),
  findPrincipalByName(tenant, name) {
    const login = loginKey(name);
    const user =
      login === null ? null : db.get<Principal>(sql`${USER} where tenant_id = ${tenant} and login = ${login}`);
    if (user) return user;
    const key = nameKey(name);
    const named = db.all<Principal>(sql`${GROUP} where tenant_id = ${tenant}
      union all ${USER} where tenant_id = ${tenant} and kind = 'service'`);
    return named.find((principal) => nameKey(principal.name) === key) ?? null;
  },
});

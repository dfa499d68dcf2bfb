import { sql } from '#sdk';
import type { PersonAttributes } from '../../platform/access/row-policy.ts';
import type { Db } from '../../platform/db/index.ts';
import type { HolderKind, RowPolicyEntry } from './model.ts';
import type { RowPolicyStore } from './store.ts';

interface Row {
  id: string;
  tenant_id: string;
  dataset_id: string;
  name: string;
  holder_kind: HolderKind;
  holder: string;
  conditions: string;
  etag: string;
  created_at: number;
  updated_at: number | null;
}

export const sqliteRowPolicyStore = (db: Db): RowPolicyStore => ({
  list: (tenant, dataset) =>
    db
      .all<Row>(
        sql`select * from row_policies where tenant_id = ${tenant} and dataset_id = ${dataset} order by name, id`,
      )
      .map(toPolicy),
  find(tenant, id) {
    const row = db.get<Row>(sql`select * from row_policies where tenant_id = ${tenant} and id = ${id}`);
    return row && toPolicy(row);
  },
  insert: (tx, p) =>
    void tx.run(sql`insert into row_policies
      (id, tenant_id, dataset_id, name, holder_kind, holder, conditions, etag, created_at)
      values (${p.id}, ${p.tenant}, ${p.dataset}, ${p.name}, ${p.holderKind}, ${p.holder},
        ${JSON.stringify(p.conditions)}, ${p.etag}, ${p.createdAtMs})`),
  update: (tx, p, expectedEtag) =>
    tx.run(sql`update row_policies set name = ${p.name}, holder_kind = ${p.holderKind}, holder = ${p.holder},
      conditions = ${JSON.stringify(p.conditions)}, etag = ${p.etag}, updated_at = ${p.updatedAtMs}
      where tenant_id = ${p.tenant} and id = ${p.id} and etag = ${expectedEtag}`).changes === 1,
  remove: (tx, p, expectedEtag) =>
    tx.run(sql`delete from row_policies where tenant_id = ${p.tenant} and id = ${p.id} and etag = ${expectedEtag}`)
      .changes === 1,
  person({ tenant, id: dataset, workspace, project }, id) {
    const roles = db.all<{ role: string }>(sql`select distinct role from held_grants
      where tenant_id = ${tenant} and holder_id = ${id} and (workspace_id is null or workspace_id = ${workspace})
        and (project_id is null or project_id = ${project}) and (dataset_id is null or dataset_id = ${dataset})`);
    const groups = db.all<{ id: string }>(
      sql`select group_id as id from group_members where tenant_id = ${tenant} and user_id = ${id}`,
    );
    return {
      id,
      roles: new Set(roles.map(({ role }) => role)),
      groups: new Set(groups.map((group) => group.id)),
      attributes: attributesOf(db, tenant, id),
    };
  },
});

/** What the directory tells of the person, and the login, which is known of everybody. */
function attributesOf(db: Db, tenant: string, id: string): PersonAttributes {
  const user = db.get<{ login: string; attributes: string | null }>(sql`select u.login, i.attributes from users u
    left join identities i on i.tenant_id = u.tenant_id and i.user_id = u.id
    where u.tenant_id = ${tenant} and u.id = ${id}`);
  if (!user) return new Map();
  const told = JSON.parse(user.attributes ?? '{}') as Record<string, readonly string[]>;
  return new Map([
    ...Object.entries(told).map(([name, values]) => [name.toLowerCase(), values] as const),
    ['login', [user.login]],
  ]);
}

const toPolicy = (row: Row): RowPolicyEntry => ({
  ...{ id: row.id, tenant: row.tenant_id, dataset: row.dataset_id, name: row.name, holderKind: row.holder_kind },
  ...{ holder: row.holder, conditions: JSON.parse(row.conditions), etag: row.etag },
  ...{ createdAtMs: row.created_at, updatedAtMs: row.updated_at },
});

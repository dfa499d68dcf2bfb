import { type Sql, sql } from '#sdk';
import type { Db } from '../../../platform/db/index.ts';
import type { Tenant } from './model.ts';
import type { TenantStore } from './store.ts';

const select = (rest: Sql): Sql => sql`select id, name, kind, tax_id as taxId, industry, size, region,
    iif(archived_at is not null, 'archived', iif(disabled_at is not null, 'disabled', 'active')) as status, etag,
    created_at as createdAtMs, updated_at as updatedAtMs from tenants ${rest}`;

export const sqliteTenantStore = (db: Db): TenantStore => ({
  applianceTenant: () => db.get<Tenant>(select(sql`where kind = 'appliance'`)),
  findTenant: (id) => db.get<Tenant>(select(sql`where id = ${id}`)),
  listTenants({ archived }, { limit, after, offset }) {
    const seen = archived ? sql`archived_at is not null` : sql`archived_at is null`;
    const from = after ? sql`and (name, id) > (${after[0]!}, ${after[1]!})` : sql``;
    const rows = db.all<Tenant>(
      select(sql`where ${seen} ${from} order by name, id limit ${limit + 1} offset ${offset}`),
    );
    const total = db.get<{ n: number }>(sql`select count(*) as n from tenants where ${seen}`)?.n ?? 0;
    return { rows, total };
  },
  listTenantNames: () => db.all<{ id: string; name: string }>(sql`select id, name from tenants`),
  insertTenant(tx, t) {
    tx.run(sql`insert into tenants (id, name, kind, tax_id, industry, size, region, etag, created_at)
      values (${t.id}, ${t.name}, ${t.kind}, ${t.taxId}, ${t.industry}, ${t.size}, ${t.region}, ${t.etag},
        ${t.createdAtMs})`);
  },
  updateTenant: (tx, t, expectedEtag) =>
    tx.run(sql`update tenants set name = ${t.name}, tax_id = ${t.taxId}, industry = ${t.industry}, size = ${t.size},
      etag = ${t.etag}, updated_at = ${t.updatedAtMs},
      disabled_at = iif(${t.status} = 'active', null, coalesce(disabled_at, ${t.updatedAtMs})),
      archived_at = iif(${t.status} = 'archived', coalesce(archived_at, ${t.updatedAtMs}), null)
      where id = ${t.id} and etag = ${expectedEtag}`).changes === 1,
  deleteSessionsOfTenant(tx, tenant) {
    tx.run(sql`delete from sessions where tenant_id = ${tenant}`);
  },
});

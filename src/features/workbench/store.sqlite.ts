import { sql } from '#sdk';
import type { Db } from '../../platform/db/index.ts';
import type { AnalysisState } from './state.ts';
import type { KeptFilters } from './store.ts';

export const sqliteKeptFilters = (db: Db): KeptFilters => ({
  find(tenant, name) {
    const row = db.get<{ steps: string }>(
      sql`select steps from kept_filters where tenant_id = ${tenant} and name = ${name}`,
    );
    return row && (JSON.parse(row.steps) as AnalysisState);
  },
  keep: (tx, tenant, name, state, nowMs) =>
    void tx.run(sql`insert into kept_filters (tenant_id, name, steps, created_at)
      values (${tenant}, ${name}, ${JSON.stringify(state)}, ${nowMs}) on conflict do nothing`),
});

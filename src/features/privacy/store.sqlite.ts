import { sql } from '#sdk';
import type { Db } from '../../platform/db/index.ts';
import type { Privacy } from './model.ts';
import type { PrivacyStore } from './store.ts';

const SETTING = 'privacy';

export const sqlitePrivacyStore = (db: Db): PrivacyStore => ({
  find(tenant) {
    const row = db.get<{ value: string }>(
      sql`select value from settings where tenant_id = ${tenant} and key = ${SETTING}`,
    );
    return row && (JSON.parse(row.value) as Privacy);
  },
  save(tx, tenant, privacy, nowMs) {
    const value = JSON.stringify(privacy);
    const { changes } = tx.run(sql`update settings set value = ${value}, updated_at = ${nowMs}
      where tenant_id = ${tenant} and key = ${SETTING}`);
    if (changes === 0)
      tx.run(sql`insert into settings (tenant_id, key, value, updated_at)
        values (${tenant}, ${SETTING}, ${value}, ${nowMs})`);
  },
});

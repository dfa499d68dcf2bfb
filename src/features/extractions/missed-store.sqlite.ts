import { sql } from '#sdk';
import type { Db } from '../../platform/db/index.ts';
import type { MissedPushes } from './model.ts';
import type { ExtractionStore } from './store.ts';

export const missedStore = (db: Db): Pick<ExtractionStore, 'findMissed' | 'countMissed' | 'forgetMissed'> => ({
  findMissed: ({ tenant, id }) =>
    db.get<MissedPushes>(sql`select messages, rows, first_at as firstAtMs, last_at as lastAtMs from missed_pushes
      where tenant_id = ${tenant} and extraction_id = ${id}`),
  countMissed(tx, { tenant, id }, { rows, atMs, binSinceMs }) {
    const before = tx.get<{ since: number }>(sql`select bin_since as since from missed_pushes
      where tenant_id = ${tenant} and extraction_id = ${id}`);
    tx.run(sql`insert into missed_pushes (tenant_id, extraction_id, messages, rows, bin_since, first_at, last_at)
      values (${tenant}, ${id}, 1, ${rows}, ${binSinceMs}, ${atMs}, ${atMs})
      on conflict (tenant_id, extraction_id) do update set messages = messages + 1, rows = rows + excluded.rows,
        bin_since = excluded.bin_since, last_at = excluded.last_at`);
    return before?.since !== binSinceMs;
  },
  forgetMissed: (tx, { tenant, id }) =>
    void tx.run(sql`delete from missed_pushes where tenant_id = ${tenant} and extraction_id = ${id}`),
});

import { sql } from '#sdk';
import type { Db } from '../db/index.ts';
import type { Begun, IdempotencyStore, KeptAnswer } from './idempotency.ts';

const KEPT_MS = 24 * 3_600_000;

interface Row {
  request_hash: string;
  answer: string | null;
}

/** Keeps keys in the metadata database for a day. */
export function sqliteIdempotency(db: Db): IdempotencyStore {
  return {
    begin: ({ tenant, actor, key }, requestHash, nowMs): Begun =>
      db.transaction((tx) => {
        tx.run(sql`delete from idempotency_keys where created_at < ${nowMs - KEPT_MS}`);
        const row = tx.get<Row>(sql`select request_hash, answer from idempotency_keys
          where tenant_id = ${tenant} and actor_id = ${actor} and key = ${key}`);
        if (row?.request_hash === requestHash)
          return row.answer === null
            ? { state: 'running' }
            : { state: 'done', answer: JSON.parse(row.answer) as KeptAnswer };
        if (row) return { state: 'other' };
        tx.run(sql`insert into idempotency_keys (tenant_id, actor_id, key, request_hash, created_at)
          values (${tenant}, ${actor}, ${key}, ${requestHash}, ${nowMs})`);
        return { state: 'new' };
      }),
    finish({ tenant, actor, key }, answer) {
      db.run(sql`update idempotency_keys set answer = ${JSON.stringify(answer)}
        where tenant_id = ${tenant} and actor_id = ${actor} and key = ${key}`);
    },
    release({ tenant, actor, key }) {
      db.run(sql`delete from idempotency_keys
        where tenant_id = ${tenant} and actor_id = ${actor} and key = ${key} and answer is null`);
    },
  };
}

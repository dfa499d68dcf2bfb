import { sql } from '#sdk';
import type { Db, Tx } from '../db/index.ts';
import type { AuditKeys } from './keys.ts';
import { type Checkpoint, type Signed, type Tombstone, tombstoneLine } from './statement.ts';
import { checkpointsAfter, insertTombstone, lastTombstone } from './statements.ts';

export interface RetentionOrder {
  /** Rows of segments that were sealed before this moment go. */
  readonly beforeMs: number;
  /** Rows behind this one stay: a receiver has not had them yet. */
  readonly deliveredSeq: number;
}

/**
 * Says by a signed tombstone that the oldest sealed segments go; null where none is old enough. Rows go by whole segments, and only as
 * far as the chain was sound when it was sealed: what proves tampering stays.
 * @param record writes the audit row that tells of it
 */
export function buryOldRows(
  db: Db,
  keys: AuditKeys,
  order: RetentionOrder,
  nowMs: number,
  record: (tx: Tx, tombstone: Tombstone) => void,
): Signed<Tombstone> | null {
  const buried = lastTombstone(db)?.said.to ?? 0;
  let last: Checkpoint | null = null;
  for (const { said } of checkpointsAfter(db, buried, Number.MAX_SAFE_INTEGER)) {
    if (!said.sound || said.at >= order.beforeMs || said.seq > order.deliveredSeq) break;
    last = said;
  }
  if (!last) return null;
  const said: Tombstone = { from: buried + 1, to: last.seq, at: nowMs, head: last.head };
  const line = tombstoneLine(keys.signer, said);
  db.transaction((tx) => {
    insertTombstone(tx, said, line);
    record(tx, said);
  });
  return { said, line, keyId: keys.signer.publicKey.id };
}

const ROWS_AT_A_TIME = 50;

/** Removes some of the rows that a tombstone stands for; false when there are none left. Short, so that nobody waits for it. */
export function removeBuriedRows(db: Db): boolean {
  const to = lastTombstone(db)?.said.to ?? 0;
  const { changes } = db.transaction((tx) =>
    tx.run(sql`delete from audit_log where seq in
      (select seq from audit_log where seq <= ${to} order by seq limit ${ROWS_AT_A_TIME})`),
  );
  return changes > 0;
}

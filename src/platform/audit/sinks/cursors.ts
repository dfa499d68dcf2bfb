import { sql } from '#sdk';
import type { Db, Reader } from '../../db/index.ts';

/** Where a receiver stands. */
export interface SinkCursor {
  readonly name: string;
  /** Everything up to this row was handed over. */
  readonly seq: number;
  readonly checkpointSeq: number;
  /** Rows that were gone before they could be sent. */
  readonly gaps: number;
  /** Failures in a row. */
  readonly attempts: number;
  readonly retryAt: number | null;
  readonly error: string | null;
  readonly deliveredAt: number | null;
}

const COLUMNS = sql`name, seq, checkpoint_seq as checkpointSeq, gaps, attempts, retry_at as retryAt, error,
  delivered_at as deliveredAt`;

export const cursorOf = (db: Reader, name: string): SinkCursor | null =>
  db.get<SinkCursor>(sql`select ${COLUMNS} from audit_sinks where name = ${name}`);

/** A new receiver begins with what is written from now on; a known one goes on where it stood. */
export function beginCursor(db: Db, name: string): void {
  db.run(sql`insert into audit_sinks (name, seq, checkpoint_seq) values (${name},
    coalesce((select max(seq) from audit_log), (select max(to_seq) from audit_tombstones), 0),
    coalesce((select max(seq) from audit_checkpoints), 0)) on conflict (name) do nothing`);
}

export function saveCursor(db: Db, c: SinkCursor): void {
  db.run(sql`update audit_sinks set seq = ${c.seq}, checkpoint_seq = ${c.checkpointSeq}, gaps = ${c.gaps},
    attempts = ${c.attempts}, retry_at = ${c.retryAt}, error = ${c.error}, delivered_at = ${c.deliveredAt}
    where name = ${c.name}`);
}

/** Forgets receivers that are no longer configured: nothing waits for them. */
export function forgetOtherCursors(db: Db, names: readonly string[]): void {
  db.run(sql`delete from audit_sinks where name not in (select value from json_each(${JSON.stringify(names)}))`);
}

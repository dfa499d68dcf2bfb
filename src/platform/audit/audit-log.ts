import { sql } from '#sdk';
import { type Clock, systemClock } from '../clock.ts';
import type { Reader, Tx } from '../db/index.ts';
import { redactor } from '../log/index.ts';
import { type AuditEntry, type AuditRow, BROKEN, GENESIS, rowHash } from './entry.ts';
import { type ChainHead, lastRow, readMark, writeMark } from './head.ts';
import { type AuditKeys, auditKeys } from './keys.ts';
import { type ChainReport, verifyChain } from './verify.ts';

export interface AuditLog {
  /** Writes one row into the transaction of the change it records: neither can exist without the other. Returns its number. */
  record(tx: Tx, entry: AuditEntry): number;
  /** The end of the chain; null before the first row, and where it was forged. */
  head(db: Reader): ChainHead | null;
  /** Reads the whole chain; `witnesses` are lines of checkpoints that were kept elsewhere. */
  verify(db: Reader, witnesses?: readonly string[]): ChainReport;
  readonly keys: AuditKeys;
}

/** The append-only, hash-chained record of who did what. `key`: 32 bytes that only the server knows. */
export function auditLog(key: Uint8Array, options: { clock?: Clock; secrets?: Iterable<string> } = {}): AuditLog {
  const keys = auditKeys(key);
  const clock = options.clock ?? systemClock;
  const redact = redactor(options.secrets);
  const asText = (value: unknown): string | null =>
    value === undefined || value === null ? null : JSON.stringify(redact.clean(value));
  /** What the next row follows. The chain goes on after tampering too, in a way that verify keeps finding the break. */
  const endOf = (tx: Tx): ChainHead => {
    const last = lastRow(tx);
    const head = readMark(tx, key, 'head');
    if (head === null && last === null) return { seq: 0, hash: GENESIS };
    if (head === null || head === 'forged') return { seq: last?.seq ?? 0, hash: BROKEN };
    return { seq: Math.max(head.seq, last?.seq ?? 0), hash: head.hash };
  };
  return {
    record(tx, entry) {
      const end = endOf(tx);
      const row: Omit<AuditRow, 'hash'> = {
        seq: end.seq + 1,
        at: clock.now(),
        actor: entry.actor,
        ip: entry.ip ?? null,
        method: entry.method ?? null,
        tenant_id: entry.tenant,
        action: entry.action,
        object: entry.object,
        outcome: entry.outcome,
        before: asText(entry.before),
        after: asText(entry.after),
        request_id: entry.requestId ?? null,
        prev_hash: end.hash,
      };
      const hash = rowHash(key, row);
      insert(tx, { ...row, hash });
      writeMark(tx, key, 'head', { seq: row.seq, hash }, row.at);
      return row.seq;
    },
    head(db) {
      const head = readMark(db, key, 'head');
      return head === 'forged' ? null : head;
    },
    verify: (db, witnesses) => verifyChain(db, keys, witnesses),
    keys,
  };
}

function insert(tx: Tx, r: AuditRow): void {
  tx.run(sql`insert into audit_log
    (seq, at, actor, ip, method, tenant_id, action, object, outcome, before, after, request_id, prev_hash, hash)
    values (${r.seq}, ${r.at}, ${r.actor}, ${r.ip}, ${r.method}, ${r.tenant_id}, ${r.action}, ${r.object},
      ${r.outcome}, ${r.before}, ${r.after}, ${r.request_id}, ${r.prev_hash}, ${r.hash})`);
}

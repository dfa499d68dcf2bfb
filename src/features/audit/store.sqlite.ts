import { sql } from '#sdk';
import {
  type AuditLog,
  type AuditRow,
  checkpointsAfter,
  lastCheckpoint,
  tombstoneRows,
} from '../../platform/audit/index.ts';
import type { Db } from '../../platform/db/index.ts';
import type { AuditStore, LastVerification } from './store.ts';

export const sqliteAuditStore = (db: Db, audit: AuditLog): AuditStore => ({
  head: () => audit.head(db),
  sealedState: () => ({
    checkpoint: lastCheckpoint(db),
    removedUpTo: tombstoneRows(db).at(-1)?.seq ?? 0,
    verified: lastVerification(db),
  }),
  segment: (from, to) =>
    db.all<AuditRow>(sql`select * from audit_log where seq between ${from} and ${to} order by seq`),
  checkpointsAfter: (seq, limit) => checkpointsAfter(db, seq, limit),
  tombstoneLines: () => tombstoneRows(db).map(({ line }) => line),
});

/** Each verification is recorded: the log itself knows the last one. */
function lastVerification(db: Db): LastVerification | null {
  const row = db.get<
    Pick<AuditRow, 'seq' | 'at' | 'outcome' | 'after'>
  >(sql`select seq, at, outcome, after from audit_log
    where action = 'audit.verify' order by seq desc limit 1`);
  if (!row) return null;
  const { rows = 0 } = JSON.parse(row.after ?? '{}') as { rows?: number };
  return { atMs: row.at, ok: row.outcome === 'success', rows, seq: row.seq };
}

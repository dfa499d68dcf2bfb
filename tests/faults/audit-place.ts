import { dirname } from 'node:path';
import { sql } from '#sdk';
import {
  type AuditKeeper,
  type AuditLog,
  auditKeeper,
  auditLog,
  configuredSinks,
} from '../../src/platform/audit/index.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { loadConfig } from '../../src/platform/config/index.ts';
import { type Db, migrate, openDb } from '../../src/platform/db/index.ts';
import { egressDoor } from '../../src/platform/egress/index.ts';
import { createLog } from '../../src/platform/log/index.ts';

/** A chain on disk with a receiver, and something that is changed. */
export interface AuditPlace {
  readonly db: Db;
  readonly audit: AuditLog;
  readonly keeper: AuditKeeper;
  /** Counts up by one, with its row. */
  change(): void;
  /** Changes and rows that are there. */
  counts(): { changes: number; rows: number };
}

export function auditPlace(file: string, sent: string): AuditPlace {
  const db = openDb(file);
  migrate(db);
  const audit = auditLog(new Uint8Array(32).fill(7));
  const { config } = loadConfig({ env: { ADIT__AUDIT__FILE__PATH: sent } });
  const egress = egressDoor({ settings: { allow: [], ca: [], publicUrl: '' }, denied: () => {} });
  const sinks = configuredSinks(config, { dataFolder: dirname(file), version: '1', clock: systemClock, egress });
  const log = createLog({ sink: { write() {}, reopen() {}, close() {} } });
  const keeper = auditKeeper({ db, audit, clock: systemClock, log, sinks, keepDays: () => 0 });
  const count = () =>
    db.get<{ n: number }>(sql`select cast(value as integer) as n from settings where key = 'test.changes'`)?.n ?? 0;
  return {
    ...{ db, audit, keeper },
    change: () =>
      db.transaction((tx) => {
        const n = count() + 1;
        tx.run(sql`delete from settings where key = 'test.changes'`);
        tx.run(sql`insert into settings (key, value, updated_at) values ('test.changes', ${String(n)}, 0)`);
        const about = { actor: 'system/test', tenant: null, action: 'test.change', object: `test/${n}` };
        audit.record(tx, { ...about, outcome: 'success' });
      }),
    counts: () => ({
      changes: count(),
      rows: db.get<{ n: number }>(sql`select count(*) as n from audit_log`)!.n,
    }),
  };
}

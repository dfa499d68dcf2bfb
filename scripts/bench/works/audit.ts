import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type AuditLog, auditLog, sealNext, verifyChain } from '../../../src/platform/audit/index.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { type Db, migrate, openDb } from '../../../src/platform/db/index.ts';
import type { Bench } from '../bench.ts';
import { elapsed, repeated } from '../measure.ts';

const group = 'audit';
const MOST_ROWS = 1_000_000;
const AT_ONCE = 1000;
const ACTIONS = ['session.begin', 'dataset.export', 'project.rename', 'user.create', 'preset.save'];

/** A million rows (fewer where all sizes are smaller), sealed; read from the first to the last as `adit audit verify` does. */
export async function measureAudit(bench: Bench): Promise<void> {
  const rows = Math.min(MOST_ROWS, Math.max(...bench.settings.sizes));
  const file = join(bench.settings.folder, 'audit.sqlite');
  const db = openDb(file);
  migrate(db);
  db.script('pragma synchronous = off');
  const audit = auditLog(new Uint8Array(32).fill(7));
  for (let from = 0; from < rows; from += AT_ONCE) writeRows(db, audit, from);
  while (sealNext(db, audit.keys, systemClock.now(), false));
  const once = () =>
    elapsed(async () => {
      if (!verifyChain(db, audit.keys).ok) throw new Error('the chain is broken');
    });
  const value = await repeated(bench.settings.runs, once);
  const toReach = rows === MOST_ROWS ? 5000 : null;
  bench.add({ group, work: `verify ${rows.toLocaleString('en')} rows`, events: null, value, toReach });
  db.close();
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
}

const writeRows = (db: Db, audit: AuditLog, from: number): void =>
  db.transaction((tx) => {
    for (let i = from; i < from + AT_ONCE; i++)
      audit.record(tx, {
        ...{ actor: `user/${i % 997}`, ip: `10.0.${i % 256}.${i % 200}`, method: 'session', tenant: 't' },
        ...{ action: ACTIONS[i % ACTIONS.length]!, object: `dataset/${i % 5003}`, outcome: 'success' },
        ...{ before: { name: `Orders ${i}` }, after: { name: `Invoices ${i}` }, requestId: `r-${i}` },
      });
  });

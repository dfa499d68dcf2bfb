import { join } from 'node:path';
import { sql } from '#sdk';
import { type Foundations, openFoundations } from '../src/foundations.ts';
import { loadConfig } from '../src/platform/config/index.ts';

function withFolder<T>(folder: string, work: (foundations: Foundations) => T): T {
  const env = { ADIT__DATA__FOLDER: folder, ADIT__LOG__FILE: join(folder, 'adit.log') };
  const foundations = openFoundations(loadConfig({ env }), 'a test');
  try {
    return work(foundations);
  } finally {
    foundations.close();
  }
}

/** Puts secrets into a data folder that nobody holds; each is known by its name. */
export function keepSecrets(folder: string, count: number): void {
  withFolder(folder, ({ db, secrets }) =>
    db.transaction((tx) => {
      tx.run(sql`insert into tenants (id, name, created_at) values ('kept', 'Kept', 0)`);
      for (let i = 0; i < count; i++) secrets.put(tx, 'kept', `s${i}`, `the secret ${i}`);
    }),
  );
}

/** How many of them, counted from the first, hold what was put there. */
export function readSecrets(folder: string): number {
  return withFolder(folder, ({ db, secrets }) => {
    const names = db.all<{ name: string }>(sql`select name from secrets where tenant_id = 'kept'`);
    const right = names.filter(({ name }) => secrets.read(db, 'kept', name) === `the secret ${name.slice(1)}`);
    return right.length;
  });
}

/** What the audit log of a folder holds. */
export function auditOf(folder: string): { actions: string[]; text: string } {
  return withFolder(folder, ({ db }) => {
    const rows = db.all<{ action: string }>(sql`select * from audit_log`);
    return { actions: rows.map(({ action }) => action), text: JSON.stringify(rows) };
  });
}

/** How many secrets the current key wraps, and how many wait for it. */
export function keyUse(folder: string): { current: number; waiting: number } {
  return withFolder(folder, ({ secrets, rotation }) => {
    const waiting = rotation.pending();
    const all = secrets.usage().reduce((n, key) => n + key.secrets, 0);
    return { current: all - waiting, waiting };
  });
}

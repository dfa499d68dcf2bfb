import { createHash } from 'node:crypto';
import { chmodSync } from 'node:fs';
import { AppError, sql } from '#sdk';
import { type Clock, systemClock } from '../clock.ts';
import type { Db } from './db.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';

export interface MigrationStatus {
  /** Highest number that is applied; 0 in a new database. */
  readonly version: number;
  readonly pending: readonly Migration[];
}

export interface MigrationResult {
  readonly applied: readonly string[];
  /** Copy of the database as it was before, when it was not new. */
  readonly backup: string | null;
}

interface AppliedRow {
  number: number;
  name: string;
  hash: string;
}

const hashOf = (migration: Migration) => createHash('sha256').update(migration.text).digest('hex');

/** What is applied and what is not; refuses a schema that is newer than this program or was made by altered migrations. */
export function migrationStatus(db: Db, migrations: readonly Migration[] = MIGRATIONS): MigrationStatus {
  const table = db.get(sql`select 1 from sqlite_schema where type = 'table' and name = 'schema_migrations'`);
  const applied = table
    ? db.all<AppliedRow>(sql`select number, name, hash from schema_migrations order by number`)
    : [];
  for (const row of applied) {
    const known = migrations.find((m) => m.number === row.number);
    if (!known)
      throw new AppError(
        'conflict',
        'db.newerSchema',
        `The database "${db.file}" was migrated by a newer release ("${row.name}"). Start that release, or restore the backup made before the upgrade.`,
      );
    if (hashOf(known) !== row.hash)
      throw new AppError(
        'conflict',
        'db.migrationChanged',
        `The migration "${known.name}" is not the one that made the database "${db.file}". Start an unaltered release.`,
      );
  }
  const numbers = new Set(applied.map((row) => row.number));
  return { version: applied.at(-1)?.number ?? 0, pending: migrations.filter((m) => !numbers.has(m.number)) };
}

/**
 * Brings the database to the newest schema, forward only, each migration in one transaction. A database that is not new
 * is copied first to `<file>.before-<number>.<time>`. A migration that fails leaves the schema as it was before it.
 */
export function migrate(db: Db, options: { migrations?: readonly Migration[]; clock?: Clock } = {}): MigrationResult {
  const clock = options.clock ?? systemClock;
  const { version, pending } = migrationStatus(db, options.migrations);
  const first = pending[0];
  if (!first) return { applied: [], backup: null };
  const backup = version > 0 && db.file !== ':memory:' ? backUp(db, first, clock) : null;
  // Off while tables are rebuilt; the check below takes its place. It has no effect inside a transaction.
  db.script('pragma foreign_keys = off');
  try {
    for (const migration of pending) apply(db, migration, clock);
  } finally {
    db.script('pragma foreign_keys = on');
  }
  return { applied: pending.map((m) => m.name), backup };
}

function backUp(db: Db, next: Migration, clock: Clock): string {
  const time = new Date(clock.now()).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const target = `${db.file}.before-${String(next.number).padStart(4, '0')}.${time}`;
  db.run(sql`vacuum into ${target}`);
  chmodSync(target, 0o600);
  return target;
}

function apply(db: Db, migration: Migration, clock: Clock): void {
  db.transaction((tx) => {
    tx.run(sql`create table if not exists schema_migrations (
      number integer primary key, name text not null, hash text not null, applied_at integer not null) strict`);
    db.script(migration.text);
    const dangling = tx.get<{ table: string; parent: string }>(
      sql`select "table", parent from pragma_foreign_key_check`,
    );
    if (dangling)
      throw new Error(`migration ${migration.name} leaves rows of ${dangling.table} without their ${dangling.parent}`);
    tx.run(sql`insert into schema_migrations (number, name, hash, applied_at)
      values (${migration.number}, ${migration.name}, ${hashOf(migration)}, ${clock.now()})`);
  });
}

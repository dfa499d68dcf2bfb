import { type Db, openDb } from './db.ts';
import { migrate } from './migrate.ts';

/** A migrated database in memory, gone with the process: for tests and for runs without a data folder. */
export function memoryDb(): Db {
  const db = openDb(':memory:');
  migrate(db);
  return db;
}

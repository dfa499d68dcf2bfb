export { type Db, openDb, openReader, type Reader, type Tx, type Writer } from './db.ts';
export { isUniqueViolation } from './db-fault.ts';
export { memoryDb } from './memory-db.ts';
export { type MigrationResult, type MigrationStatus, migrate, migrationStatus } from './migrate.ts';
export { removeChildren } from './remove-children.ts';

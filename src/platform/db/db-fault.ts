import { AppError } from '#sdk';

/** What SQLite's own faults mean for a person; a broken constraint stays as it is, for {@link isUniqueViolation}. */
export function dbFault(error: unknown, file: string): unknown {
  const code = (error as { code?: unknown }).code;
  if (typeof code !== 'string') return error;
  if (code === 'SQLITE_FULL' || code === 'ENOSPC')
    return new AppError('no_space', 'db.full', `No space left for the database "${file}". Free some disk space.`);
  if (code.startsWith('SQLITE_BUSY'))
    return new AppError('unavailable', 'db.busy', `The database "${file}" is locked by another process. Try again.`);
  if (code === 'SQLITE_CORRUPT' || code === 'SQLITE_NOTADB')
    return new AppError(
      'internal',
      'db.corrupt',
      `The file "${file}" is not a sound SQLite database. Restore a backup.`,
    );
  if (code === 'SQLITE_CANTOPEN' || code === 'SQLITE_READONLY' || code === 'EACCES' || code === 'ENOENT')
    return new AppError(
      'unavailable',
      'db.cannotOpen',
      `The database "${file}" cannot be opened for writing (${code}).`,
    );
  return error;
}

/** True when a statement failed because a row with that key exists already. */
export function isUniqueViolation(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
}

import { constants, Database } from 'bun:sqlite';
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppError, notUnderstood, queryRefused } from '#sdk';

/** How a file may be read without leaving anything beside it, or standing in a writer's way. */
export interface OpenedSqlite {
  readonly database: Database;
  /** `snapshot`: one statement sees one state, and no writer waits for it. `locks`: a writer waits while a statement runs. */
  readonly isolation: 'snapshot' | 'locks';
  /** Throws where the file, taken for resting, was written to. */
  demandResting(): void;
}

export function openSqlite(path: string, resting: boolean): OpenedSqlite {
  const server = serverOf(path);
  const state = () => [path, `${path}-wal`].map((file) => stateOf(file)).join();
  const before = state();
  const hasLog = existsSync(`${path}-wal`);
  if (resting && hasLog && statSync(`${path}-wal`).size > 0)
    throw queryRefused(
      server,
      `rows wait in "${basename(path)}-wal", so that it is no resting copy. Copy it with "sqlite3 FILE '.backup COPY'", or say that it is written to`,
      'names',
    );
  const usesLog = demandsLog(path);
  // Opening a database of this kind makes two files beside it, which its own program may not be able to open again.
  const isStill = resting || (usesLog && !hasLog);
  return {
    database: opened(path, isStill),
    isolation: isStill || usesLog ? 'snapshot' : 'locks',
    demandResting() {
      if (isStill && state() !== before)
        throw new AppError(
          'conflict',
          'connector.changed',
          `${server} was written to while it was read. Read it again, and say that it is written to if you said otherwise.`,
        );
    },
  };
}

export const serverOf = (path: string): string => `The SQLite file "${basename(path)}"`;

/** A read-only connection; a still file is read without locks, and without looking for a log. */
function opened(path: string, isStill: boolean): Database {
  const flags = constants.SQLITE_OPEN_READONLY | constants.SQLITE_OPEN_URI;
  const database = new Database(`${pathToFileURL(path).href}${isStill ? '?immutable=1' : ''}`, flags);
  database.run('pragma busy_timeout = 5000');
  return database;
}

/** Whether its writers use a write-ahead log, as its header says. */
function demandsLog(path: string): boolean {
  const header = new Uint8Array(20);
  const file = openSync(path, 'r');
  try {
    const length = readSync(file, header);
    const isDatabase = length === 0 || new TextDecoder().decode(header.subarray(0, 16)) === 'SQLite format 3\0';
    if (!isDatabase) throw notUnderstood(serverOf(path), 'it does not begin as a database of SQLite 3 does');
  } finally {
    closeSync(file);
  }
  return header[18] === 2;
}

function stateOf(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.size} ${found.mtimeNs} ${found.ino}` : '';
}

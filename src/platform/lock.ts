import { Database } from 'bun:sqlite';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError } from '#sdk';
import { type Clock, systemClock } from './clock.ts';

export interface DataLock {
  readonly folder: string;
  /** Gives the folder free. A killed process gives it free too: the kernel drops its locks. */
  release(): void;
}

interface Holder {
  pid: number;
  purpose: string;
  since: string;
}

const held = new Set<Database>();

/**
 * Takes the data folder for this process alone, or refuses with the folder and the process that has it.
 *
 * The lock is SQLite's own exclusive file lock on an otherwise empty file: it dies with the process, however it ends,
 * is not inherited by children, and is refused to a second opener in this process as well. `adit.lock.json` beside it
 * only says who holds it; nothing is decided by it.
 */
export function lockDataFolder(folder: string, options: { purpose?: string; clock?: Clock } = {}): DataLock {
  const path = resolve(folder);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const lockFile = join(path, 'adit.lock');
  const holderFile = join(path, 'adit.lock.json');
  const db = new Database(lockFile, { create: true });
  try {
    db.run('pragma busy_timeout = 0');
    db.run('begin exclusive');
  } catch (error) {
    db.close();
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    throw new AppError('conflict', 'platform.dataFolderInUse', inUse(path, holderFile));
  }
  chmodSync(lockFile, 0o600);
  const holder: Holder = {
    pid: process.pid,
    purpose: options.purpose ?? 'adit',
    since: new Date((options.clock ?? systemClock).now()).toISOString(),
  };
  writeFileSync(holderFile, JSON.stringify(holder), { mode: 0o600 });
  held.add(db);
  return {
    folder: path,
    release() {
      if (!held.delete(db)) return;
      rmSync(holderFile, { force: true });
      db.run('rollback');
      db.close();
    },
  };
}

function inUse(folder: string, holderFile: string): string {
  const holder = readHolder(holderFile);
  const who = holder ? `process ${holder.pid} (${holder.purpose}, since ${holder.since})` : 'another process';
  return `The data folder "${folder}" is in use by ${who}. Stop that process first, or choose another data folder.`;
}

/** Null while the holder has not yet written who it is. */
function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return null;
  }
}

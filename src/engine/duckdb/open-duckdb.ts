import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { joinSql, literal, sql } from '#sdk';
import { execute } from './query.ts';

export interface DuckDbLimits {
  threads: number;
  memoryBytes: number;
  /** Where sorting spills; private to this process. */
  tempFolder: string;
}

export interface DuckDbOptions extends DuckDbLimits {
  /** All that statements may read or write. */
  folders: readonly string[];
  files?: readonly string[];
  /** Zone in which days and hours are counted; UTC without. */
  zone?: string;
  /** Reads what is needed before the instance is closed to all files but those named above. */
  prepare?(connection: DuckDBConnection): Promise<void>;
}

/**
 * An in-memory DuckDB, closed to everything but the named folders: no extensions, no other files, no settings. Only ever
 * opened in a child process (docs/adr/duckdb-in-child-processes.md). What a statement could still do stands in
 * docs/security/duckdb.md.
 */
export async function openDuckDb(options: DuckDbOptions): Promise<DuckDBInstance> {
  const { tempFolder, folders, files = [], zone = 'UTC', prepare } = options;
  const instance = await DuckDBInstance.create(':memory:', closedSettings(options));
  const connection = await instance.connect();
  const list = (paths: readonly string[]) => joinSql(paths.map(literal), ', ');
  await execute(connection, sql`set global TimeZone = ${literal(zone)}`);
  await prepare?.(connection);
  await execute(connection, sql`set allowed_directories = [${list([...folders, tempFolder])}]`);
  await execute(connection, sql`set allowed_paths = [${list(files)}]`);
  await execute(connection, sql`set enable_external_access = false`);
  await execute(connection, sql`set lock_configuration = true`);
  connection.closeSync();
  return instance;
}

/** Nothing is fetched, nothing is remembered, and no more is taken than is given. */
export const closedSettings = ({ threads, memoryBytes, tempFolder }: DuckDbLimits): Record<string, string> => ({
  threads: String(threads),
  memory_limit: megabytes(memoryBytes),
  temp_directory: tempFolder,
  max_temp_directory_size: megabytes(freeBytes(tempFolder) / 2),
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  allow_persistent_secrets: 'false',
});

/** Of the disk on which a folder lies, or will lie. Two that spill at a time leave it some room. */
function freeBytes(folder: string): number {
  let there = folder;
  while (!existsSync(there)) there = dirname(there);
  const { bavail, bsize } = statfsSync(there);
  return bavail * bsize;
}

const megabytes = (bytes: number): string => `${Math.max(1, Math.floor(bytes / 1e6))}MB`;

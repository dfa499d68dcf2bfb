import { DuckDBInstance } from '@duckdb/node-api';

export interface DuckDbOptions {
  threads: number;
  memoryBytes: number;
  /** Where sorting spills; private to this process. */
  tempFolder: string;
  /** All that statements may read or write. */
  folders: readonly string[];
  files?: readonly string[];
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/**
 * An in-memory DuckDB, closed to everything but the named folders: no extensions, no other files, no settings. Only ever
 * opened in a child process (docs/adr/duckdb-in-child-processes.md).
 */
export async function openDuckDb(options: DuckDbOptions): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(options.threads),
    memory_limit: `${Math.floor(options.memoryBytes / 1e6)}MB`,
    temp_directory: options.tempFolder,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_persistent_secrets: 'false',
  });
  const connection = await instance.connect();
  for (const setting of [
    `set global TimeZone = 'UTC'`,
    `set allowed_directories = [${[...options.folders, options.tempFolder].map(quoted).join(', ')}]`,
    `set allowed_paths = [${(options.files ?? []).map(quoted).join(', ')}]`,
    'set enable_external_access = false',
    'set lock_configuration = true',
  ]) {
    await connection.run(setting);
  }
  connection.closeSync();
  return instance;
}

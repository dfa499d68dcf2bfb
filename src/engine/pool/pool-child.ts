import type { SqlChildSettings } from '../duckdb/sql-child.ts';
import { SqlClient } from '../duckdb/sql-client.ts';
import { readManifest } from '../segments/manifest.ts';
import { Pool } from './pool.ts';
import { asReceived, type Outcome, type SentRequest } from './protocol.ts';

/** What the child of a `ChildPool` is asked; plain data. */
export interface PoolJob {
  readonly request: SentRequest;
  /** At most; a version of few segments needs fewer. */
  readonly threads: number;
  readonly selectionBytes: number;
  /** Private to the job; whoever started it removes it. */
  readonly folder: string;
  /** Of the SQL child, which starts when it is first asked something. */
  readonly sql: SqlChildSettings;
}

/** Runs one job on a pool that lives for it. Runs in the child of a `ChildPool` alone. */
export async function runJobInChild(
  { request, threads, selectionBytes, folder, sql }: PoolJob,
  progress: (share: number) => void,
): Promise<Outcome> {
  const client = new SqlClient(sql);
  const pool = new Pool({
    threads: Math.max(1, Math.min(threads, readManifest(request.version).segments.length)),
    ...{ selectionBytes, caches: { usual: folder, regions: [] } },
    archiveRows: (version, text, values, kept, signal) => client.rows(version, text, values as never, kept, signal),
    onDefect: (error) => console.error(error),
  });
  try {
    return await pool.run(asReceived(request), undefined, progress);
  } finally {
    client.stop();
    await pool.stop();
  }
}

import { type DuckDBConnection, DuckDBDataChunk, UINTEGER, USMALLINT } from '@duckdb/node-api';
import { ident, sql } from '#sdk';
import { execute } from './query.ts';

/** Rows of a chunk. */
const MOST = 2048;

/** Makes the temporary table `kept` of pairs: the number of a segment, and that of a case or of an event in it. */
export async function createKept(
  connection: DuckDBConnection,
  index: 'case_ix' | 'event_ix',
  pairs: Uint32Array,
): Promise<void> {
  await execute(connection, sql`create temp table kept (segment usmallint, ${ident(index)} uinteger)`);
  const appender = await connection.createAppender('kept');
  for (let at = 0; at < pairs.length; at += 2 * MOST) {
    const n = Math.min(MOST, (pairs.length - at) / 2);
    const chunk = DuckDBDataChunk.create([USMALLINT, UINTEGER], n);
    const [segments, indices] = [0, 1].map(
      (c) => chunk.getColumnVector(c) as unknown as { items: Uint32Array; flush(): void },
    );
    for (let r = 0; r < n; r++) {
      segments!.items[r] = pairs[at + 2 * r]!;
      indices!.items[r] = pairs[at + 2 * r + 1]!;
    }
    segments!.flush();
    indices!.flush();
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

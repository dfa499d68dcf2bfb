import { closeSync, openSync, writeSync } from 'node:fs';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type SqlValue, sql } from '#sdk';
import { textLines } from '../child-process.ts';
import { archiveRelation } from './archive-relation.ts';
import { createKept } from './kept-rows.ts';
import { openDuckDb } from './open-duckdb.ts';
import { execute } from './query.ts';

export interface SqlChildSettings {
  folders: string[];
  tempFolder: string;
  threads: number;
  memoryBytes: number;
}

/** One statement over one version's archive; the rows `(segment, index)` go into a file. */
export interface SqlRequest {
  id: number;
  version: string;
  text: string;
  values: SqlValue[];
  /** File of `(segment, event)` pairs that the view keeps; null: every event. */
  keptEvents: string | null;
  into: string;
}
/** Interrupts a statement that runs. */
export interface SqlStop {
  stop: number;
}
export type SqlAnswer = { id: number; rows: number } | { id: number; error: string };

/** The long-lived DuckDB child: settings on the first line, then one request a line, answers in any order. */
export async function serveSql(): Promise<number> {
  let instance: DuckDBInstance | undefined;
  const running: Running = new Map();
  for await (const line of textLines(Bun.stdin.stream())) {
    if (!instance) {
      instance = await openDuckDb(JSON.parse(line) as SqlChildSettings);
      continue;
    }
    const message = JSON.parse(line) as SqlRequest | SqlStop;
    if ('stop' in message) interrupt(running.get(message.stop));
    else void answer(instance, message, running);
  }
  return 0;
}

type Running = Map<number, { connection: DuckDBConnection; stopped: boolean }>;

function interrupt(statement: { connection: DuckDBConnection; stopped: boolean } | undefined): void {
  if (!statement) return;
  statement.stopped = true;
  statement.connection.interrupt();
}

async function answer(instance: DuckDBInstance, request: SqlRequest, running: Running): Promise<void> {
  let reply: SqlAnswer;
  const connection = await instance.connect();
  const own = { connection, stopped: false };
  running.set(request.id, own);
  try {
    await createEvents(connection, request);
    if (own.stopped) throw new Error('stopped');
    reply = { id: request.id, rows: await writeRows(connection, request) };
  } catch (error) {
    reply = { id: request.id, error: (error as Error).message };
  } finally {
    running.delete(request.id);
    connection.closeSync();
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}

/** The relation `events` of this connection: the archive, or what the view keeps of it. */
async function createEvents(connection: DuckDBConnection, request: SqlRequest): Promise<void> {
  const archive = archiveRelation(request.version);
  if (!request.keptEvents) return execute(connection, sql`create temp view events as ${archive}`);
  await createKept(connection, 'event_ix', new Uint32Array(await Bun.file(request.keptEvents).arrayBuffer()));
  await execute(
    connection,
    sql`create temp view events as select * from (${archive}) semi join kept using (segment, event_ix)`,
  );
}

async function writeRows(connection: DuckDBConnection, request: SqlRequest): Promise<number> {
  const { text, values } = sql`select segment::uinteger as s, ix::uinteger as i from (${request}) as t(segment, ix)`;
  const result = await connection.stream(text, [...values]);
  const file = openSync(request.into, 'wx', 0o600);
  let total = 0;
  try {
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      const [segments, indices] = [0, 1].map(
        (c) => (chunk.getColumnVector(c) as unknown as { items: Uint32Array }).items,
      );
      const pairs = new Uint32Array(chunk.rowCount * 2);
      for (let r = 0; r < chunk.rowCount; r++) {
        pairs[2 * r] = segments![r]!;
        pairs[2 * r + 1] = indices![r]!;
      }
      writeSync(file, new Uint8Array(pairs.buffer));
      total += chunk.rowCount;
    }
  } finally {
    closeSync(file);
  }
  return total;
}

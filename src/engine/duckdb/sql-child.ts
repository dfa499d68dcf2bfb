import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { AppError, type ColumnSpec, ident, joinSql, type Sql, type SqlValue, sql } from '#sdk';
import { textLines } from '../child-process.ts';
import { readManifest } from '../segments/manifest.ts';
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
  into: string;
}
export type SqlAnswer = { id: number; rows: number } | { id: number; error: string };

/** The long-lived DuckDB child: settings on the first line, then one request a line, answers in any order. */
export async function serveSql(): Promise<number> {
  let instance: DuckDBInstance | undefined;
  for await (const line of textLines(Bun.stdin.stream())) {
    if (!instance) {
      instance = await openDuckDb(JSON.parse(line) as SqlChildSettings);
      continue;
    }
    void answer(instance, JSON.parse(line) as SqlRequest);
  }
  return 0;
}

async function answer(instance: DuckDBInstance, request: SqlRequest): Promise<void> {
  let reply: SqlAnswer;
  const connection = await instance.connect();
  try {
    await execute(connection, sql`create temp view events as ${archiveRelation(request.version)}`);
    reply = { id: request.id, rows: await writeRows(connection, request) };
  } catch (error) {
    reply = { id: request.id, error: (error as Error).message };
  } finally {
    connection.closeSync();
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}

/** The archive of a version as one relation; segments carry the numbers they have in this version. */
export function archiveRelation(version: string): Sql {
  const manifest = readManifest(version);
  const types = { category: 'varchar', boolean: 'boolean', number: 'double', time: 'double', text: 'varchar' } as const;
  const parts = manifest.segments.map((ref, index) => {
    const archived = manifest.columns.filter((c) => !manifest.derived.includes(c.id));
    const absent = (c: ColumnSpec) => ref.missing?.includes(c.id) ?? false;
    const columns = [
      ...archived.filter((c) => !absent(c)).map((c) => ident(c.id)),
      ...archived.filter(absent).map((c) => sql`null::${{ text: types[c.class], values: [] }} as ${ident(c.id)}`),
    ];
    const file: Sql = {
      text: `'${join(version, 'archive', `${ref.folder}.parquet`).replaceAll("'", "''")}'`,
      values: [],
    };
    const number: Sql = { text: `${index}::usmallint`, values: [] };
    return sql`select ${number} as segment, case_ix, event_ix, case_id, ${joinSql(columns, ', ')} from read_parquet(${file})`;
  });
  return joinSql(parts, ' union all ');
}

async function writeRows(connection: DuckDBConnection, request: SqlRequest): Promise<number> {
  const wrapped = `select segment::uinteger as s, ix::uinteger as i from (${request.text}) as t(segment, ix)`;
  const result = await connection.stream(wrapped, [...request.values]);
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

/** A failure of a statement we made ourselves: a defect, or a limit reached. */
export const sqlFault = (message: string): AppError =>
  /out of memory/i.test(message)
    ? new AppError(
        'too_large',
        'archive.memory',
        'This filter needs more memory than the engine may use. Narrow it, or raise engine.memory.',
      )
    : new AppError('internal', 'archive.failed', message);

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type CellType, cellAt, type ExampleCell, joinSql, keyword, type Sql, type StepTable, sql } from '#sdk';
import { openPipelineDuckDb } from '../../src/engine/pipelines/open-pipeline-duckdb.ts';

const TYPES: Readonly<Record<CellType, string>> = {
  text: 'varchar',
  number: 'double',
  boolean: 'boolean',
  time: 'timestamptz',
};

/** A DuckDB as pipelines have it, with small tables. */
export class PipelineBench implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'adit-pipeline-'));
  private instance!: DuckDBInstance;
  connection!: DuckDBConnection;

  async open(): Promise<this> {
    const { folder } = this;
    this.instance = await openPipelineDuckDb({ threads: 1, memoryBytes: 5e8, tempFolder: folder, folders: [folder] });
    this.connection = await this.instance.connect();
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.connection.closeSync();
    this.instance.closeSync();
    rmSync(this.folder, { recursive: true });
  }

  /** A table as examples write it: first the names, then the rows. */
  table(lines: readonly (readonly ExampleCell[])[], types: Readonly<Record<string, CellType>> = {}): StepTable {
    const columns = lines[0]!.map((name) => ({ name: String(name), type: types[String(name)] ?? ('text' as const) }));
    const rows = lines.slice(1).map((cells, r) => {
      const values = cells.map((cell, i) => sql`${cell}::${keyword(TYPES[columns[i]!.type])} as ${cellAt(i)}`);
      return sql`select ${joinSql(values, ', ')}, ${r + 1}::bigint as "row"`;
    });
    const none = sql`select ${joinSql(
      columns.map((c, i) => sql`null::${keyword(TYPES[c.type])} as ${cellAt(i)}`),
      ', ',
    )}, 0::bigint as "row" where false`;
    return { columns, relation: sql`(${joinSql([none, ...rows], ' union all ')})` };
  }

  /** Rows as arrays, with times as ISO 8601 and whole numbers as numbers. */
  async rows(query: Sql): Promise<ExampleCell[][]> {
    const reader = await this.connection.runAndReadAll(query.text, [...query.values]);
    const types = reader.columnTypes().map(String);
    return reader.getRows().map((row) => row.map((value, i) => cellOf(value, types[i]!)));
  }
}

function cellOf(value: unknown, type: string): ExampleCell {
  if (value === null) return null;
  if (/TIMESTAMP/.test(type)) {
    const { micros } = value as { micros: bigint };
    return new Date(Number(micros / 1000n)).toISOString();
  }
  return typeof value === 'bigint' ? Number(value) : (value as ExampleCell);
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError } from '#sdk';
import { completeMapping } from '../src/engine/import/complete-mapping.ts';
import type { ReadTableOptions } from '../src/engine/import/csv-text.ts';
import type { Mapping, MappingInput } from '../src/engine/import/mapping.ts';
import { readCsv, type TableResult } from '../src/engine/import/read-table.ts';
import { sniffCsvFile } from '../src/engine/import/sniff-file.ts';
import { ImportDatabases } from './import-databases.ts';

/** A folder and a database in which CSV texts are staged, as the import child does it. */
export class StagingBench implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'adit-csv-'));
  private readonly databases = new ImportDatabases();
  private files = 0;

  async [Symbol.asyncDispose](): Promise<void> {
    this.databases[Symbol.dispose]();
    rmSync(this.folder, { recursive: true });
  }

  /** Ends the database of a read; those that are not ended so, end with the bench. */
  close({ staged: { connection } }: TableResult): void {
    this.databases.close(connection);
  }

  /** Writes a file into the folder. */
  file(content: string | Uint8Array): string {
    const path = join(this.folder, `file-${++this.files}.csv`);
    writeFileSync(path, content);
    return path;
  }

  async mapping(path: string, input: MappingInput = {}): Promise<Mapping> {
    return completeMapping(await sniffCsvFile(path, input.dialect), input);
  }

  /** Detects nothing: sniffs, completes the mapping, reads. Each call has its own database. */
  async stage(
    content: string | Uint8Array | { path: string },
    input: MappingInput = {},
    options: Omit<ReadTableOptions, 'folder' | 'quarantine'> = {},
  ): Promise<TableResult> {
    const path = typeof content === 'object' && 'path' in content ? content.path : this.file(content);
    return this.read(path, await this.mapping(path, input), options);
  }

  async read(
    path: string,
    mapping: Mapping,
    options: Omit<ReadTableOptions, 'folder' | 'quarantine'> = {},
  ): Promise<TableResult> {
    const connection = await this.databases.create();
    const folder = mkdtempSync(join(this.folder, 'work-'));
    const quarantine = join(folder, 'quarantine.ndjson');
    try {
      return await readCsv(connection, path, mapping, { ...options, folder, quarantine });
    } catch (error) {
      this.databases.close(connection);
      throw error;
    }
  }

  /** A second connection to the database of a log, on which publishing writes its archive. */
  archiving({ staged: { connection } }: TableResult): Promise<DuckDBConnection> {
    return this.databases.second(connection);
  }
}

/** Rows of a query over what was staged. */
export async function staged<T = Record<string, unknown>>({ staged: log }: TableResult, query: string): Promise<T[]> {
  return (await log.connection.runAndReadAll(query)).getRowObjectsJson() as unknown as T[];
}

/** The values of one column, by header, in the order of the file. */
export async function columnValues(result: TableResult, name: string): Promise<unknown[]> {
  const column = result.staged.columns.find((c) => c.name === name);
  if (!column) throw new Error(`no column ${name}`);
  const query = `select "${column.id}" as v from staged order by "row"`;
  return (await result.staged.connection.runAndReadAll(query)).getRowObjects().map((r) => r.v);
}

/** The fault that a promise ends in; fails when it does not. */
export async function faultOf(promise: Promise<unknown>): Promise<AppError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('expected a fault, but it went well');
}

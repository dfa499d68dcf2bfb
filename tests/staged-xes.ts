import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ReadXesOptions, readXes, type XesResult } from '../src/engine/import/read-xes.ts';
import { ImportDatabases } from './import-databases.ts';

/** A folder in which XES documents are staged, each in a database of its own, as the import child does it. */
export class XesBench implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'adit-xes-'));
  private readonly databases = new ImportDatabases();

  async [Symbol.asyncDispose](): Promise<void> {
    this.databases[Symbol.dispose]();
    rmSync(this.folder, { recursive: true });
  }

  async stage(
    content: string | Uint8Array | { path: string },
    options: Omit<ReadXesOptions, 'quarantine'> = {},
  ): Promise<XesResult> {
    const connection = await this.databases.create();
    const folder = mkdtempSync(join(this.folder, 'work-'));
    const written = join(folder, 'log.xes');
    const given = typeof content === 'object' && 'path' in content ? content.path : written;
    if (given === written) writeFileSync(written, content as string | Uint8Array);
    return readXes(connection, given, { ...options, quarantine: join(folder, 'quarantine.ndjson') });
  }
}

/** Rows of a query over what was staged; 64-bit integers as text. */
export async function stagedRows({ staged }: XesResult, query: string): Promise<unknown[]> {
  return (await staged.connection.runAndReadAll(query)).getRowObjectsJson();
}

/** All values of one query's only column. */
export async function stagedValues(result: XesResult, query: string): Promise<unknown[]> {
  return (await result.staged.connection.runAndReadAll(query)).getRowsJson().map(([value]) => value);
}

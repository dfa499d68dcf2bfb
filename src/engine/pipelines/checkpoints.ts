import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { literal, type Sql, type StepTable, sql, type TableColumn } from '#sdk';
import { execute } from '../duckdb/query.ts';

/** A table that is kept as a file, with what is known of it. */
export interface Checkpoint<T> {
  readonly columns: readonly TableColumn[];
  readonly about: T;
}

/** Results of inputs and steps, each under the key of all that it was made of: a Parquet file, and beside it what it is. */
export class Checkpoints {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
  }

  /** What was kept under a key; null: nothing, or not all of it. The note is written last. */
  find<T>(key: string): Checkpoint<T> | null {
    if (!existsSync(this.path(key))) return null;
    try {
      return JSON.parse(readFileSync(this.notePath(key), 'utf8')) as Checkpoint<T>;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return null;
      throw error;
    }
  }

  /** Writes the rows of a query; they are found once {@link note} was called. */
  async write(connection: DuckDBConnection, key: string, query: Sql): Promise<void> {
    const partial = `${this.path(key)}.part`;
    await rm(partial, { force: true });
    await execute(connection, sql`copy (${query}) to ${literal(partial)} (format parquet)`);
    await rename(partial, this.path(key));
  }

  async note<T>(key: string, checkpoint: Checkpoint<T>): Promise<void> {
    const partial = `${this.notePath(key)}.part`;
    await writeFile(partial, JSON.stringify(checkpoint), { mode: 0o600 });
    await rename(partial, this.notePath(key));
  }

  async drop(key: string): Promise<void> {
    await rm(this.notePath(key), { force: true });
    await rm(this.path(key), { force: true });
  }

  rows(key: string): Sql {
    return sql`read_parquet(${literal(this.path(key))})`;
  }

  table(key: string, columns: readonly TableColumn[], keepsFailed: boolean): StepTable {
    const rows = this.rows(key);
    return { columns, relation: keepsFailed ? rows : sql`(select * from ${rows} where "problem" is null)` };
  }

  private path = (key: string): string => join(this.folder, `${key}.parquet`);
  private notePath = (key: string): string => join(this.folder, `${key}.json`);
}

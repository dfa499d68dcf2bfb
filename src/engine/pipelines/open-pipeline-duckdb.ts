import type { DuckDBInstance } from '@duckdb/node-api';
import { sql } from '#sdk';
import { type DuckDbOptions, openDuckDb } from '../duckdb/open-duckdb.ts';
import { execute } from '../duckdb/query.ts';

/** A DuckDB as steps of pipelines expect it: a division by zero is missing, and rows keep their order. */
export const openPipelineDuckDb = (options: Omit<DuckDbOptions, 'prepare' | 'zone'>): Promise<DuckDBInstance> =>
  openDuckDb({
    ...options,
    prepare: (connection) => execute(connection, sql`set global ieee_floating_point_ops = false`),
  });

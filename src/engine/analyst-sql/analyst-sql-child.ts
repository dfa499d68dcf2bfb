import { mkdirSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError, sql } from '#sdk';
import { zoneOffsets } from '../../mining/log/zone-offsets.ts';
import { openDuckDb } from '../duckdb/open-duckdb.ts';
import { rows } from '../duckdb/query.ts';
import { readSelection } from '../export/selection-file.ts';
import { openVersion } from '../segments/open-version.ts';
import { type Veil, veiled } from '../segments/veil.ts';
import { checkStatement, type Needs, type Vocabulary } from './check-statement.ts';
import { loadViews } from './load-views.ts';
import { parse } from './parsed.ts';
import { readRows, type StatementResult } from './result.ts';
import { limitFault, statementFault, tookTooLong } from './statement-faults.ts';
import { type AnalystViews, analystViews } from './views.ts';

/** What the child is asked to run; plain data. */
export interface StatementJob {
  /** Folder of the version, and the file that says what of it is kept. */
  readonly version: string;
  readonly veil: Veil;
  readonly selection: string;
  readonly statement: string;
  readonly timeLimitMs: number;
  readonly memoryBytes: number;
  readonly tempFolder: string;
}

/**
 * Runs one statement of an analyst, in a child of its own. It is checked first; then what it reads is copied from the
 * archive, the instance is closed to every file, and only then it runs.
 */
export async function runStatementInChild(job: StatementJob): Promise<StatementResult> {
  const { statement, tempFolder, memoryBytes } = job;
  const startedMs = performance.now();
  const version = veiled(openVersion(job.version), job.veil);
  const { zone } = version.manifest;
  const views = analystViews(version.manifest);
  mkdirSync(tempFolder, { recursive: true, mode: 0o700 });
  const limit = new TimeLimit(job.timeLimitMs);
  /** Statements that we made ourselves run; where one of them fails, that is a defect. */
  let isOurs = true;
  try {
    const instance = await openDuckDb({
      // One thread: rows without an order, and sums of numbers with fractions, come out the same each time.
      ...{ threads: 1, memoryBytes, tempFolder, folders: [], zone },
      async prepare(connection) {
        limit.watch(connection);
        const needs = await checked(connection, statement, views);
        await loadViews(connection, version, readSelection(job.selection, version), views, needs);
      },
    });
    const connection = await instance.connect();
    limit.watch(connection);
    isOurs = false;
    const found = await readRows(connection, statement, zoneOffsets(zone));
    return { ...found, tookMs: Math.round(performance.now() - startedMs) };
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (limit.isOver) throw tookTooLong();
    const { message } = error as Error;
    throw isOurs ? (limitFault(message) ?? error) : statementFault(message, statement, namesOf(views));
  } finally {
    limit.end();
  }
}

/** What the statement reads, once every part of it is let through. */
export async function checked(connection: DuckDBConnection, statement: string, views: AnalystViews): Promise<Needs> {
  return checkStatement(await parse(connection, statement), statement, await vocabulary(connection, views));
}

const namesOf = ({ events, cases }: AnalystViews): string[] => [...events, ...cases].map(({ name }) => name);

async function vocabulary(connection: DuckDBConnection, { events, cases }: AnalystViews): Promise<Vocabulary> {
  const known = await rows<{ name: string }>(
    connection,
    sql`select view_name as name from duckdb_views() union select table_name from duckdb_tables() union select schema_name from duckdb_schemas()`,
  );
  return {
    views: new Set(['events', 'cases']),
    columns: new Set(namesOf({ events, cases }).map((name) => name.toLowerCase())),
    reserved: new Set([...known.map(({ name }) => name.toLowerCase()), 'kept']),
  };
}

/** Interrupts what runs on the connection that is watched when the time is over. */
class TimeLimit {
  isOver = false;
  #connection: DuckDBConnection | null = null;
  readonly #timer: ReturnType<typeof setTimeout>;

  constructor(limitMs: number) {
    this.#timer = setTimeout(() => {
      this.isOver = true;
      this.#connection?.interrupt();
    }, limitMs);
  }

  watch(connection: DuckDBConnection): void {
    if (this.isOver) throw tookTooLong();
    this.#connection = connection;
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

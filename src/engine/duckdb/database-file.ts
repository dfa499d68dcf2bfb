import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { AppError, type Cell, calledOff, type DuckDbFile, notUnderstood, queryRefused, type Sql, sql } from '#sdk';
import { closedSettings, type DuckDbLimits } from './open-duckdb.ts';
import { execute } from './query.ts';

/**
 * A database file that somebody else made: opened to be read, closed to every other file, extension and setting; what its
 * views name outside it is refused. Only ever opened in a child process (docs/adr/duckdb-in-child-processes.md).
 */
export async function openDatabaseFile(path: string, limits: DuckDbLimits, signal: AbortSignal): Promise<DuckDbFile> {
  const instance = await opened(path, limits);
  const connection = await instance.connect();
  await execute(connection, sql`set global TimeZone = 'UTC'`);
  await execute(connection, sql`set enable_external_access = false`);
  await execute(connection, sql`set lock_configuration = true`);
  return {
    rows: (statement) => rowsOf(connection, statement, signal),
    async [Symbol.asyncDispose]() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function opened(path: string, limits: DuckDbLimits): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(path, { ...closedSettings(limits), access_mode: 'READ_ONLY' });
  } catch (error) {
    const { message } = error as Error;
    if (/Could not set lock/.test(message))
      throw new AppError(
        'unavailable',
        'connector.locked',
        'The DuckDB file is open for writing in another program, which lets nobody else read it. Read it once that program is done, or read a copy.',
      );
    throw notUnderstood('The DuckDB file', firstLine(message));
  }
}

async function* rowsOf(
  connection: DuckDBConnection,
  { text, values }: Sql,
  signal: AbortSignal,
): AsyncGenerator<readonly (readonly Cell[])[]> {
  const stop = () => connection.interrupt();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const statements = await connection.extractStatements(text);
    if (statements.count !== 1) throw queryRefused('The DuckDB file', 'these are several statements, not one');
    const statement = await statements.prepare(0);
    statement.bind([...values]);
    const result = await statement.stream();
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      if (signal.aborted) throw calledOff('The DuckDB file', signal);
      yield chunk.getRows().map((row) => row.map(cellOf));
    }
  } catch (error) {
    if (signal.aborted) throw calledOff('The DuckDB file', signal);
    throw error instanceof AppError ? error : faultOf((error as Error).message);
  } finally {
    signal.removeEventListener('abort', stop);
    // A statement that was not read to its end would keep the connection busy.
    stop();
  }
}

const cellOf = (value: unknown): Cell => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value === null || ['string', 'bigint', 'boolean'].includes(typeof value)) return value as Cell;
  return String(value);
};

function faultOf(message: string): AppError {
  if (/^Out of Memory/i.test(message))
    return new AppError(
      'too_large',
      'connector.memory',
      'The query needs more memory than a connector may use. Read less at a time, or ask without sorting.',
    );
  if (/^(IO|Serialization|Fatal|INTERNAL|Corrupt)/i.test(message))
    return notUnderstood('The DuckDB file', firstLine(message));
  return queryRefused('The DuckDB file', firstLine(message));
}

const firstLine = (message: string): string => message.split('\n')[0]!.slice(0, 500);

import type { DuckDBConnection } from '@duckdb/node-api';
import { AppError } from '#sdk';

/** Runs `work`; an abort interrupts the query that runs, and ends in the fault `import.cancelled`. */
export async function interruptible<T>(
  connection: DuckDBConnection,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  let again: ReturnType<typeof setInterval> | undefined;
  // An interrupt between two queries, or before one has begun, goes unheard: repeat it until the work ends.
  const interrupt = () => {
    connection.interrupt();
    again ??= setInterval(() => connection.interrupt(), 20);
  };
  signal?.addEventListener('abort', interrupt);
  try {
    signal?.throwIfAborted();
    const result = await work();
    signal?.throwIfAborted();
    return result;
  } catch (error) {
    throw asFault(error, signal);
  } finally {
    clearInterval(again);
    signal?.removeEventListener('abort', interrupt);
  }
}

/** What a person can do something about becomes a fault; everything else stays the defect that it is. */
function asFault(error: unknown, signal: AbortSignal | undefined): unknown {
  if (error instanceof AppError) return error;
  if (signal?.aborted)
    return new AppError('cancelled', 'import.cancelled', 'The import was cancelled; nothing was kept.');
  const message = error instanceof Error ? error.message : String(error);
  if ((error as NodeJS.ErrnoException)?.code === 'ENOSPC' || /no space left|max_temp_directory_size/i.test(message)) {
    const advice = 'The disk is full: the import needs room for temporary files. Free some space and start it again.';
    return new AppError('no_space', 'import.diskFull', advice);
  }
  if (/^(Error: )?Out of Memory/i.test(message)) {
    const advice = 'The import needs more memory than it may use. Raise the limit, or import fewer columns.';
    return new AppError('too_large', 'import.outOfMemory', advice);
  }
  return error;
}

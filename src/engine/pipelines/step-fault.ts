import { AppError, saying } from '#sdk';
import { diskFull, isNoSpace } from '../disk-full.ts';

/** What DuckDB says of a step, for the one who wrote it; the statement itself stays out of it. */
export function stepFault(error: unknown, id: string, pointer: string): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  if (isNoSpace(error)) return diskFull();
  if (/out of memory|memory limit/i.test(error.message))
    return new AppError(
      'too_large',
      'pipeline.memory',
      `The step "${id}" needs more memory than pipelines may use. Filter or choose columns before it, or raise import.child_memory_bytes.`,
      [{ pointer, message: 'needs more memory than there is' }],
    );
  const words = error.message.split('\n')[0]!.slice(0, 300);
  return saying(
    words,
    (said) =>
      new AppError('invalid', 'pipeline.stepFailed', `The step "${id}" could not be run: ${said}`, [
        { pointer, message: said },
      ]),
  );
}

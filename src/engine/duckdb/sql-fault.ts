import { AppError } from '#sdk';

/** Of all that statements of filters are given, only a pattern can be wrong in itself. */
const WRONG_PATTERN = /^Invalid Input Error: ((?:missing|bad|invalid|unexpected|trailing|no argument) .*)/;

/** A failure of a statement we made ourselves: a user's pattern, a limit reached, or a defect. */
export function sqlFault(message: string): AppError {
  const pattern = WRONG_PATTERN.exec(message);
  if (pattern)
    return new AppError('invalid', 'filter.wrongPattern', `The regular expression is not right: ${pattern[1]}`);
  return /out of memory/i.test(message)
    ? new AppError(
        'too_large',
        'archive.memory',
        'This filter needs more memory than the engine may use. Narrow it, or raise engine.memory.',
      )
    : new AppError('internal', 'archive.failed', message);
}

import { AppError } from '#sdk';

/** What is wrong at one place of an expression; `at` is counted from 0. */
export interface Mistake {
  readonly at: number;
  readonly message: string;
}

/** The fault of an expression, with every mistake that was found; columns are counted from 1, as people do. */
export function expressionFault(mistakes: readonly Mistake[]): AppError {
  const details = mistakes.map(({ at, message }) => ({ column: at + 1, message: placed({ at, message }) }));
  const more = details.length > 1 ? ` And ${details.length - 1} more.` : '';
  const message = `The expression is not right: ${details[0]!.message}.${more}`;
  return new AppError('invalid', 'expression.wrong', message, details);
}

/** The mistake with its place in words. */
export const placed = ({ at, message }: Mistake): string => `at character ${at + 1}: ${message}`;

export function wrong(at: number, message: string): never {
  throw expressionFault([{ at, message }]);
}

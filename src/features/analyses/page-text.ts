import { AppError } from '#sdk';

/** Largest result that is read here, characters of JSON: reading it holds up every other request for that time. */
const MAX_CHARS = 1_048_576;

/** A result that must be read to be answered in another form. Too large a one says which parameter to make smaller. */
export function readResult<T>(text: string, pointer: string, what: string, maxChars = MAX_CHARS): T {
  if (text.length <= maxChars) return JSON.parse(text) as T;
  const mib = (chars: number) => (chars / 1_048_576).toFixed(1).replace('.0', '');
  throw new AppError(
    'too_large',
    'analysis.pageTooLarge',
    `${what} holds ${mib(text.length)} MiB, more than ${mib(maxChars)} MiB. Ask for less.`,
    [{ pointer, message: 'too much for one answer' }],
  );
}

/** A result of enough cases for this person; null stands in the place of one that is not. */
export function enough<T>(result: T | null): T {
  if (result !== null) return result;
  throw new AppError(
    'conflict',
    'analysis.tooFewCases',
    'The filters keep fewer cases than your roles let you see. Filter less, or ask for the permission "read:cases".',
  );
}

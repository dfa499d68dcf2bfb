import type { AppError, Fault, FaultDetail } from '#sdk';

/** What kind of fault, in few words; pages show them in the language of the reader. */
export const PROBLEM_TITLES: Readonly<Record<Fault, string>> = {
  invalid: 'Not valid',
  unauthenticated: 'Sign-in needed',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  conflict: 'In conflict with the present state',
  too_large: 'Too large',
  rate_limited: 'Too many attempts',
  cancelled: 'Cancelled',
  timeout: 'Took too long',
  unavailable: 'Not available now',
  no_space: 'No space left',
  internal: 'Fault of the server',
};

/** A problem document (RFC 9457) without what only HTTP knows; the command line prints it as it is. */
export interface ProblemDocument {
  type: string;
  title: string;
  detail: string;
  code: string;
  errors?: Omit<FaultDetail, 'value'>[];
}

/** What a fault says to programs. Values inside its details stay here, because they may come from a rejected body. */
export function problemDocument(error: AppError): ProblemDocument {
  return {
    type: `urn:adit:problem:${error.code}`,
    title: PROBLEM_TITLES[error.fault],
    detail: error.message,
    code: error.code,
    ...(error.details.length > 0 && error.whole === null ? { errors: error.details.map(publicDetail) } : {}),
  };
}

const POINTER_CHARS = 200;

function publicDetail({ message, pointer, line, column }: FaultDetail): Omit<FaultDetail, 'value'> {
  return {
    ...(pointer === undefined ? {} : { pointer: pointer.slice(0, POINTER_CHARS) }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    message,
  };
}

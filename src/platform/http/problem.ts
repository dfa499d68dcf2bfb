import { AppError, type Fault, type FaultDetail } from '#sdk';

/** The only place that knows HTTP status codes. */
const STATUS: Readonly<Record<Fault, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  rate_limited: 429,
  cancelled: 499,
  timeout: 504,
  unavailable: 503,
  no_space: 507,
  internal: 500,
};

/** Where HTTP tells apart what the product does not. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  'http.methodNotAllowed': 405,
  'http.unsupportedMediaType': 415,
  'http.urlTooLong': 414,
  'http.headersTooLarge': 431,
  'change.stale': 412,
};

const TITLE: Readonly<Record<Fault, string>> = {
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

/** The ways in which a request succeeds. */
const SUCCESS = { ok: 200, created: 201, accepted: 202, empty: 204, redirect: 303, unchanged: 304 } as const;
export type Success = keyof typeof SUCCESS;
export const successStatus = (success: Success): number => SUCCESS[success];

/** A problem document (RFC 9457), as sent. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId: string;
  errors?: { pointer?: string; line?: number; column?: number; message: string }[];
}

export const statusOf = (fault: Fault, code = ''): number => STATUS_OF_CODE[code] ?? STATUS[fault];

/**
 * What may leave the process about a failure. An `AppError` says what it says; values inside its details stay here, because they may
 * come from a rejected body. Anything else thrown is a defect: one neutral sentence, the rest belongs into the log.
 */
export function problemOf(error: unknown, requestId: string): Problem {
  const known = error instanceof AppError ? error : neutral(requestId);
  const problem: Problem = {
    type: `urn:adit:problem:${known.code}`,
    title: TITLE[known.fault],
    status: statusOf(known.fault, known.code),
    detail: known.message,
    code: known.code,
    requestId,
  };
  if (known.details.length > 0) problem.errors = known.details.map(publicDetail);
  return problem;
}

const neutral = (requestId: string) =>
  new AppError(
    'internal',
    'http.defect',
    `The server could not do this because of a fault of its own. It is in the log under request ${requestId}.`,
  );

const POINTER_CHARS = 200;

function publicDetail(detail: FaultDetail): NonNullable<Problem['errors']>[number] {
  const { message, pointer, line, column } = detail;
  return {
    ...(pointer === undefined ? {} : { pointer: pointer.slice(0, POINTER_CHARS) }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    message,
  };
}

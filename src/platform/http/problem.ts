import { AppError, type Fault } from '#sdk';
import { type ProblemDocument, problemDocument } from '../problem-document.ts';

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
  'http.senderSilent': 408,
  'http.senderTooSlow': 408,
};

/** The ways in which a request succeeds. */
const SUCCESS = { ok: 200, created: 201, accepted: 202, empty: 204, redirect: 303, unchanged: 304 } as const;
export type Success = keyof typeof SUCCESS;
export const successStatus = (success: Success): number => SUCCESS[success];

/** A problem document as sent. */
export interface Problem extends ProblemDocument {
  status: number;
  requestId: string;
}

export const statusOf = (fault: Fault, code = ''): number => STATUS_OF_CODE[code] ?? STATUS[fault];

/**
 * What may leave the process about a failure. An `AppError` says what it says; values inside its details stay here, because they may
 * come from a rejected body. Anything else thrown is a defect: one neutral sentence, the rest belongs into the log.
 */
export function problemOf(error: unknown, requestId: string): Problem {
  const known = error instanceof AppError ? error : neutral(requestId);
  const { type, title, detail, code, errors } = problemDocument(known);
  const status = statusOf(known.fault, known.code);
  return { type, title, status, detail, code, requestId, ...(errors ? { errors } : {}) };
}

const neutral = (requestId: string) =>
  new AppError(
    'internal',
    'http.defect',
    `The server could not do this because of a fault of its own. It is in the log under request ${requestId}.`,
  );

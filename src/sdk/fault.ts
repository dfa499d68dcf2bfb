/** The closed list of faults. Only `platform/http/problem.ts` knows which HTTP status belongs to which. */
export const FAULTS = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'too_large',
  'rate_limited',
  'cancelled',
  'timeout',
  'unavailable',
  'no_space',
  'internal',
] as const;
export type Fault = (typeof FAULTS)[number];

/** One finding inside a fault: where (JSON pointer, or file position) and what. */
export interface FaultDetail {
  pointer?: string;
  line?: number;
  column?: number;
  value?: string;
  message: string;
}

/**
 * The one error that is meant to be read by a person: what happened, where, what to do.
 * Anything else thrown is a defect and leaves the process as one neutral sentence.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly fault: Fault;
  /** `room.whatHappened`, stable, for programs; never shown alone. */
  readonly code: string;
  readonly details: readonly FaultDetail[];
  /**
   * The message with values of rows in it, for who may see all of them; null: it quotes none. Where it is there, the details may quote
   * values, too.
   */
  readonly whole: string | null;

  constructor(
    fault: Fault,
    code: string,
    message: string,
    details: readonly FaultDetail[] = [],
    whole: string | null = null,
  ) {
    super(message);
    this.fault = fault;
    this.code = code;
    this.details = details;
    this.whole = whole;
  }

  withWhole(whole: string): AppError {
    return new AppError(this.fault, this.code, this.message, this.details, whole);
  }

  /** As it is told to who may see all rows. A defect stays as it is: it is logged as well. */
  told(): AppError {
    return this.whole === null || this.fault === 'internal'
      ? this
      : new AppError(this.fault, this.code, this.whole, this.details);
  }

  /** As plain data, so that it crosses threads and processes. */
  toData(): FaultData {
    const { fault, code, message, details, whole } = this;
    return { fault, code, message, details, ...(whole === null ? {} : { whole }) };
  }

  static fromData(data: FaultData): AppError {
    return new AppError(data.fault, data.code, data.message, data.details, data.whole ?? null);
  }
}

export interface FaultData {
  fault: Fault;
  code: string;
  message: string;
  details: readonly FaultDetail[];
  whole?: string;
}

/** Ends in a fault of kind `invalid`. */
export function invalid(code: string, message: string, details: readonly FaultDetail[] = []): never {
  throw new AppError('invalid', code, message, details);
}

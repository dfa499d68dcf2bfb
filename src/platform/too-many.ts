import { AppError } from '#sdk';

/** Too much within too little time; it may be tried again after `waitMs`. */
export class TooMany extends AppError {
  readonly waitMs: number;

  constructor(code: string, message: string, waitMs: number) {
    super('rate_limited', code, message);
    this.waitMs = waitMs;
  }
}

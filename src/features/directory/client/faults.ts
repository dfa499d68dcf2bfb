import { AppError } from '#sdk';
import { IncompleteAnswer } from '../directory.ts';

/** Another replica may do better: nothing was said about what was asked. */
export class Outage extends Error {
  override readonly name = 'Outage';
}

/** Result codes of RFC 4511, appendix A, that mean something here. */
export const CODE = {
  success: 0,
  timeLimitExceeded: 3,
  sizeLimitExceeded: 4,
  strongerAuthRequired: 8,
  referral: 10,
  adminLimitExceeded: 11,
  confidentialityRequired: 13,
  noSuchObject: 32,
  invalidDnSyntax: 34,
  invalidCredentials: 49,
  insufficientAccess: 50,
  busy: 51,
  unavailable: 52,
} as const;

/** The server's "no" to one request. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: number;
  /** What it said, for the log. */
  readonly said: string;

  constructor(code: number, said: string) {
    super(`result code ${code}`);
    this.code = code;
    this.said = said;
  }

  /** Active Directory's own code in an answer to a bind, as `52e`. */
  get subCode(): string | null {
    return /\bdata ([0-9a-f]{1,8})\b/i.exec(this.said)?.[1]?.toLowerCase() ?? null;
  }
}

/** What Active Directory means by its sub-codes of invalidCredentials. For the log; the person is never told. */
const SUB_CODES: Readonly<Record<string, string>> = {
  '525': 'no such user',
  '52e': 'wrong password',
  '530': 'not at this hour',
  '531': 'not from this workstation',
  '532': 'password expired',
  '533': 'disabled',
  '568': 'in too many groups',
  '701': 'account expired',
  '773': 'must change password',
  '775': 'locked',
};

/** Why a bind was refused, for the log. */
export function bindReason(refusal: Refusal): string {
  const { code, subCode } = refusal;
  if (subCode) return SUB_CODES[subCode] ?? `data ${subCode}`;
  return code === CODE.invalidCredentials ? 'wrong password, or not allowed to sign in' : `result code ${code}`;
}

/** How the answer to anything but a person's bind is told: to whom it concerns, and what to do. */
export function searchFault(directory: string, base: string, refusal: Refusal): Error {
  const { code } = refusal;
  const where = `The directory "${directory}"`;
  if (code === CODE.busy || code === CODE.unavailable)
    return new Outage(`it says that it is busy (result code ${code})`);
  if (code === CODE.sizeLimitExceeded || code === CODE.timeLimitExceeded || code === CODE.adminLimitExceeded)
    return new IncompleteAnswer(
      `${where} cut its answer short (result code ${code}). Raise its limits for the service account, or lower "page_size".`,
    );
  if (code === CODE.referral)
    return new IncompleteAnswer(
      `${where} refers to another server for "${base}". Use a narrower base, or the Global Catalog (port 3269, or 3268 with StartTLS).`,
    );
  if (code === CODE.strongerAuthRequired || code === CODE.confidentialityRequired)
    return new AppError('unavailable', 'directory.misconfigured', needsTls(directory));
  if (code === CODE.noSuchObject || code === CODE.invalidDnSyntax)
    return misconfigured(`${where} has no entry "${base}". Correct "base" or "group_base".`);
  if (code === CODE.insufficientAccess || /successful bind must be completed/i.test(refusal.said))
    return refusedUs(`${where} does not let the service account read "${base}". Give it the right, or set "bind_dn".`);
  return new AppError(
    'unavailable',
    'directory.failed',
    `${where} could not answer (result code ${code}). Its own log says more.`,
  );
}

export const needsTls = (directory: string): string =>
  `The directory "${directory}" takes no passwords without TLS. Use tls = "ldaps" (port 636) or tls = "starttls".`;

export const misconfigured = (message: string): AppError =>
  new AppError('unavailable', 'directory.misconfigured', message);

export const refusedUs = (message: string): AppError => new AppError('unavailable', 'directory.refusedUs', message);

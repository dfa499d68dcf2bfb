/** Why a token of a provider was not taken; for the log and the audit log, never for whoever sent it. */
export const REASONS = [
  'malformed',
  'too-large',
  'algorithm',
  'key-in-header',
  'critical-header',
  'type',
  'no-key-id',
  'unknown-key',
  'key-does-not-fit',
  'signature',
  'issuer',
  'audience',
  'authorized-party',
  'subject',
  'times',
  'expired',
  'not-yet-valid',
  'nonce',
  'events',
  'no-session-named',
  'no-token-id',
  'lives-too-long',
] as const;
export type Reason = (typeof REASONS)[number];

export class TokenRefused extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, what: string) {
    super(what);
    this.reason = reason;
  }
}

export function refuse(reason: Reason, what: string): never {
  throw new TokenRefused(reason, what);
}

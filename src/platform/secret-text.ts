import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 32 random bytes as text. Whoever holds it is trusted; the store holds its {@link hashOf}. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** SHA-256: enough for a secret of 256 random bits, and useless to a reader of the database. Not for passwords. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** Compares without telling by its duration how much was right. */
export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

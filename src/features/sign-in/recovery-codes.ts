import { randomBytes } from 'node:crypto';
import { hashOf } from '../../platform/secret-text.ts';
import { base32 } from './totp.ts';

/** Codes for the day on which the phone is lost. Each has 120 random bits, so that a plain hash of it tells nothing (ASVS 6.5.2). */

const CODES = 10;
const BYTES = 15;
const CHARS = 24;

/** A fresh set, as it is shown: six groups of four, letters and the digits 2 to 7. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: CODES }, () => base32(randomBytes(BYTES)).match(/.{4}/g)!.join('-'));

/** What is stored of a code, and looked up; null when what was typed cannot be one. Case, spaces and hyphens make no difference. */
export function recoveryHashOf(typed: string): string | null {
  const code = typed.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '');
  return code.length === CHARS && /^[A-Z2-7]+$/.test(code) ? hashOf(`recovery-code:${code}`) : null;
}

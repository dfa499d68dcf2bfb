import { createHmac, timingSafeEqual } from 'node:crypto';

/** One-time passwords by time (RFC 6238): HMAC-SHA-1, six digits, thirty seconds, as every authenticator app reads them. */

const STEP_MS = 30_000;
const DIGITS = 6;
/** Steps before and after the present one whose code is taken: clocks differ, and typing takes time. */
const SKEW_STEPS = 1;
/** 160 bits, as long as the output of SHA-1 (RFC 4226, section 4). */
export const TOTP_SECRET_BYTES = 20;

export const stepAt = (ms: number): number => Math.floor(ms / STEP_MS);

/** The code of a time step. */
export function codeOf(secret: Uint8Array, step: number, digits = DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  // Dynamic truncation (RFC 4226, section 5.3).
  const offset = mac[mac.length - 1]! & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7f_ff_ff_ff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/**
 * The step whose code was typed, among the present one and its neighbours; null when it is none of them, or not after `lastStep`: a
 * code that was used is worth nothing. All candidates are computed and compared, whatever was typed.
 */
export function matchingStep(secret: Uint8Array, typed: string, nowMs: number, lastStep: number): number | null {
  const now = stepAt(nowMs);
  const sent = Buffer.from(typed.padEnd(DIGITS).slice(0, DIGITS));
  let found: number | null = null;
  for (let step = now - SKEW_STEPS; step <= now + SKEW_STEPS; step++) {
    const same = sent.length === DIGITS && timingSafeEqual(Buffer.from(codeOf(secret, step)), sent);
    if (same && step > lastStep) found ??= step;
  }
  return typed.length === DIGITS ? found : null;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base32 (RFC 4648) without padding. */
export function base32(bytes: Uint8Array): string {
  let [text, bits, kept] = ['', 0, 0];
  for (const byte of bytes) {
    kept = (kept << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET[(kept >>> (bits - 5)) & 31];
    kept &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET[(kept << (5 - bits)) & 31] : text;
}

/** What an authenticator app reads from the QR code. */
export function otpauthUri(secret: Uint8Array, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_MS / 1000}`;
}

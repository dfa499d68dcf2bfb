import type { DisabledBy } from '../directory.ts';
import type { Entry } from './entry.ts';

/** Attributes that say whether somebody may sign in; most servers give them only when they are named. */
export const STATE_ATTRIBUTES = {
  activeDirectory: [
    'userAccountControl',
    'msDS-User-Account-Control-Computed',
    'lockoutTime',
    'accountExpires',
    'pwdLastSet',
  ],
  others: ['nsAccountLock', 'pwdAccountLockedTime', 'krbPrincipalExpiration', 'shadowExpire', 'loginDisabled'],
} as const;

/** Bits of userAccountControl and msDS-User-Account-Control-Computed ([MS-ADTS] 2.2.16). */
const BIT = { disabled: 0x2, lockedOut: 0x10, neverExpires: 0x1_0000, passwordExpired: 0x80_0000 } as const;

/** Why this person may not sign in now; null: they may. */
export function disabledBy(entry: Entry, isActiveDirectory: boolean, nowMs: number): DisabledBy | null {
  return isActiveDirectory ? byActiveDirectory(entry, nowMs) : byOthers(entry, nowMs);
}

function byActiveDirectory(entry: Entry, nowMs: number): DisabledBy | null {
  const control = Number(entry.text('userAccountControl') ?? 0);
  const computed = entry.text('msDS-User-Account-Control-Computed');
  if (control & BIT.disabled) return 'disabled';
  const expiresMs = fromFileTime(entry.text('accountExpires'));
  if (expiresMs !== null && expiresMs <= nowMs) return 'account-expired';
  // lockoutTime stays after a lock has passed by itself; where the server computes the state, that is what holds.
  const isLocked =
    computed === null ? fromFileTime(entry.text('lockoutTime')) !== null : Number(computed) & BIT.lockedOut;
  if (isLocked) return 'locked';
  if (entry.text('pwdLastSet') === '0' && !(control & BIT.neverExpires)) return 'must-change-password';
  return Number(computed ?? 0) & BIT.passwordExpired ? 'password-expired' : null;
}

/** 100-nanosecond steps since 1601; null: never, which is 0 or the largest number. */
function fromFileTime(text: string | null): number | null {
  if (text === null || !/^\d{1,19}$/.test(text)) return null;
  const steps = BigInt(text);
  return steps === 0n || steps >= 0x7fff_ffff_ffff_ffffn ? null : Number(steps / 10_000n) - 11_644_473_600_000;
}

/** Locked by an administrator of OpenLDAP for good. */
const LOCKED_FOR_GOOD = '000001010000Z';

function byOthers(entry: Entry, nowMs: number): DisabledBy | null {
  const isTrue = (attribute: string) => entry.text(attribute)?.toLowerCase() === 'true';
  if (isTrue('nsAccountLock') || isTrue('loginDisabled')) return 'disabled';
  const lockedAt = entry.text('pwdAccountLockedTime');
  if (lockedAt !== null) return lockedAt === LOCKED_FOR_GOOD ? 'disabled' : 'locked';
  const expiresMs = fromGeneralizedTime(entry.text('krbPrincipalExpiration'));
  const shadowDays = entry.text('shadowExpire');
  const shadowMs = shadowDays !== null && /^\d{1,7}$/.test(shadowDays) ? Number(shadowDays) * 86_400_000 : null;
  const ends = [expiresMs, shadowMs].filter((end) => end !== null);
  return ends.some((end) => end <= nowMs) ? 'account-expired' : null;
}

/** `20260131235959Z` */
function fromGeneralizedTime(text: string | null): number | null {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:[.,]\d+)?Z$/
    .exec(text ?? '')
    ?.slice(1)
    .map(Number);
  if (!parts) return null;
  const [year, month, day, hour, minute, second] = parts as [number, number, number, number, number, number];
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

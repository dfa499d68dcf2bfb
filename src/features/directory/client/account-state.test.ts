import { expect, test } from 'bun:test';
import { disabledBy } from './account-state.ts';
import { Entry } from './entry.ts';

const NOW = Date.UTC(2026, 0, 1);
const entry = (values: Record<string, string>) =>
  new Entry({
    dn: 'cn=x',
    attributes: Object.entries(values).map(([name, value]) => ({ name, values: [Buffer.from(value)] })),
  });
/** 100-nanosecond steps since 1601, by the constant of [MS-DTYP] for 1970. */
const fileTime = (ms: number) => String(BigInt(ms) * 10_000n + 116_444_736_000_000_000n);

test.each([
  [{}, null],
  [{ userAccountControl: '512' }, null],
  [{ userAccountControl: '514' }, 'disabled'],
  [{ useraccountcontrol: '66050' }, 'disabled'],
  [{ userAccountControl: '512', accountExpires: '0' }, null],
  [{ userAccountControl: '512', accountExpires: '9223372036854775807' }, null],
  [{ userAccountControl: '512', accountExpires: fileTime(NOW - 1) }, 'account-expired'],
  [{ userAccountControl: '512', accountExpires: fileTime(NOW) }, 'account-expired'],
  [{ userAccountControl: '512', accountExpires: fileTime(NOW + 1000) }, null],
  [{ userAccountControl: '512', accountExpires: 'never' }, null],
  [{ userAccountControl: '512', lockoutTime: '0' }, null],
  [{ userAccountControl: '512', lockoutTime: fileTime(NOW - 1000) }, 'locked'],
  // The lock has passed by itself; the server says so.
  [{ userAccountControl: '512', lockoutTime: fileTime(NOW - 1e7), 'msDS-User-Account-Control-Computed': '0' }, null],
  [{ userAccountControl: '512', 'msDS-User-Account-Control-Computed': '16' }, 'locked'],
  [{ userAccountControl: '512', pwdLastSet: '0' }, 'must-change-password'],
  [{ userAccountControl: '66048', pwdLastSet: '0' }, null],
  [{ userAccountControl: '512', 'msDS-User-Account-Control-Computed': '8388608' }, 'password-expired'],
  [{ userAccountControl: '514', pwdLastSet: '0', lockoutTime: fileTime(NOW) }, 'disabled'],
])('rule 15, Active Directory: %j is %p', (values, state) => {
  expect(disabledBy(entry(values as Record<string, string>), true, NOW)).toBe(state as null);
});

test.each([
  [{}, null],
  [{ nsAccountLock: 'TRUE' }, 'disabled'],
  [{ nsaccountlock: 'true' }, 'disabled'],
  [{ nsAccountLock: 'FALSE' }, null],
  [{ loginDisabled: 'TRUE' }, 'disabled'],
  [{ pwdAccountLockedTime: '000001010000Z' }, 'disabled'],
  [{ pwdAccountLockedTime: '20251231235959Z' }, 'locked'],
  [{ krbPrincipalExpiration: '20251231235959Z' }, 'account-expired'],
  [{ krbPrincipalExpiration: '20260101000000Z' }, 'account-expired'],
  [{ krbPrincipalExpiration: '20260101000001Z' }, null],
  [{ krbPrincipalExpiration: 'soon' }, null],
  [{ shadowExpire: '20453' }, 'account-expired'],
  [{ shadowExpire: '20455' }, null],
  [{ shadowExpire: '-1' }, null],
  [{ userAccountControl: '514' }, null],
])('rule 15, other directories: %j is %p', (values, state) => {
  expect(disabledBy(entry(values as Record<string, string>), false, NOW)).toBe(state as null);
});

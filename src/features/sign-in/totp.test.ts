import { expect, test } from 'bun:test';
import { base32, codeOf, matchingStep, otpauthUri, stepAt } from './totp.ts';

const SECRET = Buffer.from('12345678901234567890');

// RFC 6238, appendix B, the rows of SHA-1.
test.each([
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
])('at %i seconds the code is %s', (seconds, code) => {
  expect(codeOf(SECRET, stepAt(seconds * 1000), 8)).toBe(code);
  expect(codeOf(SECRET, stepAt(seconds * 1000))).toBe(code.slice(2));
});

// RFC 4226, appendix D.
test('the codes of the first ten counters', () => {
  expect(Array.from({ length: 10 }, (_, i) => codeOf(SECRET, i))).toEqual([
    ...['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489'],
  ]);
});

test('a code is good in its own step and in the neighbours, and once', () => {
  const nowMs = 1_111_111_111_000;
  const now = stepAt(nowMs);
  const taken = [-2, -1, 0, 1, 2].map((by) => matchingStep(SECRET, codeOf(SECRET, now + by), nowMs, 0));
  expect(taken).toEqual([null, now - 1, now, now + 1, null]);
  expect(matchingStep(SECRET, codeOf(SECRET, now), nowMs, now)).toBeNull();
  expect(matchingStep(SECRET, codeOf(SECRET, now - 1), nowMs, now)).toBeNull();
  expect(matchingStep(SECRET, codeOf(SECRET, now + 1), nowMs, now)).toBe(now + 1);
});

test.each(['', '05047', '0504711', ' 050471', '05047l', '٠٥٠٤٧١', '050471\n'])('%j is no code', (typed) => {
  expect(matchingStep(SECRET, typed, 1_111_111_111_000, 0)).toBeNull();
});

// RFC 4648, section 10.
test.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('base32 of %j is %s', (text, encoded) => {
  expect(base32(Buffer.from(text))).toBe(encoded);
});

test('the address for authenticator apps', () => {
  expect(otpauthUri(SECRET, 'Adit', 'ann@x?&')).toBe(
    'otpauth://totp/Adit:ann%40x%3F%26?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Adit&algorithm=SHA1&digits=6&period=30',
  );
});

import { expect, test } from 'bun:test';
import { cleanName, freeName, loginKey, nameKey } from './names.ts';

test('a name is kept composed and trimmed', () => {
  expect(cleanName('  Cafe\u0301 ')).toBe('Café');
  expect(cleanName('a  b')).toBe('a  b');
});

test.each(['', ' ', '\t', 'a\nb', 'a\0b', 'a\u001b[31m', 'x\u202Ey', '\u200Bx', 'a\u2028b', 'a\u00ADb'])(
  '%j is no name',
  (name) => {
    expect(() => cleanName(name)).toThrow();
  },
);

test('a login is compared without case and compatibility forms', () => {
  expect(loginKey(' ANN ')).toBe('ann');
  expect(loginKey('ａｎｎ')).toBe('ann');
  expect(loginKey('ﬁona')).toBe('fiona');
  for (const none of ['', '  ', 'a b', 'a\nb', 'a\u202Eb', 'x'.repeat(121)]) expect(loginKey(none)).toBeNull();
});

test('names that look alike have one key', () => {
  for (const [a, b] of [
    ['Claims', 'CLAIMS'],
    ['ÄRGER', 'ärger'],
    ['Claims 2026', 'Claims\u00A02026'],
    ['a b', 'a  b'],
    ['Cafe\u0301', 'Café'],
    ['ﬁnance', 'finance'],
    ['Ｃｌａｉｍｓ', 'claims'],
    ['a\u200Db', 'ab'],
  ] as const)
    expect(nameKey(a)).toBe(nameKey(b));
  for (const [a, b] of [
    ['Claims', 'Claim'],
    ['a b', 'ab'],
    ['über', 'uber'],
  ] as const)
    expect(nameKey(a)).not.toBe(nameKey(b));
});

test('a free name has the least number that nobody holds, and fits', () => {
  expect(freeName('Claims', ['Other'])).toBe('Claims');
  expect(freeName('Claims', ['claims'])).toBe('Claims (2)');
  expect(freeName('Claims', ['claims', 'CLAIMS (2)'])).toBe('Claims (3)');
  expect(freeName('Claims (2)', ['Claims (2)'])).toBe('Claims (3)');
  const long = 'x'.repeat(120);
  expect(freeName(long, [long])).toBe(`${'x'.repeat(116)} (2)`);
  const family = '👩\u200D👩\u200D👧';
  const full = family.repeat(15);
  expect(freeName(full, [full])).toBe(`${family.repeat(14)} (2)`);
});

import { expect, test } from 'bun:test';
import { cleanName, loginKey } from './names.ts';

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

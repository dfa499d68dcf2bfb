import { expect, test } from 'bun:test';
import { globTest, globToLike } from './glob.ts';

const matching = (pattern: string, ...texts: string[]) => texts.filter(globTest(pattern));

test('stars, question marks and literals', () => {
  expect(matching('a*', 'a', 'ab', 'ba', '')).toEqual(['a', 'ab']);
  expect(matching('*b*', 'abc', 'b', 'ac')).toEqual(['abc', 'b']);
  expect(matching('a?c', 'abc', 'ac', 'abbc')).toEqual(['abc']);
  expect(matching('', '', 'a')).toEqual(['']);
  expect(matching('*', '', 'a')).toEqual(['', 'a']);
  expect(matching('a*b*c', 'aXbYc', 'abcbc', 'acb')).toEqual(['aXbYc', 'abcbc']);
});

test('one question mark is one code point', () => {
  expect(matching('?', '漢', '🗼', 'ab')).toEqual(['漢', '🗼']);
});

test('a backslash takes the next character literally; nothing else is special', () => {
  expect(matching('100\\*', '100*', '1000')).toEqual(['100*']);
  expect(matching('a\\\\b', 'a\\b', 'ab')).toEqual(['a\\b']);
  expect(matching('a\\', 'a\\', 'a')).toEqual(['a\\']);
  expect(matching('[a-z]+.(x)', '[a-z]+.(x)', 'aax')).toEqual(['[a-z]+.(x)']);
});

test('a hostile pattern ends', () => {
  expect(matching(`${'*a'.repeat(50)}*b`, 'a'.repeat(5000))).toEqual([]);
});

test('as a pattern of like', () => {
  expect(globToLike('50%_a*b?c\\*d\\\\')).toBe('50\\%\\_a%b_c*d\\\\');
});

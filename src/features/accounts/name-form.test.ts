import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { isOfForm } from './name-form.ts';

test.each([
  ['adit-analysts', 'adit-*', true],
  ['ADIT-Analysts', 'adit-*', true],
  ['adit-', 'adit-*', true],
  ['xadit-analysts', 'adit-*', false],
  ['adit', 'adit-*', false],
  ['a.b', 'a?b', true],
  ['ab', 'a?b', false],
  ['anything', '*', true],
  ['', '*', true],
  ['', '', true],
  ['a', '', false],
  ['aab', '*ab', true],
  ['abab', 'a*b', true],
  ['abc', 'a*b', false],
  ['a+b(c)[d]', 'a+b(c)[d]', true],
  ['Ärzte', 'ärzte', true],
  ['A\u0308rzte', 'ärzte', true],
  ['👩👩', '??', true],
])('%j is of the form %j: %j', (name, form, expected) => {
  expect(isOfForm(name, form)).toBe(expected);
});

test('forms mean what the regular expression of the same meaning means', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });
  const form = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
  fc.assert(
    fc.property(word, form, (name, pattern) => {
      const same = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
      expect(isOfForm(name, pattern)).toBe(same.test(name));
    }),
    { numRuns: 2000 },
  );
});

test('a hostile name does not take long', () => {
  expect(isOfForm('a'.repeat(20_000), `${'a*'.repeat(40)}b`)).toBe(false);
});

import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { alignSequences } from './align-sequences.ts';

/** `a` and `b` under each other, `.` where one has nothing. */
const drawn = (a: string, b: string): string[] => {
  const pairs = alignSequences([...a], [...b]);
  return [
    pairs.map((p) => (p.a === null ? '.' : a[p.a])).join(''),
    pairs.map((p) => (p.b === null ? '.' : b[p.b])).join(''),
  ];
};

test('equal steps stand in one place', () => {
  expect(drawn('abc', 'abc')).toEqual(['abc', 'abc']);
  expect(drawn('abcd', 'abd')).toEqual(['abcd', 'ab.d']);
  expect(drawn('abd', 'abcd')).toEqual(['ab.d', 'abcd']);
  expect(drawn('ab', 'cd')).toEqual(['ab..', '..cd']);
  expect(drawn('', 'ab')).toEqual(['..', 'ab']);
  // The receipts of the mock: two steps moved to the front.
  expect(drawn('cdefgh', 'cdghef')).toEqual(['cdefgh..', 'cd..ghef']);
});

test('nothing is lost, nothing is matched that differs, and no more could be matched', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 9 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const pairs = alignSequences([...a], [...b]);
      expect(pairs.flatMap((p) => (p.a === null ? [] : [p.a]))).toEqual([...a].map((_, i) => i));
      expect(pairs.flatMap((p) => (p.b === null ? [] : [p.b]))).toEqual([...b].map((_, i) => i));
      const matched = pairs.filter((p) => p.a !== null && p.b !== null);
      for (const p of matched) expect(a[p.a!]).toBe(b[p.b!]!);
      expect(matched.length).toBe(longestCommon(a, b));
    }),
  );
});

/** The definition, by trying. */
const longestCommon = (a: string, b: string): number =>
  a === '' || b === ''
    ? 0
    : a[0] === b[0]
      ? 1 + longestCommon(a.slice(1), b.slice(1))
      : Math.max(longestCommon(a.slice(1), b), longestCommon(a, b.slice(1)));

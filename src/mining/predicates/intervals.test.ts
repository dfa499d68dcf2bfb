import { expect, test } from 'bun:test';
import { intervalsOf, nextAbove, nextBelow } from './intervals.ts';

test('the neighbours of a number', () => {
  expect(nextAbove(1)).toBe(1 + Number.EPSILON);
  expect(nextBelow(1)).toBe(1 - Number.EPSILON / 2);
  expect(nextAbove(0)).toBe(Number.MIN_VALUE);
  expect(nextBelow(-0)).toBe(-Number.MIN_VALUE);
  expect(nextAbove(-1)).toBe(-1 + Number.EPSILON / 2);
  expect(nextAbove(Number.MAX_VALUE)).toBe(Number.POSITIVE_INFINITY);
  expect(nextAbove(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  expect(nextBelow(Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
});

test('unions are sorted and disjoint; empty parts go', () => {
  const { lows, highs } = intervalsOf([
    [5, 6],
    [1, 2],
    [6, 9],
    [4, 3],
    [2, 2],
  ]);
  expect([[...lows], [...highs]]).toEqual([
    [1, 5],
    [2, 9],
  ]);
});

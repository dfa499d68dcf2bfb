import { expect, test } from 'bun:test';
import { frequencyHeat, ratioHeat, shareHeat, timeHeat } from './heat-table.ts';

test('classes from nothing to most', () => {
  expect([0, 1, 100].map((value) => frequencyHeat(value, 100))).toEqual(['', 'f1', 'f7']);
  expect(frequencyHeat(0, 0)).toBe('');
  // A quarter of the most is half of its root.
  expect(frequencyHeat(25, 100)).toBe('f4');
  expect(timeHeat(100, 100)).toBe('p7');
  expect([0, 0.01, 0.5, 1].map(shareHeat)).toEqual(['', 'f1', 'f4', 'f7']);
});

test('slower is copper, faster is green, as usual is neither', () => {
  expect([0.2, 0.5, 0.8, 1, 1.1, 1.2, 2, 3, null].map(ratioHeat)).toEqual([
    ...['f4', 'f3', 'f1', '', '', 'p1', 'p3', 'p4', ''],
  ]);
});

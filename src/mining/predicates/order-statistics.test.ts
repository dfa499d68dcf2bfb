import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { moveFirst, nthSmallest, percentileOf } from './order-statistics.ts';

test('equal to sorting, at every rank', () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 60 }), (numbers) => {
      const sorted = numbers.toSorted((a, b) => a - b);
      for (let rank = 0; rank < numbers.length; rank++) {
        expect(nthSmallest(Float64Array.from(numbers), rank)).toBe(sorted[rank]!);
      }
    }),
    { seed: 5, numRuns: 200 },
  ));

// Hyndman & Fan type 7: position (n − 1) · p / 100.
test('percentiles interpolate', () => {
  const of = (percentile: number) => percentileOf(Float64Array.of(40, 10, 30, 20), percentile);
  expect([of(0), of(25), of(50), of(90), of(100)]).toEqual([10, 17.5, 25, 37, 40]);
  expect(percentileOf(new Float64Array(0), 50)).toBeNaN();
  expect(percentileOf(Float64Array.of(7), 33)).toBe(7);
});

test('the first members, in any order', () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 60 }), fc.nat(70), (numbers, count) => {
      const members = Uint32Array.from(numbers);
      moveFirst(members, count, (a, b) => a - b);
      expect([...members.subarray(0, count)].sort((a, b) => a - b)).toEqual(
        numbers.toSorted((a, b) => a - b).slice(0, count),
      );
      expect([...members].sort((a, b) => a - b)).toEqual(numbers.toSorted((a, b) => a - b));
    }),
    { seed: 6, numRuns: 300 },
  ));

import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { firstInOrder } from './first-in-order.ts';

test('equal to sorting everything and taking the beginning', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), fc.nat(40), (values, limit) => {
      const before = (a: number, b: number) => values[a]! - values[b]! || a - b;
      const sorted = values.map((_, i) => i).sort(before);
      expect(firstInOrder(values.length, limit, before)).toEqual(sorted.slice(0, limit));
    }),
    { seed: 8, numRuns: 1000 },
  );
});

import { expect, test } from 'bun:test';
import { seededNumbers } from './random-log.ts';
import { sortedOrder } from './sorted-order.ts';

const byComparing = (values: readonly number[]): number[] =>
  values.map((_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b);

test('as comparing sorts them: negative, fractions, equal, wide apart', () => {
  const random = seededNumbers(3);
  const kinds: (() => number)[] = [
    () => Math.floor(random() * 20),
    () => (random() - 0.5) * 1e15,
    () => 1.7e12 + Math.floor(random() * 1e10),
    () => random() * 1e-9,
    () => [0, -0, 1, -1, 2 ** 53, Number.MIN_VALUE][Math.floor(random() * 6)]!,
  ];
  for (const kind of kinds)
    for (const n of [0, 1, 2, 3, 500]) {
      const values = Array.from({ length: n }, kind);
      expect([...sortedOrder(Float64Array.from(values))]).toEqual(byComparing(values));
    }
});

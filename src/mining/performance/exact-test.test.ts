import { expect, test } from 'bun:test';
import { chiSquare, logExactP, logFactorial } from './exact-test.ts';

const factorial = (n: number): bigint => (n < 2 ? 1n : BigInt(n) * factorial(n - 1));
const choose = (n: number, k: number): bigint =>
  k < 0 || k > n ? 0n : factorial(n) / (factorial(k) * factorial(n - k));

test('logarithms of factorials', () => {
  for (const n of [0, 1, 2, 5, 20, 100, 170]) expect(logFactorial(n)).toBeCloseTo(Math.log(Number(factorial(n))), 9);
  // Stirling's series with one term more than is needed here.
  const n = 1e7;
  const series = n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + 1 / (12 * n);
  expect(Math.abs(logFactorial(n) / series - 1)).toBeLessThan(1e-14);
});

test('the lady tasting tea: 3 of 4 against 1 of 4, p = 17 ⁄ 35', () => {
  expect(Math.exp(logExactP(3, 4, 1, 4))).toBeCloseTo((2 * 17) / 70, 12);
  expect(Math.exp(logExactP(1, 4, 3, 4))).toBeCloseTo((2 * 17) / 70, 12);
});

test('as by counting all tables', () => {
  let compared = 0;
  for (const [n, m] of [
    [1, 1],
    [3, 8],
    [10, 7],
    [25, 25],
  ] as const)
    for (let a = 0; a <= n; a++)
      for (let b = 0; b <= m; b++) {
        const shown = a + b;
        const ways = (from: number, to: number) => {
          let sum = 0n;
          for (let x = from; x <= to; x++) sum += choose(n, x) * choose(m, shown - x);
          return Number(sum) / Number(choose(n + m, shown));
        };
        const expected = Math.min(1, 2 * Math.min(ways(0, a), ways(a, n)));
        expect(Math.exp(logExactP(a, n, b, m))).toBeCloseTo(expected, 10);
        compared++;
      }
  expect(compared).toBeGreaterThan(700);
});

test('very small ones do not vanish: all of one thousand against none', () => {
  // Twice 1 ⁄ (2000 choose 1000), which is 4^-1000 times √(1000 π) to a part in 8000.
  const expected = Math.LN2 - (2000 * Math.LN2 - 0.5 * Math.log(1000 * Math.PI) - 1 / 8000);
  expect(logExactP(1000, 1000, 0, 1000)).toBeCloseTo(expected, 6);
});

test('χ² by hand: 30 of 50 against 20 of 50', () => {
  // Expected 25 in each cell: four times 25 ⁄ 25.
  expect(chiSquare(30, 50, 20, 50)).toBeCloseTo(4, 12);
  expect([chiSquare(0, 5, 0, 9), chiSquare(5, 5, 9, 9)]).toEqual([0, 0]);
});

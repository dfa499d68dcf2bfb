/**
 * Sums with twice the precision of a double: what rounding takes from `sum` is kept in `rest`, so that the order of adding,
 * and with it the way a log is cut, does not show (Knuth's two-sum).
 */
export interface ExactSums {
  readonly sum: Float64Array;
  readonly rest: Float64Array;
}

export const exactSums = (n: number): ExactSums => ({ sum: new Float64Array(n), rest: new Float64Array(n) });

export function addExactly({ sum, rest }: ExactSums, i: number, value: number): void {
  const before = sum[i]!;
  const after = before + value;
  const added = after - before;
  sum[i] = after;
  rest[i] = rest[i]! + (before - (after - added) + (value - added));
}

/** Adds all of `b` to `a` and gives `a`. */
export function mergeExactly(a: ExactSums, b: ExactSums): ExactSums {
  for (let i = 0; i < a.sum.length; i++) {
    addExactly(a, i, b.sum[i]!);
    a.rest[i] = a.rest[i]! + b.rest[i]!;
  }
  return a;
}

export const exactSum = ({ sum, rest }: ExactSums, i: number): number => sum[i]! + rest[i]!;

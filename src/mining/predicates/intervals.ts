/**
 * A set of numbers as closed intervals `[lows[i], highs[i]]`, sorted and disjoint. Every comparison becomes one: `< x`
 * ends at the largest double below x. NaN is in no interval, so a missing value matches no comparison.
 */
export interface Intervals {
  readonly lows: Float64Array;
  readonly highs: Float64Array;
}

export const EVERY_NUMBER: readonly [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);

/** The smallest double above `x`. */
export function nextAbove(x: number): number {
  if (x === Number.POSITIVE_INFINITY || Number.isNaN(x)) return x;
  if (x === 0) return Number.MIN_VALUE;
  float[0] = x;
  bits[0] = bits[0]! + (x > 0 ? 1n : -1n);
  return float[0]!;
}

/** The largest double below `x`. */
export const nextBelow = (x: number): number => -nextAbove(-x);

/** The union of closed intervals; those with low > high are empty. */
export function intervalsOf(parts: readonly (readonly [number, number])[]): Intervals {
  const sorted = parts.filter(([low, high]) => low <= high).toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const lows: number[] = [];
  const highs: number[] = [];
  for (const [low, high] of sorted) {
    const last = highs.length - 1;
    if (last >= 0 && low <= highs[last]!) highs[last] = Math.max(highs[last]!, high);
    else {
      lows.push(low);
      highs.push(high);
    }
  }
  return { lows: Float64Array.from(lows), highs: Float64Array.from(highs) };
}

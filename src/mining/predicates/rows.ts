import { type Bits, noBits, orBits, type Segment } from '#sdk';
import type { Intervals } from './intervals.ts';

/**
 * What a condition on one column means for one log: made once per run, then applied to codes or numbers.
 * `archive`: the column or the operator is reached only by SQL.
 */
export type ColumnTest =
  | { kind: 'codes'; column: string; wanted: Uint8Array }
  | { kind: 'numbers'; column: string; intervals: Intervals; missing: boolean }
  | { kind: 'archive'; column: string };

/** The rows (events, or cases of a case column) of a segment that meet the test. */
export function rowsMatching(test: Exclude<ColumnTest, { kind: 'archive' }>, segment: Segment): Bits {
  if (test.kind === 'codes') return rowsWithCodes(segment.codes(test.column), test.wanted);
  const values = segment.numbers(test.column);
  const { lows, highs } = test.intervals;
  if (lows.length === 1 && !test.missing) return rowsBetween(values, lows[0]!, highs[0]!);
  return rowsInIntervals(values, test.intervals, test.missing);
}

/** Rows whose code is wanted. `wanted[code]` is 0 or 1 for every code of the dictionary. No branch on the data. */
export function rowsWithCodes(codes: Uint16Array, wanted: Uint8Array): Bits {
  const rows = noBits(codes.length);
  const whole = codes.length >>> 5;
  let i = 0;
  for (let w = 0; w < whole; w++) {
    let word = 0;
    for (let b = 0; b < 32; b++, i++) word |= wanted[codes[i]!]! << b;
    rows[w] = word;
  }
  for (; i < codes.length; i++) rows[whole] = rows[whole]! | (wanted[codes[i]!]! << (i & 31));
  return rows;
}

/** Rows with `low <= value <= high`; NaN never. */
export function rowsBetween(values: Float64Array, low: number, high: number): Bits {
  const rows = noBits(values.length);
  const whole = values.length >>> 5;
  let i = 0;
  for (let w = 0; w < whole; w++) {
    let word = 0;
    for (let b = 0; b < 32; b++, i++) {
      const v = values[i]!;
      word |= (Number(v >= low) & Number(v <= high)) << b;
    }
    rows[w] = word;
  }
  for (; i < values.length; i++) {
    if (values[i]! >= low && values[i]! <= high) rows[whole] = rows[whole]! | (1 << (i & 31));
  }
  return rows;
}

/** A few intervals cost less one after the other, without a branch on the data, than searched for. */
const FEW_INTERVALS = 6;

function rowsInIntervals(values: Float64Array, { lows, highs }: Intervals, missing: boolean): Bits {
  const rows = missing ? rowsMissing(values) : noBits(values.length);
  if (lows.length <= FEW_INTERVALS) {
    for (let k = 0; k < lows.length; k++) orBits(rows, rowsBetween(values, lows[k]!, highs[k]!), rows);
    return rows;
  }
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    let left = 0;
    let right = lows.length;
    while (left < right) {
      const middle = (left + right) >>> 1;
      if (highs[middle]! < v) left = middle + 1;
      else right = middle;
    }
    if (left < lows.length && v >= lows[left]!) rows[i >>> 5] = rows[i >>> 5]! | (1 << (i & 31));
  }
  return rows;
}

function rowsMissing(values: Float64Array): Bits {
  const rows = noBits(values.length);
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) rows[i >>> 5] = rows[i >>> 5]! | (1 << (i & 31));
  }
  return rows;
}

/** `lookup[code]` is 1 for the codes given; for codes 0 … `codes`. */
export function lookupOf(chosen: readonly number[], codes: number): Uint8Array {
  const lookup = new Uint8Array(codes + 1);
  for (const code of chosen) lookup[code] = 1;
  return lookup;
}

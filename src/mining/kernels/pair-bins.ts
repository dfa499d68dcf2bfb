import { defineKernel } from '#sdk';
import { bucketsOf } from '../log/local-time.ts';
import type { PairTable } from '../predicates/pair-table.ts';
import type { Periods } from './case-periods.ts';
import { pairOccurrences } from './pair-occurrences.ts';

/** Classes of durations by the quartiles of their pair. */
export const CLASSES = 4;

interface PairBinParams {
  readonly pairs: PairTable;
  readonly periods: Periods;
  readonly zone: string;
  /** The three quartiles of each pair. */
  readonly quartiles: Float64Array;
}

/** Occurrences and cases by pair, period of the first event and class; and the cases of each pair. */
export interface PairBins {
  readonly count: Float64Array;
  readonly cases: Float64Array;
  readonly ofPair: Float64Array;
}

export const pairBins = defineKernel<PairBinParams, PairBins>({
  id: 'pair-bins',
  partial(segment, view, { pairs, periods, zone, quartiles }) {
    const { from, duration, pair, cases, length } = pairOccurrences(segment, view, pairs);
    const begins = bucketsOf(zone, periods.unit, from.subarray(0, length));
    const size = pairs.pairs * periods.count * CLASSES;
    const found = {
      ...{ count: new Float64Array(size), cases: new Float64Array(size) },
      ofPair: new Float64Array(pairs.pairs),
    };
    const lastIn = new Int32Array(size).fill(-1);
    const lastOf = new Int32Array(pairs.pairs).fill(-1);
    for (let i = 0; i < length; i++) {
      const p = pair[i]!;
      const at = (p * periods.count + begins[i]! - periods.first) * CLASSES + classOf(quartiles, p, duration[i]!);
      found.count[at] = found.count[at]! + 1;
      if (lastIn[at] !== cases[i]) found.cases[at] = found.cases[at]! + 1;
      lastIn[at] = cases[i]!;
      if (lastOf[p] !== cases[i]) found.ofPair[p] = found.ofPair[p]! + 1;
      lastOf[p] = cases[i]!;
    }
    return found;
  },
  merge(a, b) {
    for (const name of ['count', 'cases', 'ofPair'] as const)
      for (let i = 0; i < a[name].length; i++) a[name][i] = a[name][i]! + b[name][i]!;
    return a;
  },
});

/** 0 up to the first quartile, 1 up to the median, 2 up to the third quartile, 3 above. */
export function classOf(quartiles: Float64Array, pair: number, duration: number): number {
  const at = pair * 3;
  if (duration <= quartiles[at + 1]!) return duration <= quartiles[at]! ? 0 : 1;
  return duration <= quartiles[at + 2]! ? 2 : 3;
}

import { type Bits, type ColumnId, type ColumnLevel, noBits, type Run, type Segment } from '#sdk';
import { type CaseValueSource, distance, type NumberSource } from '../kernels/case-values.ts';
import { groupStatistics } from '../kernels/group-statistics.ts';
import type { ValueKernels } from '../kernels/grouped-values.ts';
import { rowsWhere } from './row-marks.ts';

/** What is far from the others. */
export interface RobustBounds {
  readonly median: number;
  /** The largest usual distance from the median. */
  readonly difference: number;
  /** The largest usual distance of logarithms; infinite where ratios mean nothing. */
  readonly ratio: number;
}

/** Φ⁻¹(¾): the median distance of a normal distribution is so many standard deviations. */
const MEDIAN_DISTANCE = 0.6745;
/** Where more than half of the values are equal, the mean distance takes the place of the median one (1 ⁄ 1.253314). */
const MEAN_DISTANCE = 0.7979;
/** Of fewer values nothing is unusual. */
const FEWEST = 20;

/**
 * Bounds by the modified z-score of Iglewicz and Hoaglin ("How to Detect and Handle Outliers", 1993): 0.6745 · |x − median| ⁄ MAD above
 * `factor` is unusual. Measures of work are skewed, so that a value must be far in ratio as well as in difference: the same score is
 * taken of logarithms, where median and value are above 0. Null: too few values, or all are equal.
 */
export async function robustBounds<S extends CaseValueSource | NumberSource>(
  run: Run,
  kernels: ValueKernels<S>,
  source: S,
  factor: number,
): Promise<RobustBounds | null> {
  const [of] = await groupStatistics(run, kernels, source, 1);
  if (!of || of.count < FEWEST) return null;
  const median = of.percentiles[0]!;
  const difference = await usualDistance(run, kernels, { ...source, centre: median, ratio: false }, factor);
  if (difference === null) return null;
  const ratio =
    median > 0 ? await usualDistance(run, kernels, { ...source, centre: median, ratio: true }, factor) : null;
  return { median, difference, ratio: ratio ?? 0 };
}

async function usualDistance<S>(run: Run, kernels: ValueKernels<S>, source: S, factor: number): Promise<number | null> {
  const [of] = await groupStatistics(run, kernels, source, 1);
  if (!of || of.count === 0) return null;
  const middle = of.percentiles[0]!;
  if (middle > 0) return (factor * middle) / MEDIAN_DISTANCE;
  return of.mean! > 0 ? (factor * of.mean!) / MEAN_DISTANCE : null;
}

export function isOutlier(value: number, { median, difference, ratio }: RobustBounds): boolean {
  if (!(Math.abs(value - median) > difference)) return false;
  const far = distance(value, median, true);
  return Number.isNaN(far) || far > ratio;
}

export const outlierRows = (values: Float64Array, bounds: RobustBounds): Bits =>
  rowsWhere(values, (value) => isOutlier(value, bounds));

export const numberRows = (
  segment: Segment,
  { id, level }: { id: ColumnId; level: ColumnLevel },
  bounds: RobustBounds,
): Bits => (segment.has(id) ? outlierRows(segment.numbers(id), bounds) : noBits(segment[`${level}s`]));

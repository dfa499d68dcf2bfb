import { isDuration, type Metric, type Scale } from './model.ts';

/** Classes of values by their lower bounds: class 1 begins at `bounds[0]`, class 2 at `bounds[1]` … */
export interface Classes {
  readonly bounds: readonly number[];
  readonly least: number;
  readonly most: number;
}

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];
/** Steps between durations that people name. */
const NAMED = [30 * SECOND, MINUTE, 5 * MINUTE, HOUR, 4 * HOUR, DAY];
/** For processes in which everything takes days. */
const NAMED_LONG = [HOUR, 8 * HOUR, DAY, 7 * DAY, 30 * DAY, 90 * DAY];

/** Classes over the values of a metric; six or seven, fewer where values are few. */
export function classesOf(values: readonly number[], metric: Metric, scale: Scale, count: number): Classes {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const [least, most] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const bounds = boundsOf(sorted, metric, scale, count);
  // Counts have no fractions: a class begins at the first whole number in it.
  const isWhole = metric === 'count' || metric === 'cases';
  return {
    bounds: isWhole ? rising(bounds.map((bound) => Math.max(0, Math.ceil(bound - 1e-9)))) : bounds,
    least,
    most,
  };
}

function boundsOf(sorted: readonly number[], metric: Metric, scale: Scale, count: number): number[] {
  const [least, most] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  if (scale === 'auto' && isDuration(metric)) {
    const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
    const named = middle > 8 * HOUR ? NAMED_LONG : NAMED;
    return [0, ...(count === 7 ? named : named.slice(1, count))];
  }
  const steps = Array.from({ length: count }, (_, i) => i / count);
  if (scale === 'quantile') return rising(steps.map((share) => sorted[Math.floor(share * sorted.length)] ?? 0));
  if (scale === 'log') {
    const [low, high] = [Math.log(Math.max(least, 1)), Math.log(Math.max(most, 1))];
    return rising(steps.map((share) => (share === 0 ? least : Math.exp(low + share * (high - low)))));
  }
  return rising(steps.map((share) => least + share * (most - least)));
}

/** Without classes that hold nothing because equal values are many. */
const rising = (bounds: readonly number[]): number[] => bounds.filter((bound, i) => i === 0 || bound > bounds[i - 1]!);

/** Class of a value, from 1; where there are fewer classes than colours they are spread over all of them. */
export function classOf(value: number, { bounds }: Classes, colours: number): number {
  let at = 0;
  while (at + 1 < bounds.length && value >= bounds[at + 1]!) at++;
  return colourOf(at, bounds.length, colours);
}

/** Colour of the class at a place. A single class gets the middle. */
export const colourOf = (at: number, classes: number, colours: number): number =>
  classes <= 1 ? Math.ceil(colours / 2) : 1 + Math.round((at * (colours - 1)) / (classes - 1));

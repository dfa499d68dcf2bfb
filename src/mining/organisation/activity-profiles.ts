import { Choice, type Log, type Run } from '#sdk';
import type { Work } from '../discovery/work.ts';
import { resourceActivities } from '../kernels/resource-activities.ts';
import { FIRST_SLOT } from '../kernels/resource-slots.ts';
import type { ShownResources } from './shown-resources.ts';

/** What one resource does: codes of activities ascending, and how often it did each. */
export interface ActivityProfile {
  readonly codes: Uint16Array;
  readonly events: Float64Array;
}

/** The activity profiles of the shown resources, in their order. */
export async function activityProfiles(
  log: Log,
  run: Run,
  { shown, slots }: ShownResources,
): Promise<ActivityProfile[]> {
  const { keys, events } = await run.reduce(resourceActivities, { slots, activities: log.activities });
  let at = keys.findIndex((key) => key >>> 16 >= FIRST_SLOT);
  return shown.map((_, i) => {
    const begin = at;
    while (at < keys.length && keys[at]! >>> 16 === i + FIRST_SLOT) at++;
    return {
      codes: Uint16Array.from(keys.subarray(begin, at), (key) => key & 0xffff),
      events: events.slice(begin, at),
    };
  });
}

export const Metric = Choice(['cosine', 'pearson', 'euclid', 'hamming'], {
  default: 'cosine',
  description:
    'How profiles are compared: cosine of the angle between them, Pearson correlation over all activities, 1 − Euclidean ' +
    'distance of their shares ⁄ √2, or the share of activities that both or neither do',
});
export type Metric = typeof Metric.static;

/**
 * How alike each two profiles are, at `i * profiles + j`; 1: the same. Of n activities in the view a resource did each so
 * often (for euclid: in this share of its events; for hamming: at all). Metrics of van der Aalst, Reijers, Song (2005);
 * distances are turned round, so that a larger number is always more alike. A correlation that is not defined (a resource
 * that does all activities equally often) is 0, and 1 between equal profiles.
 */
export async function similarities(
  profiles: readonly ActivityProfile[],
  activities: number,
  metric: Metric,
  work: Work,
): Promise<Float64Array> {
  const vectors = profiles.map(({ codes, events }) => ({ codes, values: valuesOf(events, metric) }));
  const sums = vectors.map(({ values }) => values.reduce((sum, value) => sum + value, 0));
  const squares = vectors.map(({ values }) => values.reduce((sum, value) => sum + value * value, 0));
  const n = profiles.length;
  const found = new Float64Array(n * n);
  const row = new Float64Array(65_536);
  for (let i = 0; i < n; i++) {
    const own = vectors[i]!;
    own.codes.forEach((code, at) => {
      row[code] = own.values[at]!;
    });
    let looked = 0;
    for (let j = i; j < n; j++) {
      const { codes, values } = vectors[j]!;
      let dot = 0;
      for (let at = 0; at < codes.length; at++) dot += values[at]! * row[codes[at]!]!;
      const alike = likeness(metric, activities, {
        ...{ dot, sums: [sums[i]!, sums[j]!], squares: [squares[i]!, squares[j]!] },
      });
      found[i * n + j] = alike;
      found[j * n + i] = alike;
      looked += codes.length + 1;
    }
    for (const code of own.codes) row[code] = 0;
    await work.done(looked);
  }
  return found;
}

function valuesOf(events: Float64Array, metric: Metric): Float64Array {
  if (metric === 'hamming') return events.map(() => 1);
  const total = events.reduce((sum, value) => sum + value, 0);
  return metric === 'euclid' ? events.map((value) => value / total) : events;
}

interface Products {
  dot: number;
  sums: readonly [number, number];
  squares: readonly [number, number];
}

function likeness(metric: Metric, n: number, { dot, sums: [a, b], squares: [aa, bb] }: Products): number {
  const within = (low: number, value: number) => Math.max(low, Math.min(1, value));
  if (metric === 'cosine') return within(0, dot / Math.sqrt(aa * bb));
  if (metric === 'hamming') return 1 - (a + b - 2 * dot) / n;
  if (metric === 'euclid') return within(0, 1 - Math.sqrt(Math.max(0, aa + bb - 2 * dot) / 2));
  const spread = (n * aa - a * a) * (n * bb - b * b);
  if (spread > 0) return within(-1, (n * dot - a * b) / Math.sqrt(spread));
  return aa === bb && dot === aa ? 1 : 0;
}

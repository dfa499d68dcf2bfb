import type { Static } from '#sdk';
import type { CalculatorInfo, Statistics } from './model.ts';

const PERCENTILE = /^p(\d{1,2}(?:\.\d+)?)(?:Ms)?$/;

/**
 * The summary of a result that is JSON text. It is parsed only where the calculator declares `statistics`; those results are small
 * (bins, not rows), and the large ones (tables, maps) pass through unread.
 */
export const statisticsOfText = (calculator: Pick<CalculatorInfo, 'result'>, text: string): Static<typeof Statistics> =>
  statisticsOf('statistics' in calculator.result.properties ? JSON.parse(text) : null);

/** The summary that every calculation's answer carries, taken from the result's own `statistics` where it has any. */
export function statisticsOf(data: unknown): Static<typeof Statistics> {
  const found = (data as { statistics?: unknown } | null)?.statistics;
  const own = typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {};
  // Durations carry their unit in the name.
  const value = (name: string) => finite(own[name]) ?? finite(own[`${name}Ms`]);
  return {
    mean: value('mean'),
    median: value('median'),
    min: value('min'),
    max: value('max'),
    stdDev: value('stdDev'),
    percentiles: { ...listed(own), ...nested(own.percentiles) },
  };
}

const finite = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** `p90Ms` among the statistics. */
const listed = (own: Record<string, unknown>): Record<string, number | null> =>
  Object.fromEntries(
    Object.entries(own).flatMap(([name, value]) => {
      const rank = PERCENTILE.exec(name)?.[1];
      return rank === undefined ? [] : [[rank, finite(value)]];
    }),
  );

const nested = (percentiles: unknown): Record<string, number | null> =>
  typeof percentiles === 'object' && percentiles !== null
    ? Object.fromEntries(Object.entries(percentiles).map(([rank, value]) => [rank, finite(value)]))
    : {};

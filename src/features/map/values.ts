import type { Format } from '../../platform/text/format.ts';
import type { Durations, Metric, Performance } from './model.ts';

interface Measured extends Durations {
  readonly count: number;
  readonly cases: number;
}

const FIELDS: Readonly<Record<Performance, keyof Durations>> = {
  ...{ median: 'medianMs', mean: 'meanMs', sum: 'sumMs', min: 'minMs', max: 'maxMs' },
};

/** The value that a metric takes from an activity or path; null where it is unknown. */
export function metricOf(measured: Measured, metric: Metric, cases: number): number | null {
  if (metric === 'count') return measured.count;
  if (metric === 'cases') return measured.cases;
  if (metric === 'share') return cases === 0 ? null : measured.cases / cases;
  return measured[FIELDS[metric]];
}

/** A value as it stands on the map. */
export function valueText(value: number | null, metric: Metric, fmt: Format): string {
  if (metric === 'count' || metric === 'cases') return fmt.number(value);
  if (metric === 'share') return fmt.percent(value);
  return fmt.shortDuration(value);
}

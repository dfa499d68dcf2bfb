import type { Words } from '../../platform/text/words.ts';

/** A key figure above a page. */
export interface KeyFigure {
  readonly label: string;
  readonly value: string;
  /** Exact, or how it is defined. */
  readonly title: string;
}

export const keyFigure = (label: string, value: string, title = ''): KeyFigure => ({ label, value, title });

/** A span of time; means and percentiles lie between cases: parts of a millisecond mean nothing. */
export const lastingFigure = ({ fmt }: Words, label: string, ms: number | null, definition: string): KeyFigure =>
  keyFigure(label, fmt.duration(ms === null ? null : Math.round(ms)), `${fmt.exactDuration(ms)}. ${definition}`);

/** Of the calculator `case-duration`, asked for the 90th percentile. */
interface Throughput {
  readonly medianMs: number | null;
  readonly meanMs: number | null;
  readonly percentiles: readonly { readonly ms: number | null }[];
}

export function throughputFigures({ medianMs, meanMs, percentiles }: Throughput, words: Words): KeyFigure[] {
  const { t } = words;
  const p90 = percentiles[0]?.ms ?? null;
  return [
    lastingFigure(words, t('Median throughput time'), medianMs, t('Half of the cases took at most so long')),
    lastingFigure(words, t('Mean throughput time'), meanMs, t('From the first to the last event of a case')),
    lastingFigure(words, t('90th percentile'), p90, t('Nine cases in ten took at most so long')),
  ];
}

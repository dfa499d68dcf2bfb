import type { Words } from '../../platform/text/words.ts';
import type { Durations, Summary } from './model.ts';

interface Fact {
  readonly label: string;
  readonly value: string;
  /** Exact, or how it is defined. */
  readonly title: string;
}

/** What the log is, in figures; null: fewer cases than may be shown. */
export function keyFigures(summary: Summary | null, statistics: Durations['statistics'], { t, fmt }: Words): Fact[] {
  if (!summary) return [];
  const fact = (label: string, value: string, title = ''): Fact => ({ label, value, title });
  const lasting = (label: string, ms: number | null, definition: string) =>
    // Percentiles lie between cases: parts of a millisecond mean nothing.
    fact(label, fmt.duration(ms === null ? null : Math.round(ms)), `${fmt.exactDuration(ms)}. ${definition}`);
  const moment = (text: string | null) => (text === null ? null : Date.parse(text));
  const { cases, events, activities, variants } = summary;
  return [
    fact(t('Cases'), fmt.number(cases)),
    fact(t('Events'), fmt.number(events)),
    fact(t('Activities'), fmt.number(activities)),
    fact(t('Variants'), fmt.number(variants), t('Different sequences of activities')),
    fact(t('Events per case'), fmt.number(cases === 0 ? null : events / cases, 1), t('Events divided by cases')),
    ...(statistics
      ? [
          lasting(t('Median throughput time'), statistics.medianMs, t('Half of the cases took at most so long')),
          lasting(t('Mean throughput time'), statistics.meanMs, t('From the first to the last event of a case')),
          lasting(
            t('90th percentile'),
            statistics.percentiles[0]?.ms ?? null,
            t('Nine cases in ten took at most so long'),
          ),
        ]
      : []),
    fact(t('First event'), fmt.date(moment(summary.start)), fmt.exactInstant(moment(summary.start))),
    fact(t('Last event'), fmt.date(moment(summary.end)), fmt.exactInstant(moment(summary.end))),
  ];
}

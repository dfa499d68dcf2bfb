import type { ActivityTimes, Around, Durations, InProgress } from './model.ts';

interface Fact {
  readonly label: string;
  readonly value: string;
  /** Exact, or how it is defined. */
  readonly title: string;
}

/** How long cases take, of what that time consists, and how many are under way. */
export async function keyFigures({ work, words: { t, fmt } }: Around): Promise<Fact[]> {
  const [durations, waiting, service, progress] = await Promise.all([
    work.calculate<Durations | null>('case-duration', { percentiles: [90] }),
    work.calculate<ActivityTimes | null>('waiting-time'),
    work.calculate<ActivityTimes | null>('activity-duration'),
    work.calculate<InProgress | null>('work-in-progress', { bucket: 'year' }),
  ]);
  const fact = (label: string, value: string, title = ''): Fact => ({ label, value, title });
  const lasting = (label: string, ms: number | null, definition: string) =>
    fact(label, fmt.duration(ms === null ? null : Math.round(ms)), `${fmt.exactDuration(ms)}. ${definition}`);
  const statistics = durations?.statistics;
  const [waited, served] = [waiting?.sumMs ?? 0, service?.sumMs ?? 0];
  return [
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
    ...(waiting && service && statistics
      ? [
          lasting(
            t('Waiting per case'),
            waited / statistics.count,
            t('From the end of an activity to the start of the next, all of a case together'),
          ),
          ...(service.startsKnown
            ? [
                lasting(
                  t('Service per case'),
                  served / statistics.count,
                  t('From start to end of each activity, all of a case together'),
                ),
                fact(
                  t('Share of waiting'),
                  fmt.percent(waited + served > 0 ? waited / (waited + served) : null),
                  t('Waiting time, of waiting and service time together'),
                ),
              ]
            : []),
        ]
      : []),
    ...(progress
      ? [fact(t('Cases in progress'), fmt.number(progress.mean, 1), t('On average over the time of the log'))]
      : []),
  ];
}

import { type KeyFigure, keyFigure, lastingFigure, throughputFigures } from '../workbench/index.ts';
import type { ActivityTimes, Around, Durations, InProgress } from './model.ts';

/** How long cases take, of what that time consists, and how many are under way. */
export async function keyFigures({ work, words }: Around): Promise<KeyFigure[]> {
  const [durations, waiting, service, progress] = await Promise.all([
    work.calculate<Durations | null>('case-duration', { percentiles: [90] }),
    work.calculate<ActivityTimes | null>('waiting-time'),
    work.calculate<ActivityTimes | null>('activity-duration'),
    work.calculate<InProgress | null>('work-in-progress', { bucket: 'year' }),
  ]);
  const { t, fmt } = words;
  const statistics = durations?.statistics;
  const [waited, served] = [waiting?.sumMs ?? 0, service?.sumMs ?? 0];
  return [
    ...(statistics ? throughputFigures(statistics, words) : []),
    ...(waiting && service && statistics
      ? [
          lastingFigure(
            words,
            t('Waiting per case'),
            waited / statistics.count,
            t('From the end of an activity to the start of the next, all of a case together'),
          ),
          ...(service.startsKnown
            ? [
                lastingFigure(
                  words,
                  t('Service per case'),
                  served / statistics.count,
                  t('From start to end of each activity, all of a case together'),
                ),
                keyFigure(
                  t('Share of waiting'),
                  fmt.percent(waited + served > 0 ? waited / (waited + served) : null),
                  t('Waiting time, of waiting and service time together'),
                ),
              ]
            : []),
        ]
      : []),
    ...(progress
      ? [keyFigure(t('Cases in progress'), fmt.number(progress.mean, 1), t('On average over the time of the log'))]
      : []),
  ];
}

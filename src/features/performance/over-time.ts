import type { Figure } from '../../platform/charts/index.ts';
import { nameOf } from '../../platform/text/words.ts';
import { periodChoices } from '../overview/index.ts';
import { hiddenFields } from '../workbench/index.ts';
import { findDrift, presentDrift } from './drift.ts';
import type { ActivityTimes, Around, InProgress, Queue } from './model.ts';
import { progressFigure, queueFigure } from './time-figures.ts';

const bucketOf = ({ work }: Around) => work.query.bucket ?? 'auto';

export const findInProgress = (around: Around) =>
  around.work.calculate<InProgress | null>('work-in-progress', {
    ...{ of: around.work.query.of ?? 'cases', bucket: bucketOf(around) },
  });

export const findQueue = (around: Around) => {
  const { queue } = around.work.query;
  const of = queue === undefined ? {} : { activity: queue };
  return around.work.calculate<Queue | null>('queue-length', { ...of, bucket: bucketOf(around) });
};

/** What was in progress, and how many cases waited, over time. */
export async function presentTime(around: Around, shown: (figure: Figure) => object): Promise<object> {
  const { work, words } = around;
  const { t } = words;
  const [progress, queue, activities, drift] = await Promise.all([
    findInProgress(around),
    findQueue(around),
    work.calculate<ActivityTimes | null>('activity-duration', { measure: 'sojourn' }),
    findDrift(around),
  ]);
  const of = work.query.of ?? 'cases';
  return {
    progress: progress && progress.items.length > 0 && shown(progressFigure(progress, drift, around)),
    queue: queue && queue.items.length > 0 && shown(queueFigure(queue, drift, around)),
    startsKnown: progress?.startsKnown ?? false,
    drift: presentDrift(drift, around),
    buckets: progress
      ? periodChoices(progress.bucket, progress.items.length, words, (bucket) => work.href({ bucket }))
      : [],
    ofs: (['cases', 'activities'] as const).map((each) => ({
      text: each === 'cases' ? t('Cases') : t('Activities'),
      ...{ href: work.href({ of: each === 'cases' ? undefined : each }), here: each === of },
    })),
    queueOf: work.query.queue ?? '',
    activities: [
      { value: '', text: t('Any activity') },
      ...(activities?.items ?? [])
        .filter(({ activity }) => activity !== '')
        .map(({ activity }) => ({ value: activity, text: nameOf(activity, words) })),
    ],
    fields: hiddenFields(work.href({}), 'queue'),
  };
}

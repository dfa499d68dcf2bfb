import type { CsvRow } from '../../platform/csv.ts';
import { english } from '../../platform/text/texts.ts';
import { nameOf } from '../../platform/text/words.ts';
import { hiddenFields } from '../workbench/index.ts';
import type { Around, Batches } from './model.ts';

const MINUTE = 60_000;
export const SIZE = 3;
export const GAP_MINUTES = 1;
const LISTED = 30;
const SAVED = 10_000;

const KINDS = {
  simultaneous: english('at once'),
  sequential: english('one after the other'),
  concurrent: english('overlapping'),
} as const;

const findBatches = ({ work }: Around, limit: number) => {
  const { size = SIZE, gap = GAP_MINUTES } = work.query;
  return work.calculate<Batches | null>('batches', { minSize: size, maxGapMs: gap * MINUTE, limit, largest: 10 });
};

/** Work that is done for several cases together: by whom, of which kind, and how long cases wait for it. */
export async function presentBatches(around: Around): Promise<object> {
  const { work, words } = around;
  const { t, n, fmt } = words;
  const found = await findBatches(around, LISTED);
  const lasting = (ms: number) => ({ text: fmt.duration(Math.round(ms)), title: fmt.exactDuration(ms) });
  const who = (resource: string | null) => resource ?? (found?.perResource ? t('(none)') : t('whoever it was'));
  const withIt = (activity: string) => work.hrefWith({ id: 'has-activity', params: { activities: [activity] } });
  return {
    ...{ size: work.query.size ?? SIZE, gap: work.query.gap ?? GAP_MINUTES },
    fields: hiddenFields(work.href({}), 'size', 'gap'),
    perResource: found?.perResource ?? false,
    share: found && {
      text: t(
        '{share} of all work behind the first activity of a case is done in batches: {n} of {total} activities.',
        {
          share: fmt.percent(found.instances === 0 ? null : found.batched / found.instances),
          ...{ n: fmt.number(found.batched), total: fmt.number(found.instances) },
        },
      ),
      kinds: found.kinds
        .filter(({ batches }) => batches > 0)
        .map(({ kind, batches }) => `${n(batches, '{n} batch', '{n} batches', fmt.number(batches))} ${t(KINDS[kind])}`),
    },
    rows: (found?.items ?? []).map((item) => ({
      ...{ name: nameOf(item.activity, words), href: withIt(item.activity), who: who(item.resource) },
      batches: fmt.number(item.batches),
      kinds: (['simultaneous', 'sequential', 'concurrent'] as const)
        .filter((kind) => item[kind] > 0)
        .map((kind) => `${fmt.number(item[kind])} ${t(KINDS[kind])}`)
        .join(', '),
      ...{ meanSize: fmt.number(item.meanSize, 1), maxSize: fmt.number(item.maxSize) },
      ...{ share: item.batched / item.instances, shareText: fmt.percent(item.batched / item.instances) },
      wait: lasting(item.meanWaitMs),
    })),
    largest: (found?.largest ?? []).map((batch) => ({
      ...{ name: nameOf(batch.activity, words), href: withIt(batch.activity), who: who(batch.resource) },
      kind: t(KINDS[batch.kind]),
      cases: fmt.number(batch.cases),
      from: { text: fmt.instant(Date.parse(batch.start)), title: fmt.exactInstant(Date.parse(batch.start)) },
      took: lasting(Date.parse(batch.end) - Date.parse(batch.start)),
      wait: lasting(batch.meanWaitMs),
    })),
  };
}

export async function batchesCsv(around: Around): Promise<readonly CsvRow[]> {
  const found = await findBatches(around, SAVED);
  return [
    [
      'activity',
      'resource',
      'instances',
      'batches',
      'batched',
      'simultaneous',
      'sequential',
      'concurrent',
      'mean_size',
      'max_cases',
      'mean_wait_ms',
    ],
    ...(found?.items ?? []).map((item) => [
      ...[item.activity, item.resource, item.instances, item.batches, item.batched],
      ...[item.simultaneous, item.sequential, item.concurrent, item.meanSize, item.maxSize, item.meanWaitMs],
    ]),
  ];
}

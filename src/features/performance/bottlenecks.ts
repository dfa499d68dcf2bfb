import type { CsvRow } from '../../platform/csv.ts';
import { nameOf } from '../../platform/text/words.ts';
import type { ActivityTimes, Around, Bottlenecks, SORTS } from './model.ts';

/** Arcs that are listed. */
const ARCS = 20;
const SAVED = 1000;

/** Where cases wait: the paths with most waiting time in all, and each activity with what it costs of time. */
export async function presentBottlenecks(around: Around): Promise<object> {
  const [arcs, activities] = await Promise.all([presentArcs(around), presentActivities(around)]);
  return { arcs, activities };
}

const findArcs = ({ work }: Around, limit: number) => work.calculate<Bottlenecks | null>('bottlenecks', { limit });

async function presentArcs(around: Around) {
  const { work, words } = around;
  const { fmt } = words;
  const found = await findArcs(around, ARCS);
  if (!found) return null;
  const most = Math.max(...found.arcs.map(({ share }) => share), 0);
  return {
    startsKnown: found.startsKnown,
    sum: { text: fmt.duration(found.sumMs), title: fmt.exactDuration(found.sumMs) },
    rows: found.arcs.map(({ from, to, count, cases, sumMs, share, meanMs, medianMs, maxMs }) => ({
      ...{ from: nameOf(from, words), to: nameOf(to, words) },
      href: work.hrefWith({ id: 'directly-follows', params: { pairs: [{ from, to }] } }),
      spectrumHref: work.href({ view: 'spectrum', from, to }),
      ...{ count: fmt.number(count), cases: fmt.number(cases) },
      ...{ share, shareText: fmt.percent(share), bar: most > 0 ? share / most : 0 },
      sum: lasting(around, sumMs),
      mean: lasting(around, meanMs),
      median: lasting(around, medianMs),
      max: lasting(around, maxMs),
    })),
  };
}

const lasting = ({ words: { fmt } }: Around, ms: number | null) => ({
  text: fmt.duration(ms === null ? null : Math.round(ms)),
  title: fmt.exactDuration(ms),
});

interface Times {
  readonly activity: string;
  readonly count: number;
  readonly cases: number;
  readonly waiting: Part | null;
  readonly service: Part | null;
  readonly sojourn: Part | null;
}
interface Part {
  readonly sumMs: number;
  readonly meanMs: number;
  readonly medianMs: number;
}

/** The three times of each activity, in the order that was asked for; ties by what takes most in all. */
async function findActivities({ work }: Around): Promise<{ startsKnown: boolean; items: Times[] } | null> {
  const [waiting, service, sojourn] = await Promise.all([
    work.calculate<ActivityTimes | null>('waiting-time'),
    work.calculate<ActivityTimes | null>('activity-duration', { measure: 'service' }),
    work.calculate<ActivityTimes | null>('activity-duration', { measure: 'sojourn' }),
  ]);
  if (!waiting || !service || !sojourn) return null;
  const part = ({ items }: ActivityTimes, name: string): Part | null => {
    const item = items.find(({ activity }) => activity === name);
    if (!item || item.sumMs === null || item.meanMs === null || item.medianMs === null) return null;
    return { sumMs: item.sumMs, meanMs: item.meanMs, medianMs: item.medianMs };
  };
  const items = sojourn.items.map(({ activity, count, cases }) => ({
    ...{ activity, count, cases, waiting: part(waiting, activity) },
    ...{ service: part(service, activity), sojourn: part(sojourn, activity) },
  }));
  const sort = work.query.sort ?? 'sojourn';
  const weight = (item: Times) => (sort === 'count' ? item.count : (item[sort]?.sumMs ?? -1));
  return { startsKnown: service.startsKnown, items: items.sort((a, b) => weight(b) - weight(a)) };
}

async function presentActivities(around: Around) {
  const { work, words } = around;
  const { t, fmt } = words;
  const found = await findActivities(around);
  if (!found) return null;
  const sort = work.query.sort ?? 'sojourn';
  const texts = {
    sojourn: t('Sojourn time'),
    waiting: t('Waiting time'),
    service: t('Service time'),
    count: t('Occurrences'),
  };
  const most = Math.max(...found.items.map(({ waiting, service }) => (waiting?.sumMs ?? 0) + (service?.sumMs ?? 0)), 1);
  // Without starts all time is waiting: there is nothing to tell apart.
  const parts = found.startsKnown ? (['waiting', 'service', 'sojourn'] as const) : (['waiting'] as const);
  const head = (of: (typeof SORTS)[number]) => ({
    ...{ text: texts[of], num: true, href: work.href({ sort: of === 'sojourn' ? undefined : of }) },
    sorted: of === sort || (parts.length === 1 && of === 'waiting' && sort === 'sojourn') ? 'descending' : undefined,
  });
  return {
    startsKnown: found.startsKnown,
    heads: { count: head('count'), times: parts.map(head) },
    rows: found.items.map((item) => ({
      name: nameOf(item.activity, words),
      href: work.hrefWith({ id: 'has-activity', params: { activities: [item.activity] } }),
      queueHref: work.href({ view: 'time', queue: item.activity }),
      ...{ count: fmt.number(item.count), cases: fmt.number(item.cases) },
      times: parts.map((of) => ({
        label: texts[of],
        median: lasting(around, item[of]?.medianMs ?? null),
        sum: item[of] && lasting(around, item[of].sumMs),
      })),
      waiting: (100 * (item.waiting?.sumMs ?? 0)) / most,
      service: (100 * (item.service?.sumMs ?? 0)) / most,
      split: t('waiting {waiting}, service {service}', {
        ...{ waiting: fmt.duration(item.waiting?.sumMs ?? null), service: fmt.duration(item.service?.sumMs ?? null) },
      }),
    })),
  };
}

export async function bottlenecksCsv(around: Around): Promise<readonly CsvRow[]> {
  const found = await findArcs(around, SAVED);
  return [
    ['from', 'to', 'count', 'cases', 'sum_ms', 'share', 'mean_ms', 'median_ms', 'max_ms'],
    ...(found?.arcs ?? []).map((arc) => [
      ...[arc.from, arc.to, arc.count, arc.cases, arc.sumMs, arc.share, arc.meanMs, arc.medianMs, arc.maxMs],
    ]),
  ];
}

export async function activitiesCsv(around: Around): Promise<readonly CsvRow[]> {
  const found = await findActivities(around);
  const parts = ['waiting', 'service', 'sojourn'] as const;
  return [
    ['activity', 'count', 'cases', ...parts.flatMap((of) => [`${of}_sum_ms`, `${of}_mean_ms`, `${of}_median_ms`])],
    ...(found?.items ?? []).map((item) => [
      ...[item.activity, item.count, item.cases],
      ...parts.flatMap((of) => [item[of]?.sumMs ?? null, item[of]?.meanMs ?? null, item[of]?.medianMs ?? null]),
    ]),
  ];
}

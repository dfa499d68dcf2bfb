import { nameOf, type Words } from '../../platform/text/words.ts';
import { EMPTY_CELL, type HeatTable, ratioHeat } from './heat-table.ts';
import type { Links } from './links.ts';
import type { PeopleAsked, Performance } from './model.ts';

export type Time = NonNullable<PeopleAsked['time']>;
/** Activities that the table shows, the most frequent of which times are known. */
const MOST_ACTIVITIES = 12;

/** Service time where it is known and says anything, else waiting time. */
export const usualTime = ({ activities }: Performance): Time =>
  activities.some(({ service }) => (service.sumMs ?? 0) > 0) ? 'service' : 'waiting';

/** `×1.3`; nothing where there is nothing to compare. */
const ratioText = (ratio: number | null, { fmt }: Words): string => (ratio === null ? '' : `×${fmt.number(ratio, 2)}`);

/** Each person beside the mean of all. */
export function performanceList({ items }: Performance, links: Links, words: Words) {
  const { fmt } = words;
  return items.map(({ resource, events, cases, service, waiting, redoneShare }) => ({
    ...{ name: nameOf(resource, words), href: links.person(resource) },
    ...{ events: fmt.number(events), cases: fmt.number(cases) },
    times: [service, waiting].map(({ meanMs, sumMs, ratio }) => ({
      ...{ mean: fmt.duration(meanMs === null ? null : Math.round(meanMs)), exact: fmt.exactDuration(meanMs) },
      ...{ sum: fmt.shortDuration(sumMs), ratio: ratioText(ratio, words), heat: ratioHeat(ratio) },
    })),
    ...{ redone: fmt.percent(redoneShare), share: redoneShare },
  }));
}

/**
 * Median times by person and activity, coloured by how they stand to the median of all: a few things that were left lying
 * say nothing of the others.
 */
export function performanceTable(found: Performance, time: Time, links: Links, words: Words): HeatTable {
  const { t, n, fmt } = words;
  const activities = found.activities
    .filter((of) => of[time].timed > 0 && of[time].sumMs! > 0)
    .slice(0, MOST_ACTIVITIES);
  const by = new Map(found.pairs.map((pair) => [`${pair.resource}\u0000${pair.activity}`, pair]));
  return {
    caption: time === 'service' ? t('Median service time') : t('Median waiting time before the work'),
    corner: t('Person'),
    columns: activities.map(({ activity, [time]: { meanMs, medianMs } }) => ({
      text: nameOf(activity, words),
      title: [
        nameOf(activity, words),
        t('all: mean {mean}, median {median}', { mean: fmt.duration(meanMs), median: fmt.duration(medianMs) }),
        t('Keep the cases with it'),
      ].join(' · '),
      href: links.activity(activity),
    })),
    rows: found.items.map(({ resource }) => ({
      head: {
        text: nameOf(resource, words),
        title: `${nameOf(resource, words)} · ${t('Keep the cases in which this person took part')}`,
        href: links.person(resource),
      },
      cells: activities.map(({ activity, [time]: { medianMs: allMs } }) => {
        const pair = by.get(`${resource}\u0000${activity}`);
        const of = pair?.[time];
        if (!of || of.medianMs === null) return EMPTY_CELL;
        const ratio = allMs ? of.medianMs / allMs : null;
        const title = [
          `${nameOf(resource, words)}, ${nameOf(activity, words)}`,
          n(of.timed, '{n} event', '{n} events', fmt.number(of.timed)),
          t('mean {mean}, median {median}', { mean: fmt.duration(of.meanMs), median: fmt.duration(of.medianMs) }),
          ...(ratio === null ? [] : [t('{ratio} of the median of all', { ratio: ratioText(ratio, words) })]),
        ].join(' · ');
        return {
          ...{ text: fmt.shortDuration(of.medianMs), heat: ratioHeat(ratio), title },
          href: links.personAndActivity(resource, activity),
        };
      }),
    })),
  };
}

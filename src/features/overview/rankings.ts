import { nameOf, type Words } from '../../platform/text/words.ts';
import type { ActivityColours } from '../variants/index.ts';
import type { Ends, OverviewWork, RANKINGS, Rework } from './model.ts';

/** Rows that are seen before the rest is unfolded, and that are listed at all. */
const SHOWN = 8;
const LISTED = 200;

interface Row {
  readonly name: string;
  readonly href: string;
  readonly hint: string;
  /** Of its colour in sequences. */
  readonly colour: number;
  readonly count: string;
  readonly share: number;
  readonly shareText: string;
}

/** A list with bars, longest first. */
export interface Ranking {
  readonly id: (typeof RANKINGS)[number];
  readonly title: string;
  readonly unit: string;
  readonly heads: { readonly name: string; readonly count: string; readonly share: string };
  readonly copper: boolean;
  readonly rows: readonly Row[];
  readonly more: readonly Row[];
  /** Beyond those that are listed. */
  readonly rest: number;
  readonly csv: readonly (readonly (string | number)[])[];
}

type Parts = Omit<Ranking, 'rows' | 'more' | 'rest'> & { readonly all: readonly Row[] };
const ranking = ({ all, ...parts }: Parts): Ranking => ({
  ...parts,
  ...{ rows: all.slice(0, SHOWN), more: all.slice(SHOWN, LISTED), rest: Math.max(0, all.length - LISTED) },
});

interface Surroundings {
  readonly words: Words;
  readonly colours: ActivityColours;
  readonly hrefWith: OverviewWork['hrefWith'];
}

export function activityRanking({ items, cases }: Rework, { words, colours, hrefWith }: Surroundings): Ranking {
  const { t, fmt } = words;
  const byCount = items.toSorted((a, b) => b.occurrences - a.occurrences);
  return ranking({
    ...{
      id: 'activities',
      title: t('Activities'),
      unit: t('how often each occurred, and in which share of the cases'),
    },
    ...{ copper: false, heads: { name: t('Activity'), count: t('Occurrences'), share: t('Cases') } },
    all: byCount.map((item) => ({
      ...{ name: nameOf(item.activity, words), colour: colours.of(item.activity), hint: t('Keep the cases with it') },
      href: hrefWith({ id: 'has-activity', params: { activities: [item.activity] } }),
      ...{ count: fmt.number(item.occurrences), share: item.cases / cases, shareText: fmt.percent(item.cases / cases) },
    })),
    csv: [
      ['activity', 'occurrences', 'cases'],
      ...byCount.map(({ activity, occurrences, cases }) => [activity, occurrences, cases]),
    ],
  });
}

export function endRanking(ends: Ends, which: 'start' | 'end', { words, colours, hrefWith }: Surroundings): Ranking {
  const { t, fmt } = words;
  const title = which === 'start' ? t('Start activities') : t('End activities');
  return ranking({
    ...{ id: `${which}-activities` as const, title, copper: false },
    unit: which === 'start' ? t('cases by their first activity') : t('cases by their last activity'),
    heads: { name: t('Activity'), count: t('Cases'), share: t('Share') },
    all: ends[which].map(({ activity, count, share }) => ({
      ...{ name: nameOf(activity, words), colour: colours.of(activity) },
      hint: which === 'start' ? t('Keep the cases that start with it') : t('Keep the cases that end with it'),
      href: hrefWith({ id: `${which}-activity`, params: { activities: [activity] } }),
      ...{ count: fmt.number(count), share, shareText: fmt.percent(share) },
    })),
    csv: [['activity', 'cases'], ...ends[which].map(({ activity, count }) => [activity, count])],
  });
}

export function reworkRanking({ items }: Rework, { words, colours, hrefWith }: Surroundings): Ranking {
  const { t, fmt } = words;
  const repeated = items.filter(({ casesWithRework }) => casesWithRework > 0);
  return ranking({
    ...{ id: 'rework', title: t('Repeated activities'), copper: true },
    unit: t('occurrences after the first in a case, and the share of its cases in which it is repeated'),
    heads: { name: t('Activity'), count: t('Repeats'), share: t('Cases') },
    all: repeated.map((item) => ({
      ...{ name: nameOf(item.activity, words), colour: colours.of(item.activity) },
      hint: t('Keep the cases in which it is repeated'),
      href: hrefWith({ id: 'rework', params: { activities: [item.activity] } }),
      ...{ count: fmt.number(item.extraOccurrences), share: item.share, shareText: fmt.percent(item.share) },
    })),
    csv: [
      ['activity', 'repeats', 'cases', 'cases_with_repeats'],
      ...repeated.map((item) => [item.activity, item.extraOccurrences, item.cases, item.casesWithRework]),
    ],
  });
}

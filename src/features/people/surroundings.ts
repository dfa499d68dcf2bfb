import { type Figure, figureOf } from '../../platform/charts/index.ts';
import type { PeopleWork, Words, Workload } from './model.ts';

/** The query of an address as hidden fields: a GET form drops it. */
export const fieldsOf = (href: URL) => [...href.searchParams].map(([name, value]) => ({ name, value }));

/** Those who are not shown, in a sentence. */
export const othersOf = ({ others }: Pick<Workload, 'others'>, { n, fmt }: Words): string | null =>
  others.resources === 0
    ? null
    : n(
        others.resources,
        '{n} more person is not shown.',
        '{n} more people are not shown.',
        fmt.number(others.resources),
      );

/** A chart with its addresses. */
export const shown = (work: PeopleWork, figure: Figure, words: Words) =>
  figureOf(
    figure,
    { csv: fileHref(work, 'csv', figure.id), svg: fileHref(work, 'svg', figure.id) },
    aboutOf(work, figure.chart.unit, words),
  );

/** What stands below a picture that is saved alone. */
export const aboutOf = (work: PeopleWork, unit: string, { t, fmt }: Words): string =>
  [work.dataset.name, unit, t('Data loaded {instant}', { instant: fmt.instant(work.loadedAtMs) })].join(' · ');

/** Where the page's figures lie as a file. */
export function fileHref(work: PeopleWork, ending: 'csv' | 'svg', figure: string): string {
  const path = work.href({}).replace('/people', `/people.${ending}`);
  return `${path}${path.includes('?') ? '&' : '?'}figure=${figure}`;
}

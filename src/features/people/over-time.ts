import type { Figure } from '../../platform/charts/index.ts';
import { periodLabel } from '../../platform/text/period-label.ts';
import { english } from '../../platform/text/texts.ts';
import type { Words } from '../../platform/text/words.ts';
import { periodBounds } from '../overview/index.ts';
import type { CHARTS, PeopleWork, Workload } from './model.ts';

type Units = Readonly<Record<Workload['bucket'], string>>;
const WORK_EACH: Units = {
  day: english('events and cases per day'),
  week: english('events and cases per week, by its Monday'),
  month: english('events and cases per month'),
  quarter: english('events and cases per quarter'),
  year: english('events and cases per year'),
};
const PEOPLE_EACH: Units = {
  day: english('people who did anything, per day'),
  week: english('people who did anything, per week, by its Monday'),
  month: english('people who did anything, per month'),
  quarter: english('people who did anything, per quarter'),
  year: english('people who did anything, per year'),
};

/** The charts of how work and people spread over time; a period is a filter on the cases that were worked on in it. */
export function overTime(
  { bucket, periods }: Workload,
  id: (typeof CHARTS)[number],
  words: Words,
  hrefWith: PeopleWork['hrefWith'],
): Figure {
  const { t, fmt, locale } = words;
  const labels = periods.map(({ period }) => periodLabel(bucket, period, locale));
  const isWork = id === 'work-over-time';
  const EACH = isWork ? WORK_EACH : PEOPLE_EACH;
  const events = { name: t('Events'), of: (i: number) => periods[i]!.events };
  const cases = { name: t('Cases'), of: (i: number) => periods[i]!.cases };
  const people = { name: t('People'), of: (i: number) => periods[i]!.resources };
  const shown = isWork ? [events, cases] : [people];
  const most = periods.reduce((best, _, i) => ((shown[0]!.of(i) ?? 0) > (shown[0]!.of(best) ?? 0) ? i : best), 0);
  const facts = { first: labels[0] ?? '', last: labels.at(-1) ?? '', most: labels[most] ?? '' };
  const peak = { ...facts, n: fmt.number(periods.length > 0 ? shown[0]!.of(most) : null) };
  return {
    id,
    chart: {
      title: isWork ? t('Work over time') : t('Active people'),
      unit: t(EACH[bucket]),
      alt: isWork
        ? t('Events of people over time, from {first} to {last}; most, {n}, in {most}.', peak)
        : t('People who did anything over time, from {first} to {last}; most, {n}, in {most}.', peak),
      x: { name: '', labels },
      y: { show: 'number' },
      series: shown.map(({ name, of }, i) => ({
        ...{ name, kind: isWork && i === 0 ? ('bar' as const) : ('line' as const) },
        ...{ colour: i === 0 ? ('--accent' as const) : ('--copper' as const), data: periods.map((_, n) => of(n)) },
      })),
      tips: labels.map((label, i) =>
        [label, ...shown.map(({ name, of }) => `${name}: ${fmt.number(of(i))}`)].join('\n'),
      ),
    },
    columns: [{ text: t('Period'), num: false }, ...shown.map(({ name }) => ({ text: name, num: true }))],
    rows: labels.map((text, i) => ({
      cells: [{ text }, ...shown.map(({ of }) => ({ text: fmt.number(of(i)) }))],
      href: hrefWith({
        id: 'time-period',
        params: { ...periodBounds(bucket, periods[i]!.period), mode: 'intersecting' },
      }),
    })),
    csv: [
      ['period', 'from', 'events', 'cases', 'people'],
      ...periods.map(({ period, from, events, cases, resources }) => [period, from, events, cases, resources]),
    ],
  };
}

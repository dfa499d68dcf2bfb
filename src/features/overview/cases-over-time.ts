import type { Figure } from '../../platform/charts/index.ts';
import { type PeriodUnit, periodLabel } from '../../platform/text/period-label.ts';
import { english } from '../../platform/text/texts.ts';
import type { Words } from '../../platform/text/words.ts';
import type { OverTime, OverviewWork } from './model.ts';
import { periodBounds } from './periods.ts';

const EACH: Readonly<Record<PeriodUnit, string>> = {
  day: english('cases per day'),
  week: english('cases per week, by its Monday'),
  month: english('cases per month'),
  quarter: english('cases per quarter'),
  year: english('cases per year'),
};

/** Cases started, completed and active in each period; a period is a filter on the cases that began in it. */
export function casesOverTime({ bucket, items }: OverTime, words: Words, hrefWith: OverviewWork['hrefWith']): Figure {
  const { t, fmt, locale } = words;
  const labels = items.map(({ period }) => periodLabel(bucket, period, locale));
  const busiest = items.reduce((best, item, i) => (item.active > (items[best]?.active ?? -1) ? i : best), 0);
  const series = (
    name: string,
    kind: 'bar' | 'line' | 'area',
    colour: `--${string}`,
    of: keyof (typeof items)[number],
  ) => ({ name, kind, colour, data: items.map((item) => Number(item[of])) }) as const;
  return {
    id: 'cases-over-time',
    chart: {
      title: t('Cases over time'),
      unit: t(EACH[bucket]),
      alt: t('Cases over time, from {first} to {last}. Most cases, {n}, were active in {busiest}.', {
        ...{ first: labels[0] ?? '', last: labels.at(-1) ?? '', busiest: labels[busiest] ?? '' },
        n: fmt.number(items[busiest]?.active ?? null),
      }),
      x: { name: '', labels },
      y: { show: 'number' },
      series: [
        series(t('started'), 'bar', '--accent', 'started'),
        series(t('completed'), 'line', '--copper', 'completed'),
        series(t('active'), 'area', '--info', 'active'),
      ],
      tips: items.map((item, i) =>
        [
          labels[i],
          `${t('started')}: ${fmt.number(item.started)}`,
          `${t('completed')}: ${fmt.number(item.completed)}`,
          `${t('active')}: ${fmt.number(item.active)}`,
        ].join('\n'),
      ),
    },
    columns: [
      { text: t('Period'), num: false },
      ...[t('started'), t('completed'), t('active')].map((text) => ({ text, num: true })),
    ],
    rows: items.map((item, i) => ({
      cells: [labels[i]!, fmt.number(item.started), fmt.number(item.completed), fmt.number(item.active)].map(
        (text) => ({
          text,
        }),
      ),
      href: hrefWith({ id: 'time-period', params: { ...periodBounds(bucket, item.period), mode: 'started' } }),
    })),
    csv: [
      ['period', 'from', 'started', 'completed', 'active'],
      ...items.map(({ period, from, started, completed, active }) => [period, from, started, completed, active]),
    ],
  };
}

/** The form that keeps the cases of several periods; the script fills it in when one drags over the chart. */
export const periodForm = ({ bucket, items }: OverTime, { locale }: Words) =>
  items.length < 2
    ? null
    : items.map(({ period }) => ({ text: periodLabel(bucket, period, locale), ...periodBounds(bucket, period) }));

import type { Figure } from '../../platform/charts/index.ts';
import { type PeriodUnit, periodLabel } from '../../platform/text/period-label.ts';
import { english } from '../../platform/text/texts.ts';
import { nameOf } from '../../platform/text/words.ts';
import { periodBounds } from '../overview/index.ts';
import { driftMarks } from './drift.ts';
import type { Around, Drift, InProgress, Queue } from './model.ts';

const PER: Readonly<Record<PeriodUnit, string>> = {
  day: english('per day'),
  week: english('per week, by its Monday'),
  month: english('per month'),
  quarter: english('per quarter'),
  year: english('per year'),
};

/** A period as a filter on the cases that were under way in it. */
const activeIn = ({ work }: Around, unit: PeriodUnit, period: string): string =>
  work.hrefWith({ id: 'time-period', params: { ...periodBounds(unit, period), mode: 'intersecting' } });

interface Column {
  readonly text: string;
  readonly csv: string;
  readonly digits?: number;
}

/** Table, tips and file of what each period says: a column each, in the same order. */
function tabular<T extends { readonly period: string; readonly from: string }>(
  unit: PeriodUnit,
  items: readonly T[],
  columns: readonly (Column & { readonly of: (item: T) => number | null })[],
  around: Around,
): Pick<Figure, 'columns' | 'rows' | 'csv'> & { readonly labels: string[]; readonly tips: string[] } {
  const { t, fmt, locale } = around.words;
  const labels = items.map(({ period }) => periodLabel(unit, period, locale));
  const cells = items.map((item) => columns.map(({ of, digits = 0 }) => fmt.number(of(item), digits)));
  return {
    labels,
    tips: cells.map((row, i) => [labels[i], ...row.map((cell, c) => `${columns[c]!.text}: ${cell}`)].join('\n')),
    columns: [{ text: t('Period'), num: false }, ...columns.map(({ text }) => ({ text, num: true }))],
    rows: cells.map((row, i) => ({
      cells: [labels[i]!, ...row].map((text) => ({ text })),
      href: activeIn(around, unit, items[i]!.period),
    })),
    csv: [
      ['period', 'from', ...columns.map(({ csv }) => csv)],
      ...items.map((item) => [item.period, item.from, ...columns.map(({ of }) => of(item))]),
    ],
  };
}

/** What started, was completed and was in progress in each period; a period is a filter on the cases under way in it. */
export function progressFigure({ bucket, items, mean }: InProgress, drift: Drift | null, around: Around): Figure {
  const { t, fmt } = around.words;
  const ofCases = (around.work.query.of ?? 'cases') === 'cases';
  const { labels, tips, ...table } = tabular(
    bucket,
    items,
    [
      { text: t('started'), csv: 'started', of: (item) => item.started },
      { text: t('completed'), csv: 'completed', of: (item) => item.completed },
      { text: t('in progress on average'), csv: 'mean', digits: 1, of: (item) => item.mean },
      { text: t('open at the end'), csv: 'open', of: (item) => item.open },
    ],
    around,
  );
  const busiest = items.reduce((best, item, i) => ((item.mean ?? -1) > (items[best]?.mean ?? -1) ? i : best), 0);
  const average = t('{n} on average', { n: fmt.number(mean, 1) });
  return {
    id: 'work-in-progress',
    chart: {
      title: ofCases ? t('Cases in progress') : t('Activities in progress'),
      unit: `${ofCases ? t('from first to last event') : t('from start to end')}, ${t(PER[bucket])}; ${average}`,
      alt: t('In progress from {first} to {last}, {n} on average. The most were in {busiest}.', {
        ...{ first: labels[0] ?? '', last: labels.at(-1) ?? '', busiest: labels[busiest] ?? '' },
        n: fmt.number(mean, 1),
      }),
      x: { name: '', labels },
      y: { show: 'number' },
      series: [
        { name: t('started'), kind: 'bar', colour: '--accent', data: items.map(({ started }) => started) },
        { name: t('completed'), kind: 'line', colour: '--copper', data: items.map(({ completed }) => completed) },
        { name: t('in progress on average'), kind: 'area', colour: '--info', data: items.map((item) => item.mean) },
      ],
      tips,
      marks: driftMarks(
        drift,
        items.map(({ from }) => from),
      ),
    },
    ...table,
  };
}

/** How many cases waited in each period, on average and at most. */
export function queueFigure(
  { bucket, items, mean, max, startsKnown }: Queue,
  drift: Drift | null,
  around: Around,
): Figure {
  const { t, fmt } = around.words;
  const { queue } = around.work.query;
  const { labels, tips, ...table } = tabular(
    bucket,
    items,
    [
      { text: t('came to wait'), csv: 'arrived', of: (item) => item.arrived },
      { text: t('went on'), csv: 'begun', of: (item) => item.begun },
      { text: t('waiting on average'), csv: 'mean', digits: 1, of: (item) => item.mean },
      { text: t('most at once'), csv: 'max', of: (item) => item.max },
      { text: t('waiting at the end'), csv: 'waiting', of: (item) => item.waiting },
    ],
    around,
  );
  return {
    id: 'queue-length',
    chart: {
      title:
        queue === undefined
          ? t('Cases that wait')
          : t('Cases that wait for {activity}', { activity: nameOf(queue, around.words) }),
      unit: [
        t('from the end of one activity to the start of the next'),
        t('{n} on average', { n: fmt.number(mean, 1) }),
        ...(startsKnown ? [] : [t('without start times, service counts as waiting')]),
      ].join('; '),
      alt: t('Cases that wait, from {first} to {last}: {mean} on average, {max} at most.', {
        ...{ first: labels[0] ?? '', last: labels.at(-1) ?? '', mean: fmt.number(mean, 1), max: fmt.number(max) },
      }),
      x: { name: '', labels },
      y: { show: 'number' },
      series: [
        { name: t('waiting on average'), kind: 'area', colour: '--copper', data: items.map((item) => item.mean) },
        { name: t('most at once'), kind: 'line', colour: '--info', data: items.map((item) => item.max) },
      ],
      tips,
      marks: driftMarks(
        drift,
        items.map(({ from }) => from),
      ),
    },
    ...table,
  };
}

import type { Figure } from '../../platform/charts/index.ts';
import { type PeriodUnit, periodLabel } from '../../platform/text/period-label.ts';
import { english } from '../../platform/text/texts.ts';
import { periodBounds, periodChoices } from '../overview/index.ts';
import { shownFigure } from '../workbench/index.ts';
import { stayingModel } from './against.ts';
import { ELSEWHERE } from './links.ts';
import type { Around } from './page-model.ts';
import type { OverTime } from './results.ts';

const EACH: Readonly<Record<PeriodUnit, string>> = {
  day: english('by day'),
  week: english('by week, named by its Monday'),
  month: english('by month'),
  quarter: english('by quarter'),
  year: english('by year'),
};

/** Whether rules are what the cases are held against: chosen, and there are some. */
const byRules = ({ parts, work }: Around) =>
  work.query.by === 'rules' ? parts.rules.rulesFor(work.call.actor, work.dataset.id) : [];

async function findOverTime(around: Around): Promise<OverTime | null> {
  const { work, against } = around;
  const rules = byRules(around);
  if (work.query.by === 'rules' && rules.length === 0) return null;
  return work.calculate<OverTime | null>('conformance-over-time', {
    ...(rules.length > 0 ? { rules } : against.params),
    ...{ bucket: work.query.bucket ?? 'auto', by: work.query.period ?? 'end' },
  });
}

/** Fitness or score, and the share of conforming cases, period by period; null: too few cases. */
export async function presentTime(around: Around): Promise<object | null> {
  const { parts, work, words } = around;
  const { t, n, fmt } = words;
  const rules = parts.rules.rulesFor(work.call.actor, work.dataset.id).length;
  const isByRules = work.query.by === 'rules';
  const choice = {
    hasRules: rules > 0,
    against: [
      { text: t('The model'), here: !isByRules, href: work.href({ by: undefined }) },
      { text: t('The rules'), here: isByRules, href: work.href({ by: 'rules' }) },
    ],
    periods: (['end', 'start'] as const).map((of) => ({
      text: of === 'end' ? t('By their end') : t('By their start'),
      ...{ here: of === (work.query.period ?? 'end'), href: work.href({ period: of === 'end' ? undefined : of }) },
    })),
  };
  if (isByRules && rules === 0) return { ...choice, figure: null, buckets: [], notes: [] };
  const found = await findOverTime(around);
  if (!found) return null;
  const figure = found.items.length > 0 ? overTimeFigure(found, around) : null;
  return {
    ...choice,
    figure: figure && shownFigure(work, figure, { step: undefined }),
    buckets: periodChoices(found.bucket, found.items.length, words, (bucket) => work.href({ bucket })),
    notes: [
      found.undated > 0 &&
        n(found.undated, '{n} case has no time.', '{n} cases have no time.', fmt.number(found.undated)),
      found.undecided > 0 &&
        n(
          found.undecided,
          'For {n} case the search ended before it was sure; it is left out.',
          'For {n} cases the search ended before it was sure; they are left out.',
          fmt.number(found.undecided),
        ),
    ].filter((note) => note !== false),
  };
}

export async function findTimeFigure(around: Around): Promise<Figure | null> {
  const found = await findOverTime(around);
  return found && overTimeFigure(found, around);
}

function overTimeFigure({ bucket, items }: OverTime, around: Around): Figure {
  const { work, words } = around;
  const { t, fmt, locale } = words;
  const isByRules = work.query.by === 'rules';
  const labels = items.map(({ period }) => periodLabel(bucket, period, locale));
  const measured = items.map(({ found }) => (isByRules ? found?.score : found?.fitness) ?? null);
  const conforming = items.map(({ found }) => found?.conformingShare ?? null);
  const measure = isByRules ? t('conformance score') : t('log fitness');
  const conform = isByRules ? t('cases that break no rule') : t('fitting cases');
  const known = measured.filter((value) => value !== null);
  const mode = work.query.period === 'start' ? 'started' : 'completed';
  const keep = isByRules ? {} : stayingModel(around);
  return {
    id: 'over-time',
    chart: {
      title: t('Conformance over time'),
      unit: t(EACH[bucket]),
      alt: t('{measure} over time, from {first} to {last}; between {least} and {most}', {
        ...{ measure, first: labels[0] ?? '', last: labels.at(-1) ?? '' },
        ...{ least: fmt.percent(Math.min(...known, 1)), most: fmt.percent(Math.max(...known, 0)) },
      }),
      x: { name: '', labels },
      y: { show: 'percent' },
      series: [
        { name: measure, kind: 'line', colour: '--accent', data: measured },
        { name: conform, kind: 'line', colour: '--copper', data: conforming },
      ],
      tips: items.map(({ cases }, i) =>
        [
          ...[labels[i], `${measure}: ${fmt.percent(measured[i] ?? null)}`],
          ...[`${conform}: ${fmt.percent(conforming[i] ?? null)}`, `${t('cases')}: ${fmt.number(cases)}`],
        ].join('\n'),
      ),
    },
    columns: [
      { text: t('Period'), num: false },
      ...[measure, conform, t('deviations'), t('cases')].map((text) => ({ text, num: true })),
    ],
    rows: items.map(({ period, cases, found }, i) => ({
      cells: [
        ...[labels[i]!, fmt.percent(measured[i] ?? null), fmt.percent(conforming[i] ?? null)],
        ...[fmt.number(found?.violations ?? null), fmt.number(cases)],
      ].map((text) => ({ text })),
      href: work.hrefWith(
        { id: 'time-period', params: { ...periodBounds(bucket, period), mode } },
        { ...ELSEWHERE, ...keep },
      ),
    })),
    csv: [
      ['period', 'from', isByRules ? 'score' : 'log_fitness', 'conforming_share', 'violations', 'cases'],
      ...items.map((item, i) => [
        ...[item.period, item.from, measured[i] ?? null, conforming[i] ?? null],
        ...[item.found?.violations ?? null, item.cases],
      ]),
    ],
  };
}

import { type Figure, figureOf, type Pictures } from '../../platform/charts/index.ts';
import { csvText } from '../../platform/csv.ts';
import type { Route } from '../../platform/http/route.ts';
import { formatFor } from '../../platform/text/format.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { type ActivityColours, activityColours, sequenceOf, type VariantPage } from '../variants/index.ts';
import type { Work, Workbench } from '../workbench/index.ts';
import { casesOverTime, periodForm } from './cases-over-time.ts';
import { keyFigures } from './key-figures.ts';
import {
  CsvQuery,
  type Ends,
  type FIGURES,
  type OverTime,
  OverviewQuery,
  type OverviewWork,
  type RANKINGS,
  type Rework,
  type Summary,
  SvgQuery,
  type Words,
} from './model.ts';
import { periodChoices } from './periods.ts';
import { activityRanking, endRanking, type Ranking, reworkRanking } from './rankings.ts';
import { findDurations, throughput } from './throughput.ts';

type FigureId = (typeof FIGURES)[number];
type RankingId = (typeof RANKINGS)[number];
/** Variants on the page, and their steps. */
const VARIANTS = 5;
const STEPS = 12;

const wordsOf = ({ call: { viewer } }: Pick<Work, 'call'>): Words => ({
  ...{ ...textsIn(viewer.locale), fmt: formatFor(viewer), locale: viewer.locale },
});

/** The dataset at a glance, and its figures as files. */
export const overviewPages = (workbench: Workbench, drawn: Pictures): Route[] => [
  workbench.page({
    ...{ section: 'overview', title: 'Overview', query: OverviewQuery, view: '@overview/overview' },
    summary: 'Key figures of a dataset: cases over time, throughput times, activities, variants, repetition.',
    model: presentOverview,
  }),
  workbench.download({
    ...{ section: 'overview', below: '.csv', query: CsvQuery },
    summary: 'Figures of the overview as CSV, one chart or list at a time.',
    async file(work: OverviewWork & { query: { figure: FigureId | RankingId } }) {
      const { figure } = work.query;
      const found =
        figure === 'cases-over-time' || figure === 'throughput'
          ? await findFigure(work, figure)
          : await findRanking(work, figure);
      const content = csvText(found?.csv ?? []);
      return { name: `${work.dataset.name} ${figure}.csv`, contentType: 'text/csv; charset=utf-8', content };
    },
  }),
  workbench.download({
    ...{ section: 'overview', below: '.svg', query: SvgQuery },
    summary: 'A chart of the overview as a picture.',
    async file(work: OverviewWork & { query: { figure: FigureId; theme: 'light' | 'dark'; alone?: '1' } }) {
      const { figure: id, theme, alone } = work.query;
      const figure = await findFigure(work, id);
      const look = { theme, locale: work.call.viewer.locale, width: alone ? 800 : 560, height: alone ? 360 : 240 };
      const content = figure
        ? await drawn.svgOf(figure.chart, { ...look, alone: alone ? { about: aboutOf(work, figure) } : null })
        : EMPTY_PICTURE;
      return { name: `${work.dataset.name} ${id}.svg`, contentType: 'image/svg+xml', content };
    },
  }),
];

const EMPTY_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="560" height="240" viewBox="0 0 560 240"/>';
const aboutOf = (work: OverviewWork, { chart }: Figure): string => {
  const { t, fmt } = wordsOf(work);
  return [work.dataset.name, chart.unit, t('Data loaded {instant}', { instant: fmt.instant(work.loadedAtMs) })].join(
    ' · ',
  );
};

async function findFigure(work: OverviewWork, id: FigureId): Promise<Figure | null> {
  const words = wordsOf(work);
  const { hrefWith } = work;
  if (id === 'cases-over-time') {
    const found = await findOverTime(work);
    return found && casesOverTime(found, words, hrefWith);
  }
  const { durations } = await findDurations(work, work.query.scale);
  return durations?.statistics ? throughput(durations, words, hrefWith) : null;
}

const findOverTime = (work: OverviewWork) =>
  work.calculate<OverTime | null>('cases-over-time', { bucket: work.query.bucket ?? 'auto' });
const findRework = (work: OverviewWork) => work.calculate<Rework | null>('rework');
const findEnds = (work: OverviewWork) => work.calculate<Ends | null>('start-end-activities');

async function findRanking(work: OverviewWork, id: RankingId): Promise<Ranking | null> {
  const around = { words: wordsOf(work), colours: await activityColours(work), hrefWith: work.hrefWith };
  if (id === 'activities' || id === 'rework') {
    const found = await findRework(work);
    return found && (id === 'rework' ? reworkRanking : activityRanking)(found, around);
  }
  const ends = await findEnds(work);
  return ends && endRanking(ends, id === 'start-activities' ? 'start' : 'end', around);
}

async function presentOverview(work: OverviewWork): Promise<object> {
  const words = wordsOf(work);
  const [summary, overTime, { scale, durations }, rework, ends, variants, colours] = await Promise.all([
    work.calculate<Summary | null>('log-summary'),
    findOverTime(work),
    findDurations(work, work.query.scale),
    findRework(work),
    findEnds(work),
    work.calculate<VariantPage | null>('variant-list', { limit: VARIANTS, steps: STEPS }),
    activityColours(work),
  ]);
  const { hrefWith } = work;
  const around = { words, colours, hrefWith };
  const shown = (figure: Figure) =>
    figureOf(
      figure,
      { csv: fileHref(work, 'csv', figure.id), svg: fileHref(work, 'svg', figure.id) },
      aboutOf(work, figure),
    );
  const rankings = [
    rework && activityRanking(rework, around),
    ends && endRanking(ends, 'start', around),
    ends && endRanking(ends, 'end', around),
    rework && rework.casesWithRework > 0 && reworkRanking(rework, around),
  ].filter((ranking) => ranking !== null && ranking !== false);
  const here = new URL(work.href({}), 'http://x');
  return {
    facts: keyFigures(summary, durations?.statistics ?? null, words),
    overTime: overTime && overTime.items.length > 0 && shown(casesOverTime(overTime, words, hrefWith)),
    periods: overTime && periodForm(overTime, words),
    buckets: overTime
      ? periodChoices(overTime.bucket, overTime.items.length, words, (bucket) => work.href({ bucket }))
      : [],
    throughput: durations?.statistics && durations.bins.length > 0 && shown(throughput(durations, words, hrefWith)),
    scales: (['linear', 'logarithmic'] as const).map((of) => ({
      text: of === 'linear' ? words.t('Equal bins') : words.t('Growing bins'),
      ...{ href: work.href({ scale: of }), here: of === scale },
    })),
    rankings: rankings.map((ranking) => ({ ...ranking, csv: undefined, csvHref: fileHref(work, 'csv', ranking.id) })),
    rework: rework && {
      text: words.t('In {share} of the cases an activity occurs more than once.', {
        share: words.fmt.percent(rework.share),
      }),
      href: rework.casesWithRework > 0 ? hrefWith({ id: 'rework', params: {} }) : null,
    },
    variants: presentVariants(work, variants?.items ?? [], around),
    doors: {
      map: work.hrefTo('map'),
      variants: work.hrefTo('variants'),
      cases: work.mayReadCases ? work.hrefTo('cases') : null,
    },
    ...{ dataset: work.dataset.id, groupsOnly: !work.mayReadCases },
    form: { f: here.searchParams.get('f') ?? '', back: here.pathname },
  };
}

const presentVariants = (
  work: OverviewWork,
  variants: VariantPage['items'],
  { words, colours }: { words: Words; colours: ActivityColours },
) =>
  variants.map((variant) => ({
    ...{ share: variant.share, shareText: words.fmt.percent(variant.share) },
    ...{ cases: words.fmt.number(variant.count), count: variant.count },
    ...sequenceOf(variant, STEPS, colours, words),
    href: work.hrefTo('variants', { a: variant.id }),
  }));

function fileHref(work: OverviewWork, ending: 'csv' | 'svg', figure: string): string {
  const path = work.href({}).replace('/overview', `/overview.${ending}`);
  return `${path}${path.includes('?') ? '&' : '?'}figure=${figure}`;
}

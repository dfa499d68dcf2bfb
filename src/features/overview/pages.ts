import type { Figure, Pictures } from '../../platform/charts/index.ts';
import type { Route } from '../../platform/http/route.ts';
import { type Words, wordsFor } from '../../platform/text/words.ts';
import type { Quality } from '../quality/index.ts';
import { type ActivityColours, activityColours, sequenceOf, type VariantPage } from '../variants/index.ts';
import { chartFile, csvFile, fileHref, shownFigure, type Workbench } from '../workbench/index.ts';
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
} from './model.ts';
import { periodChoices } from './periods.ts';
import { activityRanking, endRanking, type Ranking, reworkRanking } from './rankings.ts';
import { findDurations, throughput } from './throughput.ts';

type FigureId = (typeof FIGURES)[number];
type RankingId = (typeof RANKINGS)[number];
/** Variants on the page, and their steps. */
const VARIANTS = 5;
const STEPS = 12;

/** The dataset at a glance, and its figures as files. */
export const overviewPages = (workbench: Workbench, drawn: Pictures, quality: Pick<Quality, 'scoreOf'>): Route[] => [
  workbench.page({
    ...{ section: 'overview', title: 'Overview', query: OverviewQuery, view: '@overview/overview' },
    summary: 'Key figures of a dataset: cases over time, throughput times, activities, variants, repetition.',
    model: (work: OverviewWork) => presentOverview(work, quality),
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
      return csvFile(work, figure, found?.csv ?? []);
    },
  }),
  workbench.download({
    ...{ section: 'overview', below: '.svg', query: SvgQuery },
    summary: 'A chart of the overview as a picture.',
    file: async (work: PictureWork) =>
      chartFile(drawn, work, await findFigure(work, work.query.figure), { name: work.query.figure }),
  }),
];

type PictureWork = OverviewWork & { query: { figure: FigureId; theme: 'light' | 'dark'; alone?: '1' } };

async function findFigure(work: OverviewWork, id: FigureId): Promise<Figure | null> {
  const words = wordsFor(work.call.viewer);
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
  const around = { words: wordsFor(work.call.viewer), colours: await activityColours(work), hrefWith: work.hrefWith };
  if (id === 'activities' || id === 'rework') {
    const found = await findRework(work);
    return found && (id === 'rework' ? reworkRanking : activityRanking)(found, around);
  }
  const ends = await findEnds(work);
  return ends && endRanking(ends, id === 'start-activities' ? 'start' : 'end', around);
}

async function presentOverview(work: OverviewWork, quality: Pick<Quality, 'scoreOf'>): Promise<object> {
  const words = wordsFor(work.call.viewer);
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
  const rankings = [
    rework && activityRanking(rework, around),
    ends && endRanking(ends, 'start', around),
    ends && endRanking(ends, 'end', around),
    rework && rework.casesWithRework > 0 && reworkRanking(rework, around),
  ].filter((ranking) => ranking !== null && ranking !== false);
  const here = new URL(work.href({}), 'http://x');
  return {
    facts: keyFigures(summary, durations?.statistics ?? null, words),
    quality: qualityOf(work, quality, words),
    overTime: overTime && overTime.items.length > 0 && shownFigure(work, casesOverTime(overTime, words, hrefWith)),
    periods: overTime && periodForm(overTime, words),
    buckets: overTime
      ? periodChoices(overTime.bucket, overTime.items.length, words, (bucket) => work.href({ bucket }))
      : [],
    throughput:
      durations?.statistics && durations.bins.length > 0 && shownFigure(work, throughput(durations, words, hrefWith)),
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

/** The score of the present version, over all of its rows; null: not measured yet, or this person sees a part of them. */
function qualityOf(work: OverviewWork, quality: Pick<Quality, 'scoreOf'>, { fmt }: Words) {
  const score = quality.scoreOf(work.call.actor, work.dataset.id);
  return score === null ? null : { score: fmt.number(score, 1), href: work.hrefTo('quality') };
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

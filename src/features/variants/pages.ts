import { type Step, Type } from '#sdk';
import { figureOf, type Pictures } from '../../platform/charts/index.ts';
import { csvText } from '../../platform/csv.ts';
import { type Call, type Download, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { formatFor } from '../../platform/text/format.ts';
import { textsIn } from '../../platform/text/texts.ts';
import { stepsOf, type Work, type Workbench } from '../workbench/index.ts';
import { activityColours } from './colours.ts';
import { comparisonOf } from './compare.ts';
import { coverageFigure, coverageText, findCoverage } from './coverage.ts';
import { exportVariants } from './export.ts';
import { ELSEWHERE, presentList } from './list-view.ts';
import {
  COVER_DEFAULT,
  CsvQuery,
  SvgQuery,
  VARIANT_ID,
  VariantsQuery,
  type VariantsWork,
  type Words,
} from './model.ts';
import { findVariants, listVariants } from './use-cases.ts';

const wordsOf = ({ viewer }: Pick<Call, 'viewer'>): Words => ({ ...textsIn(viewer.locale), fmt: formatFor(viewer) });

/** The variants of a dataset, compared, chosen and saved. */
export const variantsPages = (workbench: Workbench, drawn: Pictures): Route[] => [
  workbench.page({
    ...{ section: 'variants', title: 'Variants', query: VariantsQuery, view: '@variants/variants' },
    summary: 'The ways that cases took through the process, most frequent first, with the time of each step.',
    model: presentVariants,
  }),
  workbench.download({
    ...{ section: 'variants', below: '.csv', query: CsvQuery },
    summary: 'The variants that the filters keep as CSV, in the order of the list; or the curve of cases they cover.',
    file: async (work: VariantsWork & { query: { figure?: 'coverage' } }) => {
      if (!work.query.figure) return exportVariants(work);
      const { figure } = await curve(work);
      return csvFile(work, 'coverage', figure ? csvText(figure.csv) : '');
    },
  }),
  workbench.download({
    ...{ section: 'variants', below: '.svg', query: SvgQuery },
    summary: 'The curve of the cases that variants cover, as a picture.',
    file: async (work: VariantsWork & { query: { theme: 'light' | 'dark'; alone?: '1' } }) => {
      const { figure } = await curve(work);
      const { theme, alone } = work.query;
      const look = { theme, locale: work.call.viewer.locale, width: alone ? 800 : 560, height: alone ? 360 : 240 };
      const content = figure
        ? await drawn.svgOf(figure.chart, { ...look, alone: alone ? { about: aboutOf(work) } : null })
        : EMPTY_PICTURE;
      return { name: `${work.dataset.name} coverage.svg`, contentType: 'image/svg+xml', content };
    },
  }),
  page({
    ...{ method: 'POST', path: '/datasets/:id/variants/picked', permission: 'read:analyses' },
    summary: 'Keeps the picked variants or those without them, compares two, or shows the cases of one.',
    form: Picked,
    handler: (call) => usePicked(workbench, call),
  }),
];

const EMPTY_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="560" height="240" viewBox="0 0 560 240"/>';
const csvFile = (work: Work, what: string, content: string | ReadableStream<Uint8Array>): Download => ({
  ...{ name: `${work.dataset.name} ${what}.csv`, contentType: 'text/csv; charset=utf-8', content },
});

function aboutOf({ call, dataset, loadedAtMs }: VariantsWork): string {
  const { t, fmt } = wordsOf(call);
  return [dataset.name, t('Data loaded {instant}', { instant: fmt.instant(loadedAtMs) })].join(' · ');
}

async function curve(work: VariantsWork) {
  const words = wordsOf(work.call);
  const found = await findCoverage(work, work.query.cover);
  return { found, figure: found && coverageFigure(found, words, (step) => work.hrefWith(step, ELSEWHERE)) };
}

async function presentVariants(work: VariantsWork): Promise<object> {
  const words = wordsOf(work.call);
  const [listed, colours, { found: covered, figure }] = await Promise.all([
    listVariants(work),
    activityColours(work),
    curve(work),
  ]);
  const ids = [work.query.a, work.query.b].filter((id) => id !== undefined);
  const [a, b = null] = await findVariants(work.calculate, ids);
  const here = work.href({});
  const own = work.href({ ...ELSEWHERE, sort: undefined, up: undefined, q: undefined, size: undefined });
  const file = (ending: string) =>
    `${own.replace('/variants', `/variants.${ending}`)}${own.includes('?') ? '&' : '?'}figure=coverage`;
  return {
    ...presentList(work, listed, covered?.coverage.points[0]?.caseShare ?? 1, colours, words),
    ...{ dataset: work.dataset.id, mayReadCases: work.mayReadCases, filtered: stepsOf(work.state).length > 0 },
    legend: {
      ...colours,
      legend: colours.legend.map(({ activity, colour }) => ({ name: activity || words.t('(none)'), colour })),
    },
    figure: figure && figureOf(figure, { csv: file('csv'), svg: file('svg') }, aboutOf(work)),
    cover: covered && {
      value: work.query.cover ?? COVER_DEFAULT,
      text: coverageText(covered, words),
      keepHref: work.hrefWith({ id: 'variant-top', params: { caseShare: covered.cover / 100 } }, ELSEWHERE),
      wanted: covered.wanted,
    },
    // A GET form drops the query of its address: it carries the rest as hidden fields.
    fields: [...new URL(here, 'http://x').searchParams].map(([name, value]) => ({ name, value })),
    compare: a ? { ...comparisonOf(a, b, colours, words), closeHref: work.href({ a: undefined, b: undefined }) } : null,
    missing: ids.length > 0 && !a,
    smallest: work.smallestGroup,
    form: { query: withoutFilters(here), f: new URL(here, 'http://x').searchParams.get('f') ?? '' },
  };
}

function withoutFilters(href: string): string {
  const { searchParams } = new URL(href, 'http://x');
  searchParams.delete('f');
  const text = searchParams.toString();
  return text && `?${text}`;
}

const Id = Type.String({ pattern: VARIANT_ID });
const Picked = Type.Object({
  back: Type.Optional(Type.String({ maxLength: 3000 })),
  f: Type.Optional(Type.String({ maxLength: 7000 })),
  pick: Type.Array(Id, { default: [], maxItems: 200 }),
  do: Type.Optional(Type.String({ maxLength: 20 })),
  /** The one whose cases are shown. */
  cases: Type.Optional(Id),
});

async function usePicked(workbench: Workbench, call: Call<typeof Picked.static>): Promise<PageAnswer> {
  const { pick, cases, do: wanted } = call.body;
  const { t } = wordsOf(call);
  const from = workbench.sentFrom(call);
  const ids = cases ? [cases] : pick;
  const found = await findVariants(from.calculate, ids, 0);
  if (found.length === 0) {
    call.reply.flash =
      ids.length === 0 ? t('Nothing was picked: tick variants first.') : t('These variants are no longer kept.');
    return { redirect: from.back() };
  }
  if (wanted === 'compare' && !cases) return { redirect: `${from.back({ a: found[0]!.id, b: found[1]?.id })}#compare` };
  const step: Step = { id: 'variant', params: { variants: found.map(({ activities }) => [...activities]) } };
  if (cases) return { redirect: from.otherWith('cases', step) };
  return { redirect: from.backWith(wanted === 'without' ? { not: step } : step, ELSEWHERE) };
}

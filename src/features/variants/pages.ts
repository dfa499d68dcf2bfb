import { type Step, Type } from '#sdk';
import type { Pictures } from '../../platform/charts/index.ts';
import { type Call, type PageAnswer, page, type Route } from '../../platform/http/route.ts';
import { wordsFor } from '../../platform/text/words.ts';
import { aboutOf, chartFile, csvFile, hiddenFields, shownFigure, stepsOf, type Workbench } from '../workbench/index.ts';
import { activityColours } from './colours.ts';
import { comparisonOf } from './compare.ts';
import { coverageFigure, coverageText, findCoverage } from './coverage.ts';
import { exportVariants } from './export.ts';
import { ELSEWHERE, presentList } from './list-view.ts';
import { COVER_DEFAULT, CsvQuery, SvgQuery, VARIANT_ID, VariantsQuery, type VariantsWork } from './model.ts';
import { findVariants, listVariants } from './use-cases.ts';

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
      return csvFile(work, 'coverage', (await curve(work)).figure?.csv ?? []);
    },
  }),
  workbench.download({
    ...{ section: 'variants', below: '.svg', query: SvgQuery },
    summary: 'The curve of the cases that variants cover, as a picture.',
    file: async (work: VariantsWork & { query: { theme: 'light' | 'dark'; alone?: '1' } }) =>
      chartFile(drawn, work, (await curve(work)).figure, { name: 'coverage', about: aboutOf(work) }),
  }),
  page({
    ...{ method: 'POST', path: '/datasets/:id/variants/picked', permission: 'read:analyses' },
    summary: 'Keeps the picked variants or those without them, compares two, or shows the cases of one.',
    form: Picked,
    handler: (call) => usePicked(workbench, call),
  }),
];

/** Parameters of the list, which the curve does not ask for. */
const OF_LIST = { sort: undefined, up: undefined, q: undefined, size: undefined } as const;

async function curve(work: VariantsWork) {
  const words = wordsFor(work.call.viewer);
  const found = await findCoverage(work, work.query.cover);
  return { found, figure: found && coverageFigure(found, words, (step) => work.hrefWith(step, ELSEWHERE)) };
}

async function presentVariants(work: VariantsWork): Promise<object> {
  const words = wordsFor(work.call.viewer);
  const [listed, colours, { found: covered, figure }] = await Promise.all([
    listVariants(work),
    activityColours(work),
    curve(work),
  ]);
  const ids = [work.query.a, work.query.b].filter((id) => id !== undefined);
  const [a, b = null] = await findVariants(work.calculate, ids);
  const here = work.href({});
  return {
    ...presentList(work, listed, covered?.coverage.points[0]?.caseShare ?? 1, colours, words),
    ...{ dataset: work.dataset.id, mayReadCases: work.mayReadCases, filtered: stepsOf(work.state).length > 0 },
    legend: {
      ...colours,
      legend: colours.legend.map(({ activity, colour }) => ({ name: activity || words.t('(none)'), colour })),
    },
    figure: figure && shownFigure(work, figure, { ...ELSEWHERE, ...OF_LIST }, aboutOf(work)),
    cover: covered && {
      value: work.query.cover ?? COVER_DEFAULT,
      text: coverageText(covered, words),
      keepHref: work.hrefWith({ id: 'variant-top', params: { caseShare: covered.cover / 100 } }, ELSEWHERE),
      wanted: covered.wanted,
    },
    fields: hiddenFields(here),
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
  const { t } = wordsFor(call.viewer);
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

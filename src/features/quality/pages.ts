import { Type } from '#sdk';
import { mayIn } from '../../platform/access/guard.ts';
import type { Route } from '../../platform/http/route.ts';
import { wordsFor } from '../../platform/text/words.ts';
import { scopeOfDataset } from '../datasets/index.ts';
import { chartFile, csvFile, shownFigure } from '../workbench/index.ts';
import {
  CsvQuery,
  type QualityPageParts,
  QualityQuery,
  type QualityWork,
  type Report,
  SvgQuery,
} from './page-model.ts';
import { rulePages } from './rule-pages.ts';
import { settingsPages } from './settings-pages.ts';
import { TREND, trendOf } from './trend.ts';
import { askedOf, LAST, listMeasured } from './use-cases.ts';
import { checksOf, dimensionsOf, reportCsv, scoreOf } from './view.ts';

/** How good the data are, what was found, and how it went over the loads. */
export const qualityPages = (parts: QualityPageParts): Route[] => [
  parts.workbench.page({
    ...{ section: 'quality', title: 'Quality', query: QualityQuery, view: '@quality/quality' },
    summary:
      'How good the data of a dataset are: a score that explains itself, findings with their cases, and the trend.',
    model: (work: QualityWork) => present(parts, work),
  }),
  parts.workbench.download({
    ...{ section: 'quality', below: '.csv', query: CsvQuery },
    summary: 'The findings of data quality, or the scores of all versions, as CSV.',
    async file(work: QualityWork & { query: { figure: 'findings' | 'trend' } }) {
      const words = wordsFor(work.call.viewer);
      const { figure } = work.query;
      if (figure === 'trend') return csvFile(work, 'quality trend', trendOf(measuredOf(parts, work), words)?.csv ?? []);
      const report = await findReport(parts, work);
      return csvFile(work, 'quality', report ? reportCsv(report, words) : []);
    },
  }),
  parts.workbench.download({
    ...{ section: 'quality', below: '.json', query: Type.Object({}) },
    summary: 'The report of data quality as JSON.',
    file: async (work: QualityWork) => ({
      ...{ name: `${work.dataset.name} quality.json`, contentType: 'application/json; charset=utf-8' },
      content: JSON.stringify(await findReport(parts, work), null, 2),
    }),
  }),
  parts.workbench.download({
    ...{ section: 'quality', below: '.svg', query: SvgQuery },
    summary: 'The scores of all versions as a picture.',
    file: (work: QualityWork & { query: { figure: 'trend'; theme: 'light' | 'dark'; alone?: '1' } }) =>
      chartFile(parts.pictures, work, trendOf(measuredOf(parts, work), wordsFor(work.call.viewer)), {
        name: 'quality',
      }),
  }),
  ...rulePages(parts),
  ...settingsPages(parts),
];

/** Over what the filters of the page keep. */
const findReport = async (parts: QualityPageParts, work: QualityWork): Promise<Report> =>
  work.calculate<Report>('data-quality', await askedOf(parts, work.call.actor, work.dataset));

const measuredOf = (parts: QualityPageParts, { call, dataset }: QualityWork) =>
  listMeasured(parts, call.actor, dataset.id, { limit: TREND, after: null, offset: 0 }).items;

/** Where the refused rows of the last load are, for who may see single cases. */
function refusedOf({ datasets }: QualityPageParts, { call, dataset, mayReadCases }: QualityWork): string | null {
  if (!mayReadCases) return null;
  const [load] = datasets.listLoads(call.actor, dataset.id, LAST).items;
  return load ? `/datasets/${dataset.id}/history/${load.id}/refused` : null;
}

async function present(parts: QualityPageParts, work: QualityWork): Promise<object> {
  const words = wordsFor(work.call.viewer);
  const report = await findReport(parts, work);
  const trend = trendOf(measuredOf(parts, work), words);
  const at = `/datasets/${encodeURIComponent(work.dataset.id)}/quality`;
  const [path, query] = work.href({}).split('?');
  const file = (ending: string) => `${path}.${ending}${query ? `?${query}` : ''}`;
  return {
    score: report && scoreOf(report.score, words),
    dimensions: report ? dimensionsOf(report, words) : [],
    ...(report ? checksOf(report, work, words, refusedOf(parts, work)) : { found: [], sound: [], unmeasured: [] }),
    isFiltered: work.state.length > 0,
    groupsOnly: !work.mayReadCases,
    trend: trend && shownFigure(work, trend),
    mayChange: mayIn(work.call.actor, 'write:datasets', scopeOfDataset(work.dataset)),
    ...{ rulesHref: `${at}/rules`, settingsHref: `${at}/settings`, csvHref: file('csv'), jsonHref: file('json') },
  };
}

import type { Static } from '#sdk';
import { JsonText } from '../../platform/http/json-text.ts';
import { inputSchema } from '../../platform/http/openapi.ts';
import { type Route, route } from '../../platform/http/route.ts';
import { ListOf } from '../../platform/listing/page.ts';
import {
  ApplyFilters,
  Calculation,
  type CalculatorInfo,
  CalculatorTemplate,
  Execute,
  Filtered,
  type FilteredCases,
  type PluginInfo,
  Template,
} from './model.ts';
import { statisticsOfText } from './statistics.ts';
import { type AnalysisParts, applyFilters, calculate, getCalculator } from './use-cases.ts';

const tag = 'analysis';
const PATH = '/api/v1/analysis';
const EXAMPLE_ID = '0199a3c2-7d10-7000-8000-000000000001';
const EXAMPLE_FILTERS = [
  { id: 'has-activity', params: { activities: ['Pay invoice'] } },
  { not: { id: 'case-length', params: { max: 2 } } },
];
/** Computing changes nothing; repeating it is harmless. */
const idempotent = false;

export const analysisRoutes = (parts: AnalysisParts): Route[] => [
  route({
    ...{ method: 'POST', path: `${PATH}/calculators/execute`, permission: 'read:analyses', tag, idempotent },
    summary: 'Runs a calculator on a dataset, under filters.',
    body: Execute,
    example: { body: { datasetId: EXAMPLE_ID, id: 'variants', params: { limit: 20 }, filters: EXAMPLE_FILTERS } },
    response: Calculation,
    handler: async ({ actor, body, signal }) => {
      const { calculator, text } = await calculate(parts, actor, body, signal);
      const { id, title } = calculator;
      return { type: id, title, data: new JsonText(text), statistics: statisticsOfText(calculator, text) };
    },
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/filters/apply`, permission: 'read:analyses', tag, idempotent },
    summary: 'Counts what filters keep and lists the kept cases.',
    body: ApplyFilters,
    example: { body: { datasetId: EXAMPLE_ID, filters: EXAMPLE_FILTERS, pagination: { page: 1, pageSize: 20 } } },
    response: Filtered,
    handler: async ({ actor, body, signal }) => presentFiltered(await applyFilters(parts, actor, body, signal)),
  }),
];

export const templateRoutes = (parts: AnalysisParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${PATH}/calculators/templates`, permission: 'read:analyses', tag },
    summary: 'The calculators there are, with their parameters.',
    response: ListOf(CalculatorTemplate),
    handler: () => whole(parts.engine.calculators().map(presentCalculator)),
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/calculators/templates/:id`, permission: 'read:analyses', tag },
    summary: 'One calculator with its parameters.',
    response: CalculatorTemplate,
    handler: ({ params }) => presentCalculator(getCalculator(parts, params.id!)),
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/filters/templates`, permission: 'read:analyses', tag },
    summary: 'The filters there are, with their parameters.',
    response: ListOf(Template),
    handler: () => whole(parts.engine.filters().map(presentPlugin)),
  }),
];

const whole = <T>(items: T[]) => ({ items, total: items.length, next: null });

const presentPlugin = ({ id, version, title, summary, category, params, examples }: PluginInfo) => ({
  ...{ id, version, title, summary, category, params: inputSchema(params), examples: [...examples] },
});

const presentCalculator = (info: CalculatorInfo) => ({
  ...presentPlugin(info),
  result: info.result,
  view: info.view,
});

const iso = (ms: number | null): string | null => (ms === null || Number.isNaN(ms) ? null : new Date(ms).toISOString());

const presentFiltered = (found: FilteredCases & { tooFew: boolean }): Static<typeof Filtered> => ({
  casesFiltered: found.casesFiltered,
  tooFew: found.tooFew,
  casesTotal: found.casesTotal,
  eventsFiltered: found.eventsFiltered,
  eventsTotal: found.eventsTotal,
  cases: found.cases.map(({ caseId, startMs, endMs, attributes }) => ({
    ...{ caseId, startTime: iso(startMs), endTime: iso(endMs), attributes: { ...attributes } },
  })),
});

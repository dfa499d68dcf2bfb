import { Type } from '#sdk';
import { type Route, route } from '../../platform/http/route.ts';
import { askedBy, ViewQuery } from '../analyses/index.ts';
import { checkCase } from './case-conformance.ts';
import { type ConformanceParts, checkConformance } from './check.ts';
import { CaseConformance, CheckConformance, CheckedConformance, presentCase } from './model.ts';

const tag = 'conformance';
const datasetId = '0199a3c2-7d10-7000-8000-000000000001';
const CaseQuery = Type.Composite([
  ViewQuery,
  Type.Object({
    modelId: Type.Optional(Type.String({ description: 'A kept model; without it, the newest about the dataset' })),
  }),
]);

export const conformanceRoutes = (parts: ConformanceParts): Route[] => [
  route({
    ...{ method: 'POST', path: '/api/v1/analysis/conformance/check', permission: 'read:analyses', tag },
    // Computing changes nothing; repeating it is harmless.
    idempotent: false,
    summary:
      'Compares cases with a model, with rules, or both. What takes long is started by /analyses, with progress: its parts are the calculators fitness, deviations and rule-violations, and what is computed there is here at once.',
    body: CheckConformance,
    response: CheckedConformance,
    example: {
      body: {
        ...{ datasetId, model: 'model:0199a3c2-7d10-7000-8000-000000000003', rules: 'kept', method: 'alignment' },
        filters: [{ id: 'time-period', params: { from: '2026-01-01', to: '2026-06-30' } }],
      },
    },
    handler: ({ actor, body, signal }) => checkConformance(parts, actor, body, signal),
  }),
  route({
    ...{ method: 'GET', path: '/api/v1/analysis/cases/:caseId/conformance', permission: 'read:cases', tag: 'cases' },
    summary: 'How one case stands to a kept model and to the rules: its alignment and what it breaks.',
    query: CaseQuery,
    response: CaseConformance,
    example: { query: { datasetId } },
    handler: async ({ actor, params, query: { modelId, ...query }, signal }) =>
      presentCase(await checkCase(parts, actor, { ...askedBy(query), caseId: params.caseId!, model: modelId }, signal)),
  }),
];

import { Choice, type Static, Type } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { type Route, route } from '../../platform/http/route.ts';
import { ListOf } from '../../platform/listing/page.ts';
import { type Asked, askedBy, cursorBehind, PagedViewQuery, placeOf, ViewQuery } from './ask-by-query.ts';
import { DiscoveredProcess, DiscoverProcess, discoverProcess } from './discovery.ts';
import { CompareVariants, compareVariants, VariantDna } from './dna.ts';
import { CalendarChoice, Steps } from './model.ts';
import { type AnalysisParts, openView } from './use-cases.ts';
import { getVariant, listVariants, Variant, type WantedVariants } from './variants.ts';

const tag = 'discovery';
const PATH = '/api/v1/analysis/discovery';
const permission = 'read:analyses';
/** Computing changes nothing; repeating it is harmless. */
const idempotent = false;

const how = {
  sort: Choice(['count', 'mean', 'length'], {
    default: 'count',
    description: 'Most frequent, slowest or longest first',
  }),
  durations: Type.Boolean({ default: true, description: 'Compute durations too; without them they are null' }),
};
const VariantsQuery = Type.Composite([PagedViewQuery, Type.Object(how)]);
const VariantsBody = Type.Object({
  datasetId: Type.String(),
  filters: Steps,
  calendar: Type.Optional(CalendarChoice),
  params: Type.Object(
    {
      limit: Type.Integer({ default: 100, minimum: 1, maximum: 500, description: 'Most variants to list' }),
      offset: Type.Integer({ default: 0, minimum: 0, description: 'Variants to pass over' }),
      ...how,
    },
    { default: {} },
  ),
});
const VariantList = Type.Composite([
  ListOf(Variant),
  Type.Object({ cases: Type.Integer({ description: 'Cases that the filters keep' }) }),
]);

const datasetId = '0199a3c2-7d10-7000-8000-000000000001';
const filters = [{ id: 'time-period', params: { from: '2026-01-01', to: '2026-06-30' } }];

export const discoveryRoutes = (parts: AnalysisParts): Route[] => [
  route({
    ...{ method: 'POST', path: `${PATH}/process`, permission, tag, idempotent },
    summary:
      'Discovers a process: the directly-follows graph, and with another algorithm a model. Each score names what made it; none is invented.',
    body: DiscoverProcess,
    response: DiscoveredProcess,
    example: { body: { datasetId, algorithm: 'inductive', params: { filterThreshold: 0.2, maxDepth: 8 }, filters } },
    handler: ({ actor, body, signal }) => discoverProcess(parts, actor, body, signal),
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/variants`, permission, tag },
    summary: 'The different ways through the process, most frequent first.',
    query: VariantsQuery,
    response: VariantList,
    handler: ({ actor, query, signal }) => {
      const asked = askedBy(query);
      const place = placeOf(query, openView(parts, actor, asked).version.id);
      const { sort, durations } = query;
      return answer(parts, actor, asked, { ...place, sort, durations }, signal);
    },
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/variants`, permission, tag, idempotent },
    summary: 'The same with the question in the body, for filters that are too long for an address.',
    body: VariantsBody,
    response: VariantList,
    example: { body: { datasetId, params: { limit: 20, sort: 'mean' }, filters } },
    handler: ({ actor, body: { params, ...asked }, signal }) => answer(parts, actor, asked, params, signal),
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/dna`, permission, tag, idempotent },
    summary: 'Two variants side by side, step by step, with the times of their steps.',
    body: CompareVariants,
    response: VariantDna,
    example: {
      body: { datasetId, a: '5f0c2b7de19a4c60b8d3e7f1a2946c08', b: 'a81d03f6c2744be99f507d1e6b3c8a25', filters },
    },
    handler: ({ actor, body, signal }) => compareVariants(parts, actor, body, signal),
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/variants/:id`, permission, tag },
    summary: 'One variant by its id.',
    query: ViewQuery,
    response: Variant,
    handler: ({ actor, params, query, signal }) => getVariant(parts, actor, askedBy(query), params.id!, signal),
  }),
];

async function answer(
  parts: AnalysisParts,
  actor: Actor,
  asked: Asked,
  wanted: WantedVariants,
  signal: AbortSignal,
): Promise<Static<typeof VariantList>> {
  const version = openView(parts, actor, asked).version.id;
  const { items, total, cases } = await listVariants(parts, actor, asked, wanted, signal);
  // What too few cases took was left out of the page and still counts as passed over.
  const passed = Math.min(wanted.limit, Math.max(0, total - wanted.offset));
  return { items, total, cases, next: cursorBehind(version, wanted.offset, passed, total) };
}

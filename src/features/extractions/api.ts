import { Type } from '#sdk';
import { type Route, route } from '../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../platform/listing/page.ts';
import { PreviewView, presentPreview } from '../uploads/index.ts';
import { ChangeExtraction, CreateExtraction, PreviewBody, RunBody } from './input.ts';
import { acknowledgeMissed } from './missed-pushes.ts';
import type { ExtractionParts } from './parts.ts';
import { previewSource } from './preview.ts';
import {
  changeExtraction,
  createExtraction,
  getState,
  listExtractions,
  listRuns,
  removeExtraction,
  runExtraction,
  setPaused,
} from './use-cases.ts';
import { ExtractionView, presentExtraction, presentRun, RunAnswer, RunView } from './views.ts';

const tag = 'data-designer';
const PATH = '/api/v1/data-designer/import-jobs';

const SampleView = Type.Composite([
  PreviewView,
  Type.Object({
    key: Type.Array(Type.String(), {
      description: 'Columns that tell rows apart, as the source says; empty: none known',
    }),
  }),
]);

const EXAMPLE = {
  ...{ name: 'Orders', connectionId: 'c1', datasetId: 'd1', source: { table: 'public.orders' }, mode: 'append' },
  follow: { by: 'column', column: 'changed_at', overlap: 3600 },
  schedule: { cron: '30 2 * * 1-5', zone: 'Europe/Berlin', overlap: 'skip', catchUp: 'once' },
};

export const extractionRoutes = (parts: ExtractionParts): Route[] => [
  ...listRoutes(parts),
  ...itemRoutes(parts),
  ...runRoutes(parts),
];

const listRoutes = (parts: ExtractionParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission: 'read:connections', tag },
    summary: 'What is loaded from connections again and again, by name.',
    query: ListQuery,
    response: ListOf(ExtractionView),
    handler: ({ actor, query }) => {
      const list = listExtractions(parts, actor, listRequest(query));
      return { ...list, items: list.items.map(presentExtraction) };
    },
  }),
  route({
    ...{ method: 'POST', path: PATH, permission: 'write:datasets', tag },
    summary: 'Makes an import job: what of a connection is read, how it is loaded into a dataset, and when.',
    body: CreateExtraction,
    example: { body: EXAMPLE },
    response: ExtractionView,
    success: 'created',
    handler: ({ actor, body, reply }) => {
      const { id, etag } = createExtraction(parts, actor, body);
      reply.location = `${PATH}/${id}`;
      reply.etag = etag;
      return presentExtraction(getState(parts, actor, id));
    },
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/preview`, permission: 'write:datasets', tag },
    summary:
      'Reads a sample of a connection: columns with proposals, the first rows as they would be stored, problems. Keeps nothing.',
    body: PreviewBody,
    response: SampleView,
    idempotent: false,
    handler: async ({ actor, body, signal }) => {
      const preview = await previewSource(parts, actor, body, signal);
      return { ...presentPreview(preview), key: [...preview.key] };
    },
  }),
];

const itemRoutes = (parts: ExtractionParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${PATH}/:id`, permission: 'read:connections', tag },
    summary: 'One import job, with its schedule and its last run.',
    response: ExtractionView,
    handler: ({ actor, params, reply }) => {
      const state = getState(parts, actor, params.id!);
      reply.etag = state.extraction.etag;
      return presentExtraction(state);
    },
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/:id`, permission: 'write:datasets', tag },
    summary: 'Changes an import job; where another thing is read or followed, it begins from the start.',
    needsIfMatch: true,
    body: ChangeExtraction,
    response: ExtractionView,
    handler: ({ actor, params, body, ifMatch, reply }) => {
      const { id, etag } = changeExtraction(parts, actor, params.id!, ifMatch, body);
      reply.etag = etag;
      return presentExtraction(getState(parts, actor, id));
    },
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:id`, permission: 'write:datasets', tag },
    summary: 'Removes an import job with its schedule and its runs; what it loaded stays.',
    handler: ({ actor, params }) => {
      removeExtraction(parts, actor, params.id!);
      return undefined;
    },
  }),
];

const runRoutes = (parts: ExtractionParts): Route[] => [
  route({
    ...{ method: 'POST', path: `${PATH}/:id/run`, permission: 'write:datasets', tag },
    summary: 'Runs an import job now, beside its times.',
    body: RunBody,
    response: RunAnswer,
    success: 'accepted',
    handler: ({ actor, params, body }) => runExtraction(parts, actor, params.id!, body.full ?? false),
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id/runs`, permission: 'read:connections', tag },
    summary: 'The last runs of an import job, newest first: rows, time taken, and what went wrong.',
    query: ListQuery,
    response: ListOf(RunView),
    handler: ({ actor, params, query }) => {
      const list = listRuns(parts, actor, params.id!, listRequest(query));
      return { ...list, items: list.items.map(presentRun) };
    },
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:id/missed`, permission: 'write:datasets', tag },
    summary:
      'Acknowledges the messages that an import job did not take while its dataset was in the bin: they are counted anew.',
    handler: ({ actor, params }) => {
      acknowledgeMissed(parts, actor, params.id!);
      return undefined;
    },
  }),
  ...(['pause', 'resume'] as const).map((verb) =>
    route({
      ...{ method: 'POST', path: `${PATH}/:id/${verb}`, permission: 'write:datasets', tag },
      summary: {
        pause: 'Lets the schedule of an import job rest; what it would have done meanwhile is not caught up.',
        resume: 'Lets a resting schedule go on from now.',
      }[verb],
      response: ExtractionView,
      handler: ({ actor, params }) => presentExtraction(setPaused(parts, actor, params.id!, verb === 'pause')),
    }),
  ),
];

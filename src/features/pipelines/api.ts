import { Type } from '#sdk';
import type { PipelineDocument } from '../../mining/pipelines/document.ts';
import { type Route, route } from '../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../platform/listing/page.ts';
import { previewDocument, validatePipeline } from './checks.ts';
import type { Inherited } from './inherited.ts';
import {
  AskedDocument,
  ChangePipeline,
  CreatePipeline,
  type Pipeline,
  PipelineView,
  PreviewRequest,
  PreviewView,
  PublishRequest,
  presentPipeline,
  presentRun,
  presentVersion,
  RunRequest,
  RunView,
  ValidationView,
  VersionView,
} from './model.ts';
import type { PipelineParts } from './parts.ts';
import { getRun, listRuns, runPipelineNow } from './runs.ts';
import {
  changePipeline,
  createPipeline,
  findSchedule,
  getPipeline,
  listPipelines,
  listVersions,
  publishPipeline,
  removePipeline,
} from './use-cases.ts';

const PATH = '/api/v1/data-designer/pipelines';
const reading = { permission: 'read:datasets', tag: 'pipelines' } as const;
const writing = { permission: 'write:datasets', tag: 'pipelines' } as const;

const EXAMPLE = {
  inputs: [{ name: 'orders', dataset: '0197c9a2-7a5e-7000-8000-000000000000' }],
  steps: [{ id: 'paid', transform: 'filter-rows', params: { condition: "status = 'paid'" } }],
};

export const pipelineRoutes = (parts: PipelineParts): Route[] => [
  ...ownRoutes(parts),
  ...versionRoutes(parts),
  ...checkRoutes(parts),
  ...runRoutes(parts),
];

const shownBy = (parts: PipelineParts) => (pipeline: Pipeline) =>
  presentPipeline(pipeline, findSchedule(parts, pipeline));

const ownRoutes = (parts: PipelineParts, shown = shownBy(parts)): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, ...reading },
    summary: 'The pipelines of the workspaces that you may enter, by name.',
    query: ListQuery,
    response: ListOf(PipelineView),
    handler: ({ actor, query }) => {
      const list = listPipelines(parts, actor, listRequest(query));
      return { ...list, items: list.items.map(shown) };
    },
  }),
  route({
    ...{ method: 'POST', path: PATH, ...writing, success: 'created' },
    summary: 'Keeps a pipeline; its document is the first version. It may be wrong: publishing checks it.',
    body: CreatePipeline,
    example: { body: { name: 'Orders', document: EXAMPLE } },
    response: PipelineView,
    handler: ({ actor, body, reply }) => {
      const pipeline = createPipeline(parts, actor, body);
      reply.etag = pipeline.etag;
      reply.location = `${PATH}/${pipeline.id}`;
      return shown(pipeline);
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id`, ...reading },
    summary: 'One pipeline, with the document as it stands in the editor.',
    response: PipelineView,
    handler: ({ actor, params, reply }) => {
      const pipeline = getPipeline(parts, actor, params.id!);
      reply.etag = pipeline.etag;
      return shown(pipeline);
    },
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/:id`, ...writing, needsIfMatch: true },
    summary:
      'Renames a pipeline, changes its document: a document that differs is a new version. What is published stays.',
    body: ChangePipeline,
    example: { body: { name: 'Orders', document: EXAMPLE } },
    response: PipelineView,
    handler: ({ actor, params, ifMatch, body, reply }) => {
      const pipeline = changePipeline(parts, actor, params.id!, ifMatch, body);
      reply.etag = pipeline.etag;
      return shown(pipeline);
    },
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:id`, ...writing, needsIfMatch: true },
    summary: 'Deletes a pipeline, its versions and the records of its runs; what it loaded stays.',
    handler: ({ actor, params, ifMatch }) => removePipeline(parts, actor, params.id!, ifMatch) as undefined,
  }),
];

const versionRoutes = (parts: PipelineParts, shown = shownBy(parts)): Route[] => [
  route({
    ...{ method: 'GET', path: `${PATH}/:id/versions`, ...reading },
    summary: 'The versions of a pipeline, the last ones first.',
    response: Type.Object({ items: Type.Array(VersionView) }),
    handler: ({ actor, params }) => ({ items: listVersions(parts, actor, params.id!).map(presentVersion) }),
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/:id/publish`, ...writing },
    summary: 'Says which version runs, after checking it. Runs that nobody asks for are in your name.',
    body: PublishRequest,
    response: PipelineView,
    handler: async ({ actor, params, body }) => shown(await publishPipeline(parts, actor, params.id!, body)),
  }),
];

const decidedIn = (inherited: readonly Inherited[] = []) =>
  inherited.map(({ column, privacy: { action }, from }) => ({ column, action, from }));

const checkRoutes = (parts: PipelineParts): Route[] => [
  route({
    ...{ method: 'POST', path: `${PATH}/validate`, ...writing },
    summary: 'Checks a document: every problem with its place, and the columns that each step makes. Changes nothing.',
    body: AskedDocument,
    example: { body: { document: EXAMPLE } },
    response: ValidationView,
    handler: async ({ actor, body, signal }) => {
      const document = body.document as unknown as PipelineDocument;
      const { inputs, flow, problems } = await validatePipeline(parts, actor, document, signal);
      return {
        valid: problems.length === 0,
        problems: problems.map(({ pointer = '', message }) => ({ pointer, message })),
        inputs: inputs.map(({ name, columns }) => ({ name, columns: columns && [...columns] })),
        steps: flow.steps.map(({ step, columns }) => ({ id: step.id, columns: columns && [...columns] })),
      };
    },
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/preview`, ...writing },
    summary: 'Sends the first rows of the inputs through all steps, and tells what each does to them. Changes nothing.',
    body: PreviewRequest,
    example: { body: { document: EXAMPLE, rows: 100 } },
    response: PreviewView,
    handler: async ({ actor, body, signal }) => {
      const document = body.document as unknown as PipelineDocument;
      const { changes, inherited, ...preview } = await previewDocument(parts, actor, document, body.rows, signal);
      return {
        problems: preview.problems.map(({ pointer = '', message }) => ({ pointer, message })),
        inputs: preview.inputs.map(({ name, table }) => ({
          name,
          table,
          decided: decidedIn(inherited.get(name)),
        })) as never,
        steps: preview.steps.map(({ id, table, counts }, i) => ({
          ...{ id, table, counts, changes: changes[i] ?? null, decided: decidedIn(inherited.get(id)) },
        })) as never,
      };
    },
  }),
];

const runRoutes = (parts: PipelineParts): Route[] => [
  route({
    ...{ method: 'POST', path: `${PATH}/:id/run`, ...writing, success: 'accepted' },
    summary:
      'Runs the published version, or another one. The same run asked for again, while it waits or runs, is that one.',
    body: RunRequest,
    response: RunView,
    handler: async ({ actor, params, body }) =>
      presentRun(await runPipelineNow(parts, actor, params.id!, body.version), 'waiting'),
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id/runs`, ...writing },
    summary: 'The runs of a pipeline, the last ones first: rows in, out, filtered and failed of each step.',
    query: ListQuery,
    response: ListOf(RunView),
    handler: ({ actor, params, query }) => {
      const list = listRuns(parts, actor, params.id!, listRequest(query));
      return { ...list, items: list.items.map(({ run, state }) => presentRun(run, state)) };
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id/runs/:run`, ...writing },
    summary: 'One run of a pipeline.',
    response: RunView,
    handler: ({ actor, params }) => {
      const { run, state } = getRun(parts, actor, params.id!, params.run!);
      return presentRun(run, state);
    },
  }),
];

import { Choice, Type } from '#sdk';
import { type Route, route } from '../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../platform/listing/page.ts';
import { exportModel } from './export.ts';
import {
  AddVersion,
  ChangeModel,
  CreateModel,
  ModelExport,
  ModelVersionView,
  ModelView,
  presentModel,
  presentScore,
  presentVersion,
  ScoreModel,
  ScoreView,
} from './model.ts';
import { READ_MODELS } from './policy.ts';
import { EXPORT_FORMATS } from './reading.ts';
import { listScores, scoreModel } from './scores.ts';
import {
  addVersion,
  changeModel,
  createModel,
  deleteModel,
  getModel,
  listModels,
  listVersions,
  type ModelParts,
} from './use-cases.ts';

const tag = 'conformance';
const PATH = '/api/v1/analysis/conformance/models';
/** A text of the longest kind, written as JSON. */
const maxBodyBytes = 8 << 20;

const Query = Type.Composite([
  Type.Object({
    projectId: Type.Optional(Type.String({ description: 'Only those of this project' })),
    datasetId: Type.Optional(Type.String({ description: 'Only those about this dataset' })),
  }),
  ListQuery,
]);
const ExportQuery = Type.Object({
  format: Type.Optional(Choice(EXPORT_FORMATS, { description: 'Without it: as the version is kept' })),
  version: Type.Optional(Type.Integer({ minimum: 1, description: 'Without it: the present one' })),
});

const DATASET = '0199a3c2-7d10-7000-8000-000000000001';
const TREE = "->( 'Receive invoice', *( 'Check', 'Ask back' ), X( 'Pay invoice', 'Refuse' ) )";
const DISCOVER = {
  algorithm: 'inductive',
  params: { filterThreshold: 0.2 },
  filters: [{ id: 'has-activity', params: { activities: ['Pay invoice'] } }],
};

export const modelRoutes = (parts: ModelParts): Route[] => [
  ...collectionRoutes(parts),
  ...itemRoutes(parts),
  ...versionRoutes(parts),
  ...scoreRoutes(parts),
];

const collectionRoutes = (parts: ModelParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission: READ_MODELS, tag },
    summary: 'The kept process models that you may see, by name.',
    query: Query,
    response: ListOf(ModelView),
    handler: ({ actor, query }) => {
      const of = { project: query.projectId, dataset: query.datasetId };
      const list = listModels(parts, actor, of, listRequest(query));
      return { ...list, items: list.items.map(presentModel) };
    },
  }),
  route({
    ...{ method: 'POST', path: PATH, permission: 'write:models', tag, maxBodyBytes },
    summary: 'Keeps a process model: one that is sent, or one that is discovered now.',
    body: CreateModel,
    response: ModelView,
    success: 'created',
    example: { body: { name: 'Invoices as designed', datasetId: DATASET, text: TREE } },
    handler: async ({ actor, body, signal, reply }) => {
      const model = await createModel(parts, actor, body, signal);
      reply.etag = model.etag;
      reply.location = `${PATH}/${model.id}`;
      return presentModel(model);
    },
  }),
];

const itemRoutes = (parts: ModelParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${PATH}/:id`, permission: READ_MODELS, tag },
    summary: 'One process model, with the facts of its present version.',
    response: ModelView,
    handler: ({ actor, params, reply }) => {
      const model = getModel(parts, actor, params.id!);
      reply.etag = model.etag;
      return presentModel(model);
    },
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/:id`, permission: 'write:models', tag, needsIfMatch: true },
    summary: 'Changes the name of a model, and which dataset it is about. Its text changes by a new version.',
    body: ChangeModel,
    response: ModelView,
    example: { body: { name: 'Invoices as agreed in May', datasetId: DATASET } },
    handler: ({ actor, params, ifMatch, body, reply }) => {
      const model = changeModel(parts, actor, params.id!, ifMatch, body);
      reply.etag = model.etag;
      return presentModel(model);
    },
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:id`, permission: 'write:models', tag, needsIfMatch: true },
    summary: 'Deletes a model with its versions and scores, for good.',
    handler: ({ actor, params, ifMatch }) => {
      deleteModel(parts, actor, params.id!, ifMatch);
      return undefined;
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id/export`, permission: READ_MODELS, tag },
    summary: 'The text of a model, as it is kept or in another format.',
    query: ExportQuery,
    response: ModelExport,
    example: { query: { format: 'pnml', version: '2' } },
    handler: async ({ actor, params, query }) => ({ ...(await exportModel(parts, actor, params.id!, query)) }),
  }),
];

const versionRoutes = (parts: ModelParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${PATH}/:id/versions`, permission: READ_MODELS, tag },
    summary: 'All versions of a model, newest first.',
    response: ListOf(ModelVersionView),
    handler: ({ actor, params }) => whole(listVersions(parts, actor, params.id!).map(presentVersion)),
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/:id/versions`, permission: 'write:models', tag, maxBodyBytes },
    ...{ success: 'created', needsIfMatch: true },
    summary: 'Keeps another text of the same model: it becomes the present version, earlier ones stay.',
    body: AddVersion,
    response: ModelView,
    example: { body: { discover: DISCOVER } },
    handler: async ({ actor, params, ifMatch, body, signal, reply }) => {
      const model = await addVersion(parts, actor, params.id!, ifMatch, body, signal);
      reply.etag = model.etag;
      return presentModel(model);
    },
  }),
];

const scoreRoutes = (parts: ModelParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${PATH}/:id/scores`, permission: READ_MODELS, tag },
    summary: 'What a model scored against datasets, newest first, each figure with its method and definition.',
    response: ListOf(ScoreView),
    handler: ({ actor, params }) => whole(listScores(parts, actor, params.id!).map(presentScore)),
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/:id/scores`, permission: 'write:models', tag, success: 'created' },
    summary:
      'Computes fitness, precision, generalisation and simplicity of the present version against a dataset, and keeps them. What takes long is computed first by /analyses (precision-and-generalisation with this model): the answer is then there at once.',
    body: ScoreModel,
    response: ScoreView,
    example: { body: { datasetId: DATASET, method: 'alignment' } },
    handler: async ({ actor, params, body, signal }) =>
      presentScore(await scoreModel(parts, actor, params.id!, body, signal)),
  }),
];

const whole = <T>(items: T[]): { items: T[]; total: number; next: null } => ({
  items,
  total: items.length,
  next: null,
});

import { Type } from '#sdk';
import { type Route, route } from '../../platform/http/route.ts';
import { PolicyView, PreviewView, presentPolicy, presentPreview, WritePolicy } from './model.ts';
import {
  changePolicy,
  createPolicy,
  deletePolicy,
  getPolicy,
  listPolicies,
  previewAs,
  type RowPolicyParts,
} from './use-cases.ts';

const permission = 'admin:policies';
const tag = 'admin';
const PATH = '/api/v1/admin/row-policies';
const OfDataset = Type.Object({ datasetId: Type.String({ maxLength: 100 }) });
const EXAMPLE = {
  ...{ name: 'Own region', holderKind: 'role', holder: 'analyst' },
  conditions: [{ column: 'case:region', values: [{ attribute: 'region' }] }],
};

export const rowPolicyRoutes = (parts: RowPolicyParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission, tag },
    summary: 'The row policies of a dataset; without one, whoever may read it sees all of it.',
    query: OfDataset,
    response: Type.Object({ items: Type.Array(PolicyView) }),
    handler: ({ actor, query }) => ({ items: listPolicies(parts, actor, query.datasetId).map(presentPolicy) }),
  }),
  route({
    ...{ method: 'POST', path: PATH, permission, tag },
    summary: 'Makes a row policy. From the first one on everybody sees only what one of their policies shows.',
    body: Type.Object({ ...OfDataset.properties, ...WritePolicy.properties }),
    response: PolicyView,
    success: 'created',
    example: { body: { datasetId: '0199a3c2-7d10-7000-8000-000000000001', ...EXAMPLE } },
    handler: async ({ actor, body, reply }) => {
      const { datasetId, ...sent } = body;
      const policy = await createPolicy(parts, actor, datasetId, sent);
      reply.etag = policy.etag;
      reply.location = `${PATH}/${policy.id}`;
      return presentPolicy(policy);
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/preview`, permission, tag },
    summary: 'What somebody would see of a dataset, by which policies and attributes.',
    query: Type.Object({
      ...OfDataset.properties,
      person: Type.String({ maxLength: 200, description: 'Login of a person, or name of a service account' }),
    }),
    response: PreviewView,
    handler: async ({ actor, query, signal }) =>
      presentPreview(await previewAs(parts, actor, query.datasetId, query.person, signal)),
  }),
  ...itemRoutes(parts),
];

const itemRoutes = (parts: RowPolicyParts): Route[] => [
  route({
    ...{ method: 'GET', path: `${PATH}/:id`, permission, tag },
    summary: 'One row policy.',
    response: PolicyView,
    handler: ({ actor, params, reply }) => {
      const policy = getPolicy(parts, actor, params.id!);
      reply.etag = policy.etag;
      return presentPolicy(policy);
    },
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/:id`, permission, tag, needsIfMatch: true },
    summary: 'Changes a row policy; it counts from the next question on.',
    body: WritePolicy,
    response: PolicyView,
    example: { body: EXAMPLE },
    handler: async ({ actor, params, ifMatch, body, reply }) => {
      const policy = await changePolicy(parts, actor, params.id!, ifMatch, body);
      reply.etag = policy.etag;
      return presentPolicy(policy);
    },
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:id`, permission, tag, needsIfMatch: true },
    summary: 'Deletes a row policy. With the last one the dataset shows everything again.',
    handler: ({ actor, params, ifMatch }) => {
      deletePolicy(parts, actor, params.id!, ifMatch);
      return undefined;
    },
  }),
];

import { Type } from '#sdk';
import { type Route, route } from '../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../platform/listing/page.ts';
import { ChangeColumnMapping, ColumnMappingView, CreateColumnMapping, presentColumnMapping } from './model.ts';
import {
  type ColumnMappingParts,
  changeColumnMapping,
  createColumnMapping,
  deleteColumnMapping,
  getColumnMapping,
  listColumnMappings,
} from './use-cases.ts';

const tag = 'column mappings';
const PATH = '/api/v1/column-mappings';
const Query = Type.Composite([
  ListQuery,
  Type.Object({
    fingerprint: Type.Optional(Type.String({ maxLength: 64, description: 'Only those for files with these columns' })),
  }),
]);

export const columnMappingRoutes = (parts: ColumnMappingParts): Route[] => [
  route({
    ...{ method: 'GET', path: PATH, permission: 'read:datasets', tag },
    summary: 'The kept column mappings of the workspaces that you may enter, by name.',
    query: Query,
    response: ListOf(ColumnMappingView),
    handler: ({ actor, query }) => {
      const list = listColumnMappings(parts, actor, query.fingerprint ?? null, listRequest(query));
      return { ...list, items: list.items.map(presentColumnMapping) };
    },
  }),
  route({
    ...{ method: 'POST', path: PATH, permission: 'write:datasets', tag },
    summary: 'Keeps a column mapping under a name.',
    body: CreateColumnMapping,
    response: ColumnMappingView,
    success: 'created',
    handler: ({ actor, body, reply }) => {
      const mapping = createColumnMapping(parts, actor, body);
      reply.etag = mapping.etag;
      reply.location = `${PATH}/${mapping.id}`;
      return presentColumnMapping(mapping);
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id`, permission: 'read:datasets', tag },
    summary: 'One column mapping.',
    response: ColumnMappingView,
    handler: ({ actor, params, reply }) => {
      const mapping = getColumnMapping(parts, actor, params.id!);
      reply.etag = mapping.etag;
      return presentColumnMapping(mapping);
    },
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/:id`, permission: 'write:datasets', tag },
    summary: 'Renames a column mapping, changes what it says.',
    body: ChangeColumnMapping,
    response: ColumnMappingView,
    needsIfMatch: true,
    handler: ({ actor, params, ifMatch, body, reply }) => {
      const mapping = changeColumnMapping(parts, actor, params.id!, ifMatch, body);
      reply.etag = mapping.etag;
      return presentColumnMapping(mapping);
    },
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:id`, permission: 'write:datasets', tag },
    summary: 'Deletes a column mapping; what was loaded with it stays.',
    needsIfMatch: true,
    handler: ({ actor, params, ifMatch }) => deleteColumnMapping(parts, actor, params.id!, ifMatch) as undefined,
  }),
];

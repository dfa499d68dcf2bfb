import { Type } from '#sdk';
import { type Route, route } from '../../platform/http/route.ts';
import { ListOf, ListQuery, listRequest } from '../../platform/listing/page.ts';
import { type AskingParts, describeTable, listFiles, listTables, previewConnection, testConnection } from './ask.ts';
import {
  ChangeConnection,
  ConnectionView,
  CreateConnection,
  FileView,
  PreviewRequest,
  PreviewView,
  presentConnection,
  presentTest,
  presentType,
  ShapeView,
  TableView,
  TestView,
  TypeView,
} from './model.ts';
import {
  changeConnection,
  createConnection,
  deleteConnection,
  getConnection,
  listConnections,
  listTypes,
} from './use-cases.ts';

const tag = 'connections';
const PATH = '/api/v1/data-designer/connectors';
const read = { permission: 'read:connections', tag } as const;
const write = { permission: 'write:connections', tag } as const;
/** It opens a source elsewhere, in a process of its own. */
const effort = 'calculation';
const Search = Type.Composite([
  ListQuery,
  Type.Object({
    search: Type.String({ default: '', maxLength: 200, description: 'A part of the name' }),
    fresh: Type.Boolean({ default: false, description: 'Asks the source again, though it answered a moment ago' }),
  }),
]);
const EXAMPLE = { name: 'ERP', connector: 'csv-folder', settings: { folder: '/srv/erp' } };

export const connectionRoutes = (parts: AskingParts): Route[] => [...ownRoutes(parts), ...askRoutes(parts)];

const ownRoutes = (parts: AskingParts): Route[] => [
  route({
    ...{ method: 'GET', path: '/api/v1/data-designer/connector-types', ...read },
    summary: 'What can be connected to: each type with the JSON Schema of its settings.',
    response: Type.Object({ items: Type.Array(TypeView) }),
    handler: () => ({ items: listTypes(parts).map(presentType) }),
  }),
  route({
    ...{ method: 'GET', path: PATH, ...read },
    summary: 'Connections of the workspaces that you may enter, by name.',
    query: ListQuery,
    response: ListOf(ConnectionView),
    handler: ({ actor, query }) => {
      const list = listConnections(parts, actor, listRequest(query));
      return { ...list, items: list.items.map(presentConnection) };
    },
  }),
  route({
    ...{ method: 'POST', path: PATH, ...write, success: 'created' },
    summary: 'Makes a connection. Its secrets are sealed and never shown again.',
    body: CreateConnection,
    response: ConnectionView,
    example: { body: EXAMPLE },
    handler: ({ actor, body, reply }) => {
      const connection = createConnection(parts, actor, body);
      reply.etag = connection.etag;
      reply.location = `${PATH}/${connection.id}`;
      return presentConnection(connection);
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id`, ...read },
    summary: 'One connection, without its secrets.',
    response: ConnectionView,
    handler: ({ actor, params, reply }) => {
      const connection = getConnection(parts, actor, params.id!);
      reply.etag = connection.etag;
      return presentConnection(connection);
    },
  }),
  route({
    ...{ method: 'PUT', path: `${PATH}/:id`, ...write },
    summary: 'Changes a connection. Where another host or user would get the kept secrets, they must be sent again.',
    body: ChangeConnection,
    response: ConnectionView,
    needsIfMatch: true,
    handler: ({ actor, params, ifMatch, body, reply }) => {
      const connection = changeConnection(parts, actor, params.id!, ifMatch, body);
      reply.etag = connection.etag;
      return presentConnection(connection);
    },
  }),
  route({
    ...{ method: 'DELETE', path: `${PATH}/:id`, ...write },
    summary: 'Deletes a connection and its secrets; refused while something reads from it.',
    needsIfMatch: true,
    handler: ({ actor, params, ifMatch }) => deleteConnection(parts, actor, params.id!, ifMatch) as undefined,
  }),
];

const askRoutes = (parts: AskingParts): Route[] => [
  route({
    ...{ method: 'POST', path: `${PATH}/:id/test`, ...write, effort },
    summary: 'Opens the source with the kept settings; what comes of it is kept with the connection.',
    response: TestView,
    handler: async ({ actor, params, signal }) => {
      const { code, ...test } = await testConnection(parts, actor, params.id!, signal);
      return { ...presentTest(test), details: [...test.details], code };
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id/tables`, ...read, effort },
    summary: 'Tables, views, topics or collections of the source; kept for a minute.',
    query: Search,
    response: ListOf(TableView),
    handler: async ({ actor, params, query }) => {
      const list = await listTables(parts, actor, params.id!, { ...listRequest(query), ...query });
      return { ...list, items: list.items.map(({ name, note = null }) => ({ name, note })) };
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id/files`, ...read, effort },
    summary: 'Files of the source; kept for a minute.',
    query: Search,
    response: ListOf(FileView),
    handler: async ({ actor, params, query }) => {
      const list = await listFiles(parts, actor, params.id!, { ...listRequest(query), ...query });
      return { ...list, items: list.items.map(presentFile) };
    },
  }),
  route({
    ...{ method: 'GET', path: `${PATH}/:id/columns`, ...read, effort },
    summary: 'The columns of a table of the source, and what tells its rows apart.',
    query: Type.Object({ table: Type.String({ minLength: 1, maxLength: 2000 }) }),
    response: ShapeView,
    handler: async ({ actor, params, query, signal }) => {
      const { columns, key } = await describeTable(parts, actor, params.id!, query, signal);
      return { columns: [...columns], key: [...key] };
    },
  }),
  route({
    ...{ method: 'POST', path: `${PATH}/:id/preview`, ...read, effort },
    summary: 'The first rows of a table, of the answer to a query, or of a file. Audited.',
    body: PreviewRequest,
    response: PreviewView,
    example: { body: { table: 'public.orders', rows: 50 } },
    handler: async ({ actor, params, body, signal }) => {
      const { columns, rows } = await previewConnection(parts, actor, params.id!, body, signal);
      return { columns: [...columns], rows: rows.map((row) => [...row]) };
    },
  }),
];

const presentFile = ({ path, bytes, modifiedMs }: { path: string; bytes: number; modifiedMs: number | null }) => ({
  ...{ path, bytes, modifiedAt: modifiedMs === null ? null : new Date(modifiedMs).toISOString() },
});

import type { TSchema } from '#sdk';
import { Type } from '#sdk';
import { EVENTS, type EventDescription } from '../events/index.ts';
import { closed } from './check-input.ts';
import { successStatus } from './problem.ts';
import { type ApiRoute, isUnsafe, type Route, route, type StreamRoute } from './route.ts';

type Json = Record<string, unknown>;

/**
 * The OpenAPI 3.1 document of the declared routes. It is made of the same schemas that check requests, so it cannot differ from them.
 */
export function openApiDocument(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const declared of routes) {
    if (declared.kind !== 'api' && declared.kind !== 'stream') continue;
    const path = declared.path.replace(/:([A-Za-z]+)/g, '{$1}');
    paths[path] = {
      ...paths[path],
      [declared.method.toLowerCase()]: declared.kind === 'api' ? operation(declared) : streamOperation(declared),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Adit', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    paths,
    webhooks: Object.fromEntries(Object.entries(EVENTS).map(([type, event]) => [type, webhook(type, event)])),
    components: {
      schemas: { Problem: PROBLEM },
      responses: {
        Problem: {
          description: 'What went wrong (RFC 9457)',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      securitySchemes: {
        session: {
          ...{ type: 'apiKey', in: 'cookie', name: '__Host-adit' },
          description:
            'A browser that is signed in. Below a path of a shared host the cookie is called "__Secure-adit", on plain HTTP (this machine only) "adit".',
        },
        bearer: {
          ...{ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          description: 'An access token of POST /api/v1/auth/token. It needs no X-Adit-CSRF.',
        },
      },
    },
  };
}

/** The route that serves the document of all routes, itself among them. */
export function openApiRoute(allRoutes: () => readonly Route[], version: string): ApiRoute {
  return route({
    method: 'GET',
    path: '/api/v1/openapi.json',
    permission: 'read:api',
    summary: 'This description of the API (OpenAPI 3.1).',
    tag: 'api',
    response: Type.Unknown(),
    handler: ({ site }) => ({ ...openApiDocument(allRoutes(), version), servers: [{ url: site }] }),
  });
}

/** What a receiver of webhooks is sent; the stream of events sends the same. */
function webhook(type: string, { summary, payload }: EventDescription): Json {
  const envelope = Type.Object({
    ...{ event_id: Type.String(), event_type: Type.Literal(type), timestamp: Type.String() },
    ...{ source_service: Type.String(), correlation_id: Type.String(), payload },
  });
  return {
    post: {
      summary,
      tags: ['events'],
      requestBody: { required: true, content: jsonContent(plain(envelope)) },
      responses: { '2XX': { description: 'Taken' } },
    },
  };
}

function operation(declared: ApiRoute): Json {
  const body = declared.raw
    ? {
        requestBody: {
          required: true,
          content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
        },
      }
    : declared.body
      ? { requestBody: { required: true, content: jsonContent(inputSchema(declared.body), declared.example?.body) } }
      : {};
  return {
    operationId: operationId(declared),
    summary: declared.summary,
    tags: [declared.tag],
    'x-permission': declared.permission,
    ...(declared.example?.query ? { 'x-example-query': declared.example.query } : {}),
    security: declared.permission === 'public' ? [] : [{ session: [] }, { bearer: [] }],
    parameters: [...pathParameters(declared.path), ...queryParameters(declared), ...headerParameters(declared)],
    ...body,
    responses: {
      [successStatus(declared.success)]: {
        description: declared.summary,
        ...(declared.file ? { content: fileContent(declared.file) } : {}),
        ...(declared.response
          ? { content: jsonContent(plain(closed(declared.response)), declared.example?.answer) }
          : {}),
      },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function streamOperation(declared: StreamRoute): Json {
  const lastId = {
    ...{ name: 'Last-Event-ID', in: 'header', required: false, schema: { type: 'string' } },
    description: 'The id of the last event that was seen: what came since is sent first',
  };
  return {
    operationId: operationId(declared),
    summary: declared.summary,
    tags: [declared.tag],
    'x-permission': declared.permission,
    security: [{ session: [] }, { bearer: [] }],
    parameters: [...pathParameters(declared.path), ...queryParameters(declared), lastId],
    responses: {
      200: {
        description: 'Server-sent events; the schema is that of the data of one',
        content: { 'text/event-stream': { schema: plain(closed(declared.data)) } },
      },
      204: { description: 'Nothing more will come' },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

const jsonContent = (schema: unknown, example?: unknown): Json => ({
  'application/json': { schema, ...(example === undefined ? {} : { example }) },
});

const fileContent = (types: readonly string[]): Json =>
  Object.fromEntries(types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]));

/** `GET /api/v1/projects/:id` → `get_projects_id`. */
const operationId = ({ method, path }: ApiRoute | StreamRoute): string =>
  `${method}_${path.replace('/api/v1/', '')}`.toLowerCase().replace(/[^a-z0-9]+/g, '_');

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/:([A-Za-z]+)/g)].map((found) => ({
    name: found[1],
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

function queryParameters({ query }: ApiRoute | StreamRoute): Json[] {
  if (!query) return [];
  const input = inputSchema(query) as { properties: Record<string, Json>; required?: string[] };
  return Object.entries(input.properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: input.required?.includes(name) ?? false,
    schema,
  }));
}

function headerParameters(declared: ApiRoute): Json[] {
  const header = (name: string, required: boolean, description: string): Json => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  });
  const found: Json[] = [];
  if (declared.needsIfMatch) found.push(header('If-Match', true, 'The etag of the version to change'));
  for (const { name, description } of declared.headers ?? []) found.push(header(name, false, description));
  if (!isUnsafe(declared.method)) return found;
  if (!declared.provesItself)
    found.push(header('X-Adit-CSRF', false, 'Any value; needed when a session cookie carries the request'));
  if (declared.idempotent) found.push(header('Idempotency-Key', false, 'Makes a repetition safe for 24 hours'));
  return found;
}

/** As a caller may send it: what has a default need not be sent, though TypeBox lists it as required. */
export function inputSchema(schema: TSchema): unknown {
  return withoutDefaultsRequired(plain(closed(schema)));
}

const plain = (schema: TSchema): unknown => JSON.parse(JSON.stringify(schema));

function withoutDefaultsRequired(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutDefaultsRequired);
  if (typeof node !== 'object' || node === null) return node;
  const copy: Json = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, withoutDefaultsRequired(value)]),
  );
  const properties = copy.properties as Record<string, Json> | undefined;
  if (!properties || !Array.isArray(copy.required)) return copy;
  const required = copy.required.filter((name: string) => !('default' in (properties[name] ?? {})));
  if (required.length > 0) copy.required = required;
  else delete copy.required;
  return copy;
}

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', description: 'room.whatHappened; stable' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['message'],
        properties: {
          pointer: { type: 'string' },
          line: { type: 'integer' },
          column: { type: 'integer' },
          message: { type: 'string' },
        },
      },
    },
  },
};

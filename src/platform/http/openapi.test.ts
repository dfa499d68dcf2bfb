import { expect, test } from 'bun:test';
import { Type } from '#sdk';
import { routes } from '../../../tests/example-server.ts';
import { openApiDocument, openApiRoute } from './openapi.ts';
import { type Route, route } from './route.ts';

// biome-ignore lint/suspicious/noExplicitAny: a test looks into the document
const document = (list: readonly Route[]): any => JSON.parse(JSON.stringify(openApiDocument(list, '1.2.3')));

test('the document holds exactly the declared routes of the API, with their permissions', () => {
  const made = document(routes);
  const listed = Object.entries(made.paths).flatMap(([path, operations]) =>
    Object.entries(operations as Record<string, { 'x-permission': string }>).map(
      ([method, operation]) => `${method} ${path} ${operation['x-permission']}`,
    ),
  );
  expect(listed).toEqual([
    'get /api/v1/things read:projects',
    'post /api/v1/things write:projects',
    'put /api/v1/things/{id} write:projects',
    'delete /api/v1/things/{id} admin:users',
  ]);
  expect(made.openapi).toBe('3.1.0');
});

test('a field with a default need not be sent; what is not declared may not be', () => {
  const schema = document(routes).paths['/api/v1/things'].post.requestBody.content['application/json'].schema;
  expect(schema.required).toEqual(['name']);
  expect(schema.properties.size.default).toBe(3);
  expect([schema.additionalProperties, schema.properties.nested.additionalProperties]).toEqual([false, false]);
});

test('an answer lists its fields as they come, defaults too', () => {
  const answer = route({
    method: 'GET',
    path: '/api/v1/x',
    permission: 'public',
    summary: 'X.',
    tag: 'x',
    response: Type.Object({ a: Type.Integer({ default: 1 }) }),
    handler: () => ({ a: 1 }),
  });
  const { get } = document([answer]).paths['/api/v1/x'];
  expect(get.responses[200].content['application/json'].schema.required).toEqual(['a']);
  expect(get.security).toEqual([]);
});

test('headers, path and query are parameters', () => {
  const { put } = document(routes).paths['/api/v1/things/{id}'];
  const names = put.parameters.map((p: { in: string; name: string; required: boolean }) => [p.in, p.name, p.required]);
  expect(names).toEqual([
    ['path', 'id', true],
    ['header', 'If-Match', true],
    ['header', 'X-Adit-CSRF', false],
    ['header', 'Idempotency-Key', false],
  ]);
  const { get } = document(routes).paths['/api/v1/things'];
  expect(get.parameters.map((p: { name: string; required: boolean }) => [p.name, p.required])).toEqual([
    ['limit', false],
    ['tag', false],
  ]);
});

test('the route that serves it stands in it', async () => {
  const all: Route[] = [...routes];
  all.push(openApiRoute(() => all, '1.2.3'));
  expect(Object.keys(document(all).paths)).toContain('/api/v1/openapi.json');
});

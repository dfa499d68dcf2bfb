import { describe, expect, test } from 'bun:test';
import { CANARY, exampleServer, routes } from '../../../tests/example-server.ts';
import type { Route } from './route.ts';

const { ann, vic, nobody, lines, app } = exampleServer();

describe('who and what', () => {
  const good = { name: 'n' };
  const table: [string, () => Promise<{ status: number; json: { code?: string } | null }>, number, string | null][] = [
    ['nobody reads', () => nobody.get('/api/v1/things'), 401, 'access.signInNeeded'],
    ['nobody writes rubbish: not told that it is', () => nobody.post('/api/v1/things', { x: 1 }), 401, null],
    ['a viewer reads', () => vic.get('/api/v1/things'), 200, null],
    ['a viewer may not write', () => vic.post('/api/v1/things', good), 403, 'access.forbidden'],
    ['an analyst writes', () => ann.post('/api/v1/things', good), 201, null],
    ['an analyst is no administrator', () => ann.delete('/api/v1/things/1'), 403, null],
    ['unknown field', () => ann.post('/api/v1/things', { name: 'n', extra: 1 }), 400, 'http.invalidBody'],
    ['unknown nested field', () => ann.post('/api/v1/things', { name: 'n', nested: { a: 1, b: 2 } }), 400, null],
    ['text for a number', () => ann.post('/api/v1/things', { name: 'n', size: '3' }), 400, 'http.invalidBody'],
    ['no body', () => ann.post('/api/v1/things'), 400, null],
    ['a body where none is taken', () => ann.send('/api/v1/things/1', { method: 'PUT', body: good }), 409, null],
    ['unknown query', () => ann.get('/api/v1/things?limt=3'), 400, 'http.invalidQuery'],
    ['repeated query', () => ann.get('/api/v1/things?limit=3&limit=4'), 400, 'http.repeatedParameter'],
    ['not a number', () => ann.get('/api/v1/things?limit=0x10'), 400, 'http.invalidQuery'],
    ['prototype in a query', () => ann.get('/api/v1/things?__proto__=1'), 400, null],
    ['no such address', () => ann.get('/api/v1/thing'), 404, 'http.notFound'],
    ['a slash too many', () => ann.get('/api/v1/things/'), 404, null],
    ['no such method', () => ann.send('/api/v1/things', { method: 'DELETE' }), 405, 'http.methodNotAllowed'],
    ['trace', () => ann.send('/api/v1/things', { method: 'OPTIONS' }), 405, null],
    ['wrong content type', () => ann.post('/api/v1/things', 'name=n', { 'content-type': 'text/plain' }), 415, null],
    [
      'latin-1 json',
      () => ann.post('/api/v1/things', '{}', { 'content-type': 'application/json; charset=latin1' }),
      415,
      null,
    ],
    ['disk full', () => ann.post('/api/v1/things', { name: 'full' }), 507, 'things.full'],
    ['malformed percent', () => ann.put('/api/v1/things/%E0%A4%A', good), 409, null],
    ['long address', () => ann.get(`/api/v1/things?limit=${'1'.repeat(9_000)}`), 414, null],
    ['large header', () => ann.get('/api/v1/things', { 'x-big': 'a'.repeat(40_000) }), 431, null],
    ['large body', () => ann.post('/api/v1/things', { name: 'a'.repeat(1_100_000) }), 413, 'http.bodyTooLarge'],
  ];
  test.each(table)('%s', async (_, send, status, code) => {
    const got = await send();
    expect(got.status).toBe(status);
    if (code) expect(got.json?.code).toBe(code);
  });

  test('every failure is a problem document with the request id', async () => {
    const got = await ann.post('/api/v1/things', { name: 'n', size: 0 });
    expect(got.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(got.headers.get('x-request-id')).toBe(got.json.requestId);
    expect(got.json).toMatchObject({ type: 'urn:adit:problem:http.invalidBody', title: 'Not valid', status: 400 });
    expect(got.json.errors).toEqual([{ pointer: '/size', message: 'Expected integer to be greater or equal to 1' }]);
  });

  test('defaults are filled, numbers of a query are read, lists come by repetition', async () => {
    expect((await ann.post('/api/v1/things', { name: 'n' })).json.name).toBe('n 3');
    expect((await ann.get('/api/v1/things?limit=7&tag=a&tag=b')).json.query).toEqual({ limit: 7, tag: ['a', 'b'] });
    expect((await ann.get('/api/v1/things')).json.query).toEqual({ limit: 50 });
  });

  test('TRACE is refused', async () => {
    // fetch refuses to make one; the server must not rely on that.
    const request = new Request('http://localhost/api/v1/things');
    Object.defineProperty(request, 'method', { value: 'TRACE' });
    expect((await app.handle(request)).status).toBe(405);
  });
});

describe('nothing comes back', () => {
  const bodies: [string, unknown][] = [
    ['a wrong type', { name: { secret: CANARY } }],
    ['a value too long', { name: CANARY.repeat(9) }],
    ['an unknown field', { name: 'n', password: CANARY }],
    ['no JSON', `{"name": "${CANARY}`],
    ['text', `"${CANARY}"`],
    ['a prototype', `{"name":"n","__proto__":{"a":"${CANARY}"}}`],
    ['depth', `${'['.repeat(500)}"${CANARY}"${']'.repeat(500)}`],
    ['a defect', { name: 'broken' }],
    ['an answer with more than it declares', { name: 'leaky' }],
  ];
  test.each(bodies)('%s', async (_, body) => {
    const headers = typeof body === 'string' ? { 'content-type': 'application/json' } : {};
    const got = await ann.post('/api/v1/things', body, headers as Record<string, string>);
    expect(got.status).toBeGreaterThanOrEqual(400);
    expect(got.text + JSON.stringify([...got.headers])).not.toContain(CANARY);
  });

  test('a defect is one neutral sentence out, and whole in the log under its request id', async () => {
    lines.length = 0;
    const got = await ann.post('/api/v1/things', { name: 'broken' });
    expect(got.status).toBe(500);
    expect(got.json.detail).toBe(
      `The server could not do this because of a fault of its own. It is in the log under request ${got.json.requestId}.`,
    );
    const line = lines.find((l) => l.includes('http.defect'));
    expect(line).toContain('TypeError');
    expect(line).toContain(got.json.requestId);
  });

  test('the log knows no sent values: neither paths nor bodies nor cookies', async () => {
    lines.length = 0;
    await ann.post(`/api/v1/things?x=${CANARY}`, { name: CANARY, y: CANARY });
    await ann.put(`/api/v1/things/${CANARY}`, { id: CANARY });
    await nobody.get(`/nowhere/${CANARY}`);
    expect(lines).toHaveLength(3);
    expect(lines.join('\n')).not.toContain(CANARY);
    expect(lines.join('\n')).not.toContain('ann-secret');
  });
});

describe('building fails', () => {
  const build = (declared: object) => () => exampleServer({ routes: [declared as Route] });
  test('without a permission, with one that does not exist, with one address twice', () => {
    const base = { kind: 'api', method: 'GET', path: '/x', handler: () => null };
    expect(build(base)).toThrow('GET /x does not declare a permission');
    expect(build({ ...base, permission: 'read:everything' })).toThrow('does not declare a permission');
    expect(build({ ...base, permission: 'toString' })).toThrow('does not declare a permission');
    expect(() => exampleServer({ routes: [routes[0]!, routes[0]!] })).toThrow('GET /api/v1/things is declared twice');
  });
});

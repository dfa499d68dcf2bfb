import { beforeAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import { addDataset, addUser, exampleAppliance, signedIn } from '../example-appliance.ts';
import type { Got, HttpClient } from '../http-client.ts';

/** Whatever is sent, the answer is one of ours: no 5xx, no stack, a problem document with the request id. */
const house = await exampleAppliance();
let ann: HttpClient;
let dataset: string;

beforeAll(async () => {
  await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'administrator' });
  ann = await signedIn(house, 'ann');
  dataset = addDataset(house, house.home.tenant.id, house.home.project.id, 'Receipt');
});

const bodies = house.routes.flatMap((r) =>
  r.kind === 'api' && r.body && !r.path.includes('/auth/') ? [{ method: r.method, path: r.path, body: r.body }] : [],
);

function expectOurs(got: Got): void {
  expect(got.status).toBeLessThan(500);
  if (got.status < 400) return;
  expect(got.headers.get('content-type')).toStartWith('application/problem+json');
  expect(got.json).toMatchObject({ status: got.status, requestId: got.headers.get('x-request-id') });
  expect(got.text).not.toMatch(/ at .*\.ts:\d+|SQLITE|node_modules/);
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    "'; drop table users; --",
    '<script>',
    '../../etc/passwd',
    '\0',
    '__proto__',
    '\ud800',
    '🧪'.repeat(50),
  ),
);
const value = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(text),
  fc.dictionary(text, text),
);

test('random bodies, near to right and far from it', async () => {
  const request = fc.constantFrom(...bodies).chain((route) =>
    fc.record({
      route: fc.constant(route),
      body: fc.oneof(
        fc.jsonValue(),
        fc.record(Object.fromEntries(Object.keys(route.body.properties).map((name) => [name, value])), {
          requiredKeys: [],
        }),
      ),
    }),
  );
  await fc.assert(
    fc.asyncProperty(request, async ({ route, body }) => {
      const path = route.path.replace(':ds', dataset).replace(':id', house.home.project.id);
      expectOurs(await ann.send(path, { method: route.method, body, headers: { 'if-match': '1' } }));
    }),
    { numRuns: 400, seed: 20_261 },
  );
});

test('random bytes as a body', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      expectOurs(
        await ann.send('/api/v1/projects', {
          method: 'POST',
          body: bytes,
          headers: { 'content-type': 'application/json' },
        }),
      );
    }),
    { numRuns: 200, seed: 20_262 },
  );
});

test('random ids, queries, cursors and etags', async () => {
  await fc.assert(
    fc.asyncProperty(text, text, text, async (id, query, etag) => {
      const [a, b] = [encodeURIComponent(id.toWellFormed()), encodeURIComponent(query.toWellFormed())];
      expectOurs(await ann.get(`/api/v1/projects/${a || 'x'}`));
      expectOurs(await ann.get(`/api/v1/projects?cursor=${b}&limit=2`));
      expectOurs(await ann.get(`/api/v1/projects?${b}=${a}`));
      const plain = etag.replace(/[^\x20-\x7e]/g, '?');
      expectOurs(await ann.delete(`/api/v1/projects/${a || 'x'}`, { 'if-match': plain, 'idempotency-key': plain }));
    }),
    { numRuns: 200, seed: 20_263 },
  );
});

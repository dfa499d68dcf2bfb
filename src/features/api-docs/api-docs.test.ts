import { beforeAll, expect, test } from 'bun:test';
import { Type, Value, withDefaults } from '#sdk';
import { addUser, exampleAppliance, signedIn } from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';
import { closed } from '../../platform/http/check-input.ts';
import { openApiDocument } from '../../platform/http/openapi.ts';
import { route } from '../../platform/http/route.ts';
import { operationGroups } from './model.ts';
import { sampleOf, schemaRows, typeOf } from './schema-rows.ts';

const house = await exampleAppliance();
let vic: HttpClient;
beforeAll(async () => {
  await addUser(house, { login: 'vic', tenant: house.home.tenant.id, role: 'viewer' });
  vic = await signedIn(house, 'vic');
});

test('the page tells every route of the API, with its permission and a command', async () => {
  const { text, status } = await vic.get('/api/docs');
  expect(status).toBe(200);
  const told = house.routes.filter((r) => r.kind === 'api' || r.kind === 'stream');
  expect(text.match(/<article class="operation"/g)).toHaveLength(told.length);
  for (const { path } of told) expect(text).toContain(`<code>${path.replace(/:([A-Za-z]+)/g, '{$1}')}</code>`);
  expect(text).toContain('<code>write:calendars</code>: Create, change and delete working calendars');
  expect(text).toContain('week.monday[].from');
  const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i || /\s/.test(id))).toEqual([]);
  expect((await house.client().get('/api/docs')).status).toBe(303);
});

test('a schema becomes rows from the outside in', () => {
  const Deep = Type.Object({
    list: Type.Array(Type.Object({ inner: Type.Union([Type.Object({ a: Type.Number() }), Type.Null()]) }), {
      maxItems: 3,
    }),
    word: Type.Optional(Type.Union([Type.Literal('x'), Type.Literal('y')], { default: 'x', description: 'Which' })),
    free: Type.Record(Type.String(), Type.Unknown()),
  });
  expect(schemaRows(JSON.parse(JSON.stringify(Deep))).map((row) => Object.values(row))).toEqual([
    ['list', 'list of object', true, 'items at most 3'],
    ['list[].inner', 'object or null', true, ''],
    ['list[].inner.a', 'number', true, ''],
    ['word', 'one of "x", "y"', false, 'Which; default "x"'],
    ['free', 'object with free names', true, ''],
  ]);
  expect(schemaRows({ type: 'array', items: { type: 'string' } })).toMatchObject([
    { path: '', type: 'list of string' },
  ]);
  expect([typeOf({}), sampleOf(JSON.parse(JSON.stringify(Deep)))]).toEqual(['anything', { list: [], free: {} }]);
});

test('a command can be pasted into a shell, whatever its example holds', () => {
  const body = { name: `O'Neill "x" $HOME \`id\`` };
  const declared = route({
    ...{
      method: 'POST',
      path: '/api/v1/x/:id',
      permission: 'write:projects',
      summary: 'X.',
      tag: 'x',
      needsIfMatch: true,
    },
    body: Type.Object({ name: Type.String() }),
    example: { body },
    handler: () => undefined,
  });
  const [group] = operationGroups(openApiDocument([declared], '1') as never);
  const { exitCode, stdout } = Bun.spawnSync([
    'sh',
    '-c',
    `curl() { printf '%s\\n' "$@"; }\nADIT=http://a TOKEN=t\n${group!.operations[0]!.curl}`,
  ]);
  const said = stdout.toString();
  expect(exitCode).toBe(0);
  expect(said).toStartWith('-X\nPOST\nhttp://a/api/v1/x/{id}\n-H\nAuthorization: Bearer t\n');
  expect(said).toContain('\n-H\nIf-Match: "1"\n');
  expect(JSON.parse(said.slice(said.indexOf('\n-d\n') + 4))).toEqual(body);
});

test('every example is one that its route takes', () => {
  const examples = house.routes.flatMap((r) =>
    r.kind === 'api' && r.example?.body !== undefined && r.body ? [{ r, body: r.body }] : [],
  );
  expect(examples.length).toBeGreaterThan(5);
  const filtered = examples.map(({ r }) => (r.example!.body as { filters?: [] }).filters ?? []);
  for (const filters of filtered) house.engine.checkSteps(filters);
  expect(filtered.flat().length).toBeGreaterThan(3);
  for (const { r, body } of examples) {
    const schema = closed(body);
    expect([r.path, [...Value.Errors(schema, withDefaults(schema, r.example!.body))].map((e) => e.path)]).toEqual([
      r.path,
      [],
    ]);
  }
});

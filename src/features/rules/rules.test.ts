import { beforeAll, expect, test } from 'bun:test';
import {
  type Appliance,
  addDataset,
  addUser,
  exampleAppliance,
  otherTenant,
  signedIn,
} from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';
import { userActor } from '../../platform/access/actor.ts';
import { MOST_ENABLED } from './model.ts';

let house: Appliance;
let ann: HttpClient;
let vic: HttpClient;
let project: string;
let dataset: string;
const PATH = '/api/v1/analysis/conformance/rules';
const BEFORE = { template: 'before', params: { activity: 'check', other: 'pay' } };
const present = (etag: string) => ({ 'if-match': etag });

beforeAll(async () => {
  house = await exampleAppliance();
  const tenant = house.home.tenant.id;
  await addUser(house, { login: 'ann', tenant, role: 'analyst' });
  await addUser(house, { login: 'vic', tenant, role: 'viewer' });
  [ann, vic] = [await signedIn(house, 'ann'), await signedIn(house, 'vic')];
  project = house.home.project.id;
  dataset = addDataset(house, tenant, project, 'Receipt');
});

const make = (body: object = {}) => ann.post(PATH, { projectId: project, ...BEFORE, ...body });
const actor = () =>
  userActor({
    ...{ id: 'u', name: 'u', tenant: house.home.tenant.id, grants: [{ role: 'viewer', workspace: null }] },
    ...{ openWorkspaces: 'all', method: 'session', session: null, ip: null, requestId: null },
  });

test('a rule is a template with its parameters, and says itself', async () => {
  const made = await make({ severity: 'error', group: 'Payments', weight: 2, description: 'Agreed in May' });
  expect([made.status, made.json]).toEqual([
    201,
    {
      ...{ id: made.json.id, projectId: project, datasetId: null, position: 1, name: null, ...BEFORE },
      ...{ sentence: '‘check’ must come before ‘pay’.', description: 'Agreed in May', severity: 'error' },
      ...{ group: 'Payments', weight: 2, enabled: true, etag: '1', createdAt: '2026-01-01T00:00:00.000Z' },
      updatedAt: null,
    },
  ]);
  const at = made.headers.get('location')!;
  expect((await vic.get(at)).json).toEqual(made.json);
  const changed = await ann.put(at, { ...BEFORE, name: 'Check first', enabled: false, position: 7 }, present('1'));
  expect(changed.json).toMatchObject({
    name: 'Check first',
    enabled: false,
    position: 7,
    severity: 'warning',
    etag: '2',
  });
  expect((await ann.put(at, BEFORE, present('1'))).status).toBe(412);
  expect((await vic.delete(at, present('2'))).json.code).toBe('access.forbidden');
  expect((await ann.delete(at, present('2'))).status).toBe(204);
  expect((await ann.get(at)).json.code).toBe('rule.notFound');
});

test('what is wrong in a rule is told with its place, filters inside it as well', async () => {
  const fails = async (body: object) => {
    const { json } = await make(body);
    return [json.code, json.errors?.[0]?.pointer];
  };
  expect((await make({ template: 'befor' })).json.detail).toContain('Did you mean "before"?');
  expect(await fails({ params: { activity: 'check' } })).toEqual(['params.invalid', '/params/other']);
  expect(await fails({ params: { ...BEFORE.params, colour: 1 } })).toEqual(['params.invalid', '/params/colour']);
  expect(await fails({ weight: 0 })).toEqual(['http.invalidBody', '/weight']);
  const step = (id: string, params: object) => ({ template: 'filter', params: { step: { id, params } } });
  expect(await fails(step('case-lenght', {}))).toEqual(['view.unknownFilter', '/params/step/id']);
  expect(await fails(step('case-length', { max: 'x' }))).toEqual(['params.invalid', '/params/step/params/max']);
  expect((await ann.post(PATH, BEFORE)).json.code).toBe('rule.noPlace');
});

test('listed in their order; checked on a dataset are those that are enabled and about it', async () => {
  const other = addDataset(house, house.home.tenant.id, project, 'Other');
  const names = ['third', 'first', 'second', 'off', 'elsewhere'];
  const bodies = [{ position: 30 }, { position: 10 }, { position: 20 }, { enabled: false }, { datasetId: other }];
  for (const [i, body] of bodies.entries()) await make({ ...body, name: names[i] });
  const page = async (query: string) => (await ann.get(`${PATH}?projectId=${project}&${query}`)).json;
  const first = await page('limit=2');
  const rest = await page(`limit=9&cursor=${first.next}`);
  const seen = [...first.items, ...rest.items].map((r: { name: string }) => r.name);
  expect([seen, first.total]).toEqual([['first', 'second', 'third', 'off', 'elsewhere'], 5]);
  const checked = (id: string) => house.rules.rulesFor(actor(), id).map(({ name }) => name);
  expect(checked(dataset)).toEqual(['first', 'second', 'third']);
  expect(checked(other)).toEqual(['first', 'second', 'third', 'elsewhere']);
});

test('no more rules are enabled than are checked at a time', async () => {
  const { id } = (await ann.post('/api/v1/projects', { name: 'Full' })).json;
  for (let n = 0; n < MOST_ENABLED; n++) await make({ projectId: id });
  expect((await make({ projectId: id })).json.code).toBe('rule.tooMany');
  const off = await make({ projectId: id, enabled: false });
  expect([off.status, off.json.position]).toEqual([201, MOST_ENABLED + 1]);
  expect((await ann.put(`${PATH}/${off.json.id}`, BEFORE, present('1'))).json.code).toBe('rule.tooMany');
});

test('templates say what is checked and what counts as a violation', async () => {
  const { items, total } = (await vic.get(`${PATH}/templates`)).json;
  const before = items.find((t: { id: string }) => t.id === 'before');
  expect(total).toBe(items.length);
  expect(before.meaning.violation).toBe('An occurrence of B without an A somewhere before it.');
  expect(before.params.required).toEqual(['activity', 'other']);
});

test('another tenant’s rules and projects are not there', async () => {
  const theirs = otherTenant(house);
  await addUser(house, { login: 'eve', tenant: theirs.tenant, role: 'administrator' });
  const eve = await signedIn(house, 'eve');
  const own = (await eve.post(PATH, { projectId: theirs.project, ...BEFORE })).json;
  expect((await ann.get(`${PATH}/${own.id}`)).json.code).toBe('rule.notFound');
  expect((await ann.get(`${PATH}?projectId=${theirs.project}`)).json.code).toBe('project.notFound');
  expect((await make({ projectId: theirs.project })).json.code).toBe('project.notFound');
});

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

let house: Appliance;
let ann: HttpClient;
let bob: HttpClient;
let vic: HttpClient;
let dataset: string;
const PATH = '/api/v1/analysis/filters/presets';
const PAID = [{ id: 'has-activity', params: { activities: ['pay'] } }];
const north = (attribute: string) => [{ not: { id: 'case-attribute', params: { attribute, values: ['north'] } } }];

beforeAll(async () => {
  house = await exampleAppliance();
  const tenant = house.home.tenant.id;
  for (const [login, role] of [
    ['ann', 'analyst'],
    ['bob', 'analyst'],
    ['vic', 'viewer'],
  ] as const)
    await addUser(house, { login, tenant, role });
  [ann, bob, vic] = [await signedIn(house, 'ann'), await signedIn(house, 'bob'), await signedIn(house, 'vic')];
  dataset = addDataset(house, tenant, house.home.project.id, 'Receipt');
});

const make = (by: HttpClient, body: object) => by.post(PATH, { datasetId: dataset, filters: PAID, ...body });
const names = async (by: HttpClient) =>
  (await by.get(`${PATH}?datasetId=${dataset}`)).json.items.map((p: { name: string }) => p.name);

test('one’s own are private until they are shared; a shared one is its owner’s to change', async () => {
  const own = await make(ann, { name: 'Mine' });
  expect([own.status, own.json]).toEqual([
    201,
    {
      ...{ id: own.json.id, datasetId: dataset, name: 'Mine', description: '', filters: PAID, visibility: 'private' },
      ...{ mine: true, stale: null, etag: '1', createdAt: '2026-01-01T00:00:00.000Z', updatedAt: null },
    },
  ]);
  const at = own.headers.get('location') as string;
  expect([await names(ann), await names(bob), await names(vic)]).toEqual([['Mine'], [], []]);
  expect((await bob.get(at)).json.code).toBe('preset.notFound');
  const shared = { name: 'Ours', filters: PAID, visibility: 'workspace' };
  expect((await ann.put(at, shared, { 'if-match': '1' })).json).toMatchObject({ name: 'Ours', etag: '2', mine: true });
  expect([await names(bob), (await vic.get(at)).json.mine]).toEqual([['Ours'], false]);
  expect((await bob.put(at, shared, { 'if-match': '2' })).json.code).toBe('preset.notYours');
  expect((await bob.delete(at, { 'if-match': '2' })).json.code).toBe('preset.notYours');
  expect((await vic.delete(at, { 'if-match': '2' })).json.code).toBe('access.forbidden');
  expect((await ann.delete(at, { 'if-match': '1' })).status).toBe(412);
  expect((await ann.delete(at, { 'if-match': '2' })).status).toBe(204);
  expect((await ann.get(at)).status).toBe(404);
});

test('filters are checked by their schemas, with their places', async () => {
  const fails = async (filters: unknown) => {
    const { json } = await make(ann, { name: 'Wrong', filters });
    return [json.code, json.errors?.[0]?.pointer];
  };
  expect(await fails([])).toEqual(['preset.empty', '/filters']);
  expect(await fails([{ id: 'has-activty' }])).toEqual(['view.unknownFilter', '/filters/0/id']);
  expect(await fails([PAID[0], { id: 'case-length', params: { max: 'x' } }])).toEqual([
    'params.invalid',
    '/filters/1/params/max',
  ]);
  expect(await fails([{ or: [] }])).toEqual(['view.malformedStep', '/filters/0']);
  expect(await fails({ id: 'has-activity' })).toEqual(['http.invalidBody', '/filters']);
  expect((await make(ann, { name: 'Wrong', visibility: 'everybody' })).json.errors[0].pointer).toBe('/visibility');
});

test('what the data no longer has is told, wherever it stands in the filters', async () => {
  const kept = await make(ann, { name: 'Gone', filters: north('case:regoin') });
  expect([kept.status, kept.json.stale]).toEqual([
    201,
    'The data has no attribute "case:regoin" any more. The nearest one is "case:region".',
  ]);
  expect((await make(ann, { name: 'There', filters: north('case:region') })).json.stale).toBeNull();
  expect(
    (await ann.get(`${PATH}?datasetId=${dataset}`)).json.items.map((p: { stale: string | null }) => p.stale === null),
  ).toEqual([false, true]);
});

test('names are each person’s own; another tenant’s dataset does not exist', async () => {
  expect((await make(ann, { name: 'Same' })).status).toBe(201);
  expect((await make(ann, { name: 'SAME' })).json.code).toBe('preset.nameTaken');
  expect((await make(bob, { name: 'Same' })).status).toBe(201);
  const theirs = otherTenant(house);
  const foreign = addDataset(house, theirs.tenant, theirs.project, 'Theirs');
  expect((await make(ann, { name: 'X', datasetId: foreign })).json.code).toBe('dataset.notFound');
  expect((await ann.get(`${PATH}?datasetId=${foreign}`)).json.code).toBe('dataset.notFound');
});

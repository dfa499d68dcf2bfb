import { beforeAll, describe, expect, test } from 'bun:test';
import { type Appliance, addDataset, addUser, exampleAppliance, signedIn } from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';
import { statisticsOf } from './statistics.ts';

// The engine behind these tests is a fake that repeats what it was asked: the routes are tested here, not the numbers.
let house: Appliance;
let vic: HttpClient;
let aud: HttpClient;
let dataset: string;
const PATH = '/api/v1/analysis';

beforeAll(async () => {
  house = await exampleAppliance();
  const tenant = house.home.tenant.id;
  await addUser(house, { login: 'vic', tenant, role: 'viewer' });
  await addUser(house, { login: 'aud', tenant, role: 'auditor' });
  [vic, aud] = [await signedIn(house, 'vic'), await signedIn(house, 'aud')];
  dataset = addDataset(house, tenant, house.home.project.id, 'Receipt');
});

describe('execute', () => {
  const execute = (body: object, who = vic) => who.post(`${PATH}/calculators/execute`, body);

  test('answers type, title, data and statistics; the engine gets version, policy and steps', async () => {
    const filters = [{ id: 'has-activity', params: { activities: ['pay'] } }, { not: { id: 'variant-top' } }];
    const got = await execute({ datasetId: dataset, id: 'echo', params: { word: 'hi' }, filters });
    expect(got.json).toEqual({
      type: 'echo',
      title: 'Echo',
      data: {
        ...{ params: { word: 'hi' }, steps: filters },
        statistics: { count: 2, meanMs: 1500, medianMs: 1000, p90Ms: 1900 },
      },
      statistics: { mean: 1500, median: 1000, min: null, max: null, stdDev: null, percentiles: { '90': 1900 } },
    });
    expect(house.engine.asked.at(-1)).toMatchObject({
      dataset,
      policy: [],
      steps: filters,
      k: 5,
      version: { number: 1, cases: 6 },
    });
  });

  test('params and filters may be left out; nothing else may be added', async () => {
    const bare = await execute({ datasetId: dataset, id: 'echo' });
    expect([bare.json.data.params, bare.json.data.steps]).toEqual([{}, []]);
    expect((await execute({ datasetId: dataset, id: 'echo', filter: [] })).json.errors[0].pointer).toBe('/filter');
    expect((await execute({ datasetId: dataset, id: 'echo', filters: ['x'] })).json.errors[0].pointer).toBe(
      '/filters/0',
    );
  });

  test('an unknown calculator, a dataset without data, a role without permission', async () => {
    expect((await execute({ datasetId: dataset, id: 'nope' })).json.code).toBe('calculator.notFound');
    const writer = { name: 'Empty' };
    await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
    const ann = await signedIn(house, 'ann');
    await execute({ datasetId: dataset, id: 'echo' }, ann);
    expect(house.engine.asked.at(-1)!.k).toBe(1);
    const empty = await ann.post(`/api/v1/projects/${house.home.project.id}/datasets`, writer);
    expect((await execute({ datasetId: empty.json.id, id: 'echo' })).json).toMatchObject({
      ...{ status: 409, code: 'dataset.empty' },
    });
    expect((await execute({ datasetId: dataset, id: 'echo' }, aud)).status).toBe(403);
  });
});

test('filters/apply: counts and a page of cases', async () => {
  await addUser(house, { login: 'bob', tenant: house.home.tenant.id, role: 'analyst' });
  const bob = await signedIn(house, 'bob');
  const got = await bob.post(`${PATH}/filters/apply`, { datasetId: dataset, pagination: { page: 3, pageSize: 20 } });
  expect(got.json).toEqual({
    ...{ tooFew: false, casesFiltered: 1, casesTotal: 6, eventsFiltered: 4, eventsTotal: 22 },
    cases: [
      { caseId: '3 of 20', startTime: '1970-01-01T00:00:00.000Z', endTime: null, attributes: { region: 'north' } },
    ],
  });
  const first = await bob.post(`${PATH}/filters/apply`, { datasetId: dataset });
  expect(first.json.cases[0].caseId).toBe('1 of 50');
  for (const pagination of [{ page: 0 }, { pageSize: 1001 }, { page: 1, size: 5 }])
    expect((await vic.post(`${PATH}/filters/apply`, { datasetId: dataset, pagination })).status).toBe(400);
});

test('templates: what there is, with its parameters as JSON Schema', async () => {
  const list = await vic.get(`${PATH}/calculators/templates`);
  expect([list.json.total, list.json.items[0].id]).toEqual([house.engine.calculators().length, 'echo']);
  const one = await vic.get(`${PATH}/calculators/templates/echo`);
  const properties = { word: { type: 'string' } };
  expect(one.json.params).toEqual({ type: 'object', required: ['word'], properties, additionalProperties: false });
  expect((await vic.get(`${PATH}/calculators/templates/nope`)).json.code).toBe('calculator.notFound');
  expect((await vic.get(`${PATH}/filters/templates`)).json).toEqual({ items: [], total: 0, next: null });
});

test('statistics are taken from where a result keeps them, and are null where there are none', () => {
  const none = { mean: null, median: null, min: null, max: null, stdDev: null, percentiles: {} };
  for (const nothing of [null, 3, {}, { statistics: 5 }, { statistics: { mean: 'x', max: Number.NaN } }])
    expect(statisticsOf(nothing)).toEqual(none);
  expect(statisticsOf({ statistics: { mean: 2, percentiles: { '50': 1, '95': 9 } } })).toEqual({
    ...{ ...none, mean: 2, percentiles: { '50': 1, '95': 9 } },
  });
});

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpClient } from '../../../tests/http-client.ts';
import { type RealAppliance, realAppliance } from '../../../tests/real-appliance.ts';

let real: RealAppliance;
let ann: HttpClient;
let path: string;

/** Six orders: the channel of orders 0, 2 and 4 is web, of the others shop; order 5 alone has no amount. */
const rows = Array.from({ length: 6 }, (_, i) =>
  ['register', 'pay']
    .map(
      (activity, step) =>
        `order-${i},${activity},2024-01-0${i + 1}T0${8 + step}:00:00Z,${i % 2 === 0 ? 'web' : 'shop'},${i === 5 ? '' : 100 * (i + 1)}\n`,
    )
    .join(''),
);

beforeAll(async () => {
  real = await realAppliance();
  ann = await real.signIn();
  const file = join(real.folder, 'orders.csv');
  writeFileSync(file, `case_id,activity,timestamp,channel,case:amount\n${rows.join('')}`);
  const command = { do: 'import', file, dataset: 'Orders', mode: 'replace', mapping: null, timeZone: null } as const;
  const { dataset } = (await real.operate(command)) as { dataset: { id: string } };
  const project = (await ann.get('/api/v1/projects')).json.items[0].id;
  path = `/api/v1/projects/${project}/datasets/${dataset.id}`;
});
afterAll(() => real.end());

test('a dataset tells its span, its columns and what they are taken for', async () => {
  const { json } = await ann.get(`${path}/columns`);
  expect(json).toMatchObject({
    ...{ version: 1, cases: 6, events: 12, activities: 2, variants: 1 },
    ...{ start: '2024-01-01T08:00:00.000Z', end: '2024-01-06T09:00:00.000Z' },
  });
  const by = (name: string) =>
    json.columns.find((column: { id: string; name: string }) => column.id === name || column.name === name);
  expect(by('activity')).toMatchObject({ role: 'activity', level: 'event', derived: false, distinct: 2 });
  expect(by('time')).toMatchObject({ role: 'time', min: '2024-01-01T08:00:00.000Z' });
  expect(by('case:amount')).toMatchObject({
    role: null,
    level: 'case',
    class: 'number',
    min: 100,
    max: 500,
    missing: 1,
  });
  expect(by('channel').examples).toEqual([
    { value: 'shop', cases: 3 },
    { value: 'web', cases: 3 },
  ]);
  expect((await ann.get(path)).json.version.cases).toBe(json.cases);
});

test('values to choose from', async () => {
  const values = (query: string) => ann.get(`${path}/values?${query}`);
  expect((await values('column=channel&q=WE')).json.values).toEqual([{ value: 'web', cases: 3 }]);
  expect((await values('column=channel&limit=1')).json.values).toHaveLength(1);
  expect((await values('column=nothing')).status).toBe(400);
  expect((await values('q=x')).status).toBe(400);
  expect((await values('column=channel&limit=1001')).status).toBe(400);
  expect((await values(`column=channel&q=${'x'.repeat(201)}`)).status).toBe(400);
});

test('where there is no data, that is said; foreign ids lead nowhere', async () => {
  const list = path.slice(0, path.lastIndexOf('/'));
  const empty = (await ann.post(list, { name: 'Empty' })).json.id;
  expect((await ann.get(`${list}/${empty}/columns`)).json.code).toBe('dataset.empty');
  expect((await ann.get(`${list}/${real.appliance.newId()}/columns`)).json.code).toBe('dataset.notFound');
  expect((await ann.get(`${list}/${real.appliance.newId()}/values?column=x`)).json.code).toBe('dataset.notFound');
});

/** A column that was loaded as masked: administrators see it, analysts see stars; refused rows and raw files tell no more. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { argon2Passwords } from '../../src/features/sign-in/index.ts';
import { until } from '../adit-bench.ts';
import { addUser, PASSWORD } from '../example-appliance.ts';
import { HttpClient, listening } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

const FILE = `case,activity,time,who,salary
a,x,2024-01-01T08:00:00Z,Ann,1200
a,y,2024-01-01T09:00:00Z,Bob,1300
b,x,2024-01-02T08:00:00Z,Ann,1400
b,y,2024-01-02T09:00:00Z,Cleo,much
b,y,soon,Dora,1500
`;
const masked = { class: 'sensitive', action: 'mask-on-view' };
const mapping = {
  columns: [
    { column: 'who', privacy: masked },
    { column: 'salary', type: 'number', privacy: masked },
  ],
};
let real: RealAppliance;
let root: HttpClient;
let anna: HttpClient;
let project: string;
beforeAll(async () => {
  real = await realAppliance({ ADIT__DATA__MIN_FREE_BYTES: '0' });
  root = await real.signIn();
  const home = real.appliance.tenancy.ensureHome();
  project = home.project.id;
  const passwords = argon2Passwords({ memoryKiB: 64, passes: 1 });
  const house = { ...real.appliance, passwords } as never;
  await addUser(house, { login: 'anna', tenant: home.tenant.id, role: 'analyst' });
  anna = new HttpClient(listening(real.url));
  await anna.post('/api/v1/auth/login', { login: 'anna', password: PASSWORD });
}, 60_000);
afterAll(() => real.end());

async function load(by: HttpClient, newDatasetName: string) {
  const at = `/api/v1/uploads/file?name=a.csv&projectId=${project}`;
  const { id } = (await by.send(at, { method: 'POST', body: new TextEncoder().encode(FILE) })).json;
  expect((await by.post(`/api/v1/uploads/${id}/load`, { newDatasetName, mapping })).status).toBe(202);
  const status = await until(async () => {
    const { json } = await by.get(`/api/v1/uploads/${id}/status`);
    return ['done', 'failed'].includes(json.stage) ? json : undefined;
  });
  return { id, status };
}

test('values, filters, exports, refused rows and the raw file', async () => {
  const { id, status } = await load(root, 'Pay');
  const { datasetId } = status;
  expect(status.result.sample).toContainEqual(expect.objectContaining({ column: 'salary', value: 'much' }));
  const at = `/api/v1/projects/${project}/datasets/${datasetId}`;
  const answers = async (by: HttpClient) => [
    (await by.get(`${at}/values?column=who`)).text,
    (await by.get(`${at}/export?format=csv&gzip=false`)).text,
    (await by.get(`${at}/columns`)).text,
    (await by.post('/api/v1/analysis/sql', { datasetId, statement: 'select who, salary from events' })).text,
    /<main[\s\S]*<\/main>/.exec((await by.get(`/datasets/${datasetId}/columns`)).text)![0],
  ];
  const [seenByRoot, seenByAnna] = [await answers(root), await answers(anna)];
  const values = /Ann\b|Bob|Cleo|1,?[234]00/;
  for (const text of seenByRoot) expect(values.test(text)).toBe(true);
  for (const text of seenByAnna) expect([values.test(text), text.includes('***')]).toEqual([false, true]);
  const loads = (await root.get(`${at}/loads`)).json.items;
  const refused = `${at}/loads/${loads[0].id}/refused`;
  expect((await root.get(refused)).text).toMatch(/much[\s\S]*Dora/);
  const told = (await anna.get(refused)).text;
  expect(told).toContain('soon');
  expect(told).not.toMatch(/much|Dora|Cleo|1500/);
  expect((await root.get(`/api/v1/uploads/${id}/file`)).text).toBe(FILE);
  expect((await anna.get(`/api/v1/uploads/${id}/file`)).json.code).toBe('upload.rawWithheld');
}, 60_000);

test('who sends the file is told of its refused rows what they may see in the dataset', async () => {
  const { status } = await load(anna, 'Own');
  expect(status.result.rejected).toBe(2);
  expect(status.result.sample.map(({ column, value }: { column: string; value: string }) => [column, value])).toEqual([
    ['salary', null],
    ['time', 'soon'],
  ]);
}, 60_000);

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

async function load(by: HttpClient, newDatasetName: string, text = FILE) {
  const at = `/api/v1/uploads/file?name=a.csv&projectId=${project}`;
  const { id } = (await by.send(at, { method: 'POST', body: new TextEncoder().encode(text) })).json;
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

test('the file of a load is no input of a pipeline for who sees stars in its dataset', async () => {
  const { id } = await load(anna, 'Own again');
  const document = { inputs: [{ name: 'file', file: { upload: id } }], steps: [] };
  const { problems, inputs } = (await anna.post('/api/v1/data-designer/pipelines/preview', { document })).json;
  expect([problems[0]?.pointer, inputs]).toEqual(['/inputs/0', []]);
}, 60_000);

test('why a load came to nothing is told without values to who sees its job', async () => {
  const bad = FILE.split('\n').filter((line) => /case|much/.test(line));
  const at = `/api/v1/uploads/file?name=b.csv&projectId=${project}`;
  const { id } = (await root.send(at, { method: 'POST', body: new TextEncoder().encode(bad.join('\n')) })).json;
  await root.post(`/api/v1/uploads/${id}/load`, { newDatasetName: 'Nothing', mapping });
  const status = await until(async () => {
    const { json } = await root.get(`/api/v1/uploads/${id}/status`);
    return json.stage === 'failed' ? json : undefined;
  });
  const { items } = (await anna.get('/api/v1/jobs?state=dead')).json;
  const [job] = items.filter(({ error }: { error: { code: string } }) => error.code === 'import.nothingAccepted');
  expect(job.error.message).toContain('Line 2: column "salary" is not a number');
  for (const path of [`/api/v1/jobs/${job.id}`, `/jobs/${job.id}`, `/datasets/${status.datasetId}`])
    expect([path, (await anna.get(path)).text.includes('much')]).toEqual([path, false]);
}, 60_000);

test('what a pipeline makes of masked columns stays masked, and its runs quote no values of them', async () => {
  const source = (await load(root, 'Read', FILE.replace('Bob', '12'))).status.datasetId;
  const target = (await root.post(`/api/v1/projects/${project}/datasets`, { name: 'Made of it' })).json.id;
  const output = (steps: readonly object[]) => ({
    ...{ inputs: [{ name: 'pay', dataset: source }], steps },
    output: {
      ...{ dataset: target, mode: 'replace' },
      mapping: {
        columns: [
          { column: 'case_id', role: 'case' },
          { column: 'activity', role: 'activity' },
          { column: 'time', role: 'timestamp' },
        ],
      },
    },
  });
  const runOf = async (name: string, steps: readonly object[]) => {
    const { json } = await root.post('/api/v1/data-designer/pipelines', { name, document: output(steps) });
    const published = await root.post(`/api/v1/data-designer/pipelines/${json.id}/publish`, {});
    expect([published.status, published.json.detail, published.json.errors]).toEqual([200, undefined, undefined]);
    const asked = await root.post(`/api/v1/data-designer/pipelines/${json.id}/run`, {});
    expect([asked.status, asked.text]).toEqual([202, expect.any(String)]);
    const runs = `/api/v1/data-designer/pipelines/${json.id}/runs`;
    await until(async () => {
      const [{ state }] = (await root.get(runs)).json.items;
      return state === 'waiting' || state === 'running' ? undefined : state;
    });
    return { runs, seenByRoot: (await root.get(runs)).text, seenByAnna: (await anna.get(runs)).text };
  };
  const made = await runOf('Copy', []);
  expect(made.seenByRoot).toContain('"done"');
  const at = `/api/v1/projects/${project}/datasets/${target}`;
  expect((await root.get(`${at}/values?column=who`)).text).toMatch(/Ann|Bob/);
  expect((await anna.get(`${at}/values?column=who`)).text).not.toMatch(/Ann|Bob/);
  const numbers = [{ id: 'numbers', transform: 'convert-type', params: { columns: ['who'], to: 'number' } }];
  const failed = await runOf('Numbers', numbers);
  expect(failed.seenByRoot).toMatch(/\\"Ann\\" is not a number/);
  expect(failed.seenByAnna).toContain('"failed":');
  expect(failed.seenByAnna).not.toMatch(/Ann\b/);
}, 60_000);

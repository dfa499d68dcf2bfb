/** What was decided about people goes through pipelines with whatever is made of a column; who may decide in both datasets may say otherwise. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { argon2Passwords } from '../../src/features/sign-in/index.ts';
import { until } from '../adit-bench.ts';
import { addUser, PASSWORD } from '../example-appliance.ts';
import { HttpClient, listening } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

const HEAD = 'case,activity,time,who,salary,mail,age';
const PAY = `${HEAD}
a,x,2024-01-01T08:00:00Z,Ann,1200,ann@example.com,31
a,y,2024-01-01T09:00:00Z,Bob,1300,bob@example.com,42
b,x,2024-01-02T08:00:00Z,Cleo,1400,cleo@example.com,57
`;
const masked = { class: 'sensitive', action: 'mask-on-view' };
const PAY_MAPPING = {
  columns: [
    { column: 'time', role: 'timestamp', privacy: { class: 'quasi', action: 'shift', days: 30 } },
    { column: 'who', privacy: masked },
    { column: 'salary', type: 'number', privacy: masked },
    { column: 'mail', privacy: { class: 'direct', action: 'hash' } },
    { column: 'age', privacy: { class: 'quasi', action: 'generalise', by: 'bands', width: 10 } },
  ],
};
const ROLES = [
  { column: 'case_id', role: 'case' },
  { column: 'activity', role: 'activity' },
  { column: 'time', role: 'timestamp' },
];
const computed = (id: string, name: string, expression: string) => ({
  ...{ id, transform: 'computed-field', params: { name, expression } },
});
const renamed = (column: string, name: string) => ({
  ...{ id: `as-${name}`, transform: 'rename', params: { names: [{ column, name }] } },
});
const VALUES = /Ann\b|Bob|Cleo|1[234]00/;

let real: RealAppliance;
let root: HttpClient;
let anna: HttpClient;
let project: string;
let pay: string;
beforeAll(async () => {
  real = await realAppliance({ ADIT__DATA__MIN_FREE_BYTES: '0', ADIT__PRIVACY__ASK_ABOUT_PEOPLE: 'false' });
  root = await real.signIn();
  const home = real.appliance.tenancy.ensureHome();
  project = home.project.id;
  const passwords = argon2Passwords({ memoryKiB: 64, passes: 1 });
  await addUser({ ...real.appliance, passwords } as never, { login: 'anna', tenant: home.tenant.id, role: 'analyst' });
  anna = new HttpClient(listening(real.url));
  await anna.post('/api/v1/auth/login', { login: 'anna', password: PASSWORD });
  pay = await load('Pay', PAY, PAY_MAPPING);
}, 60_000);
afterAll(() => real.end());

async function uploaded(text: string, request: object): Promise<{ stage: string; datasetId: string }> {
  const at = `/api/v1/uploads/file?name=a.csv&projectId=${project}`;
  const { id } = (await root.send(at, { method: 'POST', body: new TextEncoder().encode(text) })).json;
  expect((await root.post(`/api/v1/uploads/${id}/load`, request)).status).toBe(202);
  return until(async () => {
    const { json } = await root.get(`/api/v1/uploads/${id}/status`);
    return ['done', 'failed'].includes(json.stage) ? json : undefined;
  });
}
const load = async (newDatasetName: string, text: string, mapping: object) =>
  (await uploaded(text, { newDatasetName, mapping })).datasetId;
const append = async (datasetId: string, text: string, mapping: object = {}) =>
  expect((await uploaded(text, { datasetId, mapping, mode: 'append' })).stage).toBe('done');

const empty = async (name: string): Promise<string> =>
  (await root.post(`/api/v1/projects/${project}/datasets`, { name })).json.id;

interface Wanted {
  readonly steps: readonly object[];
  readonly columns?: readonly object[];
  readonly mode?: string;
}
const documentFor = (dataset: string, { steps, columns = [], mode = 'replace' }: Wanted) => ({
  ...{ inputs: [{ name: 'pay', dataset: pay }], steps },
  output: { dataset, mode, mapping: { columns: [...ROLES, ...columns] } },
});

let names = 0;
/** Publishes as somebody; the problems, where it is refused. */
async function published(by: HttpClient, dataset: string, wanted: Wanted) {
  const sent = { name: `Pipeline ${++names}`, document: documentFor(dataset, wanted) };
  const { json } = await by.post('/api/v1/data-designer/pipelines', sent);
  const answer = await by.post(`/api/v1/data-designer/pipelines/${json.id}/publish`, {});
  return { id: json.id as string, status: answer.status, errors: answer.json.errors ?? [] };
}

async function run(id: string) {
  await root.post(`/api/v1/data-designer/pipelines/${id}/run`, {});
  return until(async () => {
    const [last] = (await root.get(`/api/v1/data-designer/pipelines/${id}/runs`)).json.items;
    return last.state === 'waiting' || last.state === 'running' ? undefined : last;
  });
}

async function runOf(dataset: string, wanted: Wanted) {
  const { id, status, errors } = await published(root, dataset, wanted);
  expect([status, errors]).toEqual([200, []]);
  return run(id);
}

const csvOf = async (by: HttpClient, dataset: string): Promise<string> =>
  (await by.get(`/api/v1/projects/${project}/datasets/${dataset}/export?format=csv&gzip=false`)).text;
const valuesOf = async (by: HttpClient, dataset: string, column: string): Promise<string> =>
  (await by.get(`/api/v1/projects/${project}/datasets/${dataset}/values?column=${encodeURIComponent(column)}`)).text;

test('renamed, put together, split, grouped and looked up: others see stars, and as much as before of what is not made of it', async () => {
  const target = await empty('Made of pay');
  const steps = [
    computed('both', 'both', "who & '/' & text(salary)"),
    computed('high', 'high', "if(salary > 1250, 'more', 'less')"),
    computed('plain', 'plain', 'upper(activity)'),
    { id: 'cut', transform: 'split-rows', params: { column: 'both', separator: '/' } },
    renamed('who', 'person'),
  ];
  expect((await runOf(target, { steps })).state).toBe('done');
  for (const column of ['both', 'person']) {
    expect([column, VALUES.test(await valuesOf(root, target, column))]).toEqual([column, true]);
    expect([column, VALUES.test(await valuesOf(anna, target, column))]).toEqual([column, false]);
  }
  expect(await valuesOf(root, target, 'high')).toContain('more');
  expect(await valuesOf(anna, target, 'high')).not.toContain('more');
  expect(await valuesOf(anna, target, 'plain')).toContain('X');
  expect(await csvOf(root, target)).toMatch(VALUES);
  const seen = await csvOf(anna, target);
  expect(seen).not.toMatch(VALUES);
  expect(seen).toContain('***');
}, 60_000);

test('what was hashed, shifted or generalised already is not done again, holds for later loads, and is noted', async () => {
  const target = await empty('Again');
  const wanted = { steps: [renamed('mail', 'post'), renamed('age', 'years')] };
  const cells = async (dataset: string) => {
    const [head, ...rows] = (await csvOf(root, dataset))
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const kept = ['post', 'mail', 'years', 'age', 'time:timestamp'].flatMap((name) => head!.indexOf(name));
    return rows.map((row) => kept.filter((i) => i >= 0).map((i) => row[i])).sort();
  };
  const { id } = await published(root, target, wanted);
  for (let n = 0; n < 2; n++) {
    expect((await run(id)).state).toBe('done');
    expect(await cells(target)).toEqual(await cells(pay));
  }
  expect((await csvOf(root, target)).match(/anon-/g)).toHaveLength(3);
  const more = 'case_id,activity,time,post,years,who,salary\nc,x,2024-02-01T08:00:00Z,dora@example.com,33,Dora,1\n';
  await append(target, more);
  const after = await csvOf(root, target);
  expect(after).not.toMatch(/dora@|2024-02-01/);
  expect(after.match(/anon-/g)).toHaveLength(4);
  expect(after).toMatch(/30–40/);
  expect(await csvOf(anna, target)).not.toMatch(/Dora/);
}, 60_000);

test('that others see more is decided by who may see it and loads both datasets; less may be decided by everybody', async () => {
  const target = await empty('Decided');
  const keep = { steps: [], columns: [{ column: 'who', privacy: { class: 'plain', action: 'keep' } }] };
  const refused = await published(anna, target, keep);
  expect(refused.status).toBe(400);
  expect(refused.errors).toMatchObject([{ pointer: '/output/mapping/columns/3/privacy' }]);
  for (const action of ['hash', 'generalise'])
    expect(
      (
        await published(anna, target, {
          steps: [],
          columns: [{ column: 'who', privacy: { class: 'plain', action, by: 'prefix', length: 1 } }],
        })
      ).status,
    ).toBe(400);
  for (const action of ['drop', 'mask', 'mask-on-view'])
    expect(
      (await published(anna, target, { steps: [], columns: [{ column: 'who', privacy: { class: 'plain', action } }] }))
        .status,
    ).toBe(200);
  expect((await runOf(target, keep)).state).toBe('done');
  expect(await valuesOf(anna, target, 'who')).toMatch(/Ann\b/);
  expect(await valuesOf(anna, target, 'salary')).not.toMatch(VALUES);
}, 60_000);

test('who decides must be able to when it runs, too', async () => {
  const target = await empty('Published by another');
  const { id } = await published(root, target, {
    steps: [],
    columns: [{ column: 'who', privacy: { class: 'plain', action: 'keep' } }],
  });
  // It runs in the name of who asked for it.
  expect((await anna.post(`/api/v1/data-designer/pipelines/${id}/run`, {})).status).toBe(400);
  const runs = (await root.get(`/api/v1/data-designer/pipelines/${id}/runs`)).json.items;
  expect(runs.filter(({ state }: { state: string }) => state === 'done')).toEqual([]);
  expect(await csvOf(root, target)).not.toMatch(VALUES);
}, 60_000);

test('a case, an activity or a time cannot be masked: that is said before a run, and by the load where only that knows', async () => {
  const target = await empty('Roles');
  const steps = [computed('kind', 'kind', 'activity & who')];
  const columns = [{ column: 'kind', role: 'activity' }];
  const roles = ROLES.map((entry) => (entry.role === 'activity' ? { column: 'activity', role: 'attribute' } : entry));
  const document = {
    ...documentFor(target, { steps }),
    output: { dataset: target, mode: 'replace', mapping: { columns: [...roles, ...columns] } },
  };
  const validated = (await root.post('/api/v1/data-designer/pipelines/validate', { document })).json;
  expect(validated.problems).toMatchObject([{ pointer: '/output/mapping/columns/3' }]);
  expect(validated.problems[0].message).toContain('"Pay: who"');
  const proposed = {
    ...{ inputs: [{ name: 'pay', dataset: pay }] },
    steps: [computed('other', 'activity', 'activity & who')],
    output: { dataset: target, mode: 'replace', mapping: {} },
  };
  const { json } = await root.post('/api/v1/data-designer/pipelines', { name: 'Proposed', document: proposed });
  expect((await root.post(`/api/v1/data-designer/pipelines/${json.id}/publish`, {})).status).toBe(200);
  const failed = await run(json.id);
  expect([failed.state, failed.error?.code]).toEqual(['failed', 'import.broughtDecision']);
}, 60_000);

test('rows that are added to a column which was kept make it masked; one that was hashed is not mixed with it', async () => {
  const kept = await load('Kept', 'case_id,activity,time,who\nz,x,2024-01-05T08:00:00Z,Zoe\n', {
    columns: [{ column: 'who', privacy: { class: 'plain', action: 'keep' } }],
  });
  const slim = [{ id: 'slim', transform: 'select', params: { columns: ['case_id', 'activity', 'time', 'who'] } }];
  expect((await runOf(kept, { steps: slim, mode: 'append' })).state).toBe('done');
  expect(await valuesOf(root, kept, 'who')).toMatch(/Ann[\s\S]*Zoe/);
  expect(await valuesOf(anna, kept, 'who')).not.toMatch(/Ann|Zoe/);
  const hashed = await load('Hashed', 'case_id,activity,time,who\nz,x,2024-01-05T08:00:00Z,Zoe\n', {
    columns: [{ column: 'who', privacy: { class: 'direct', action: 'hash' } }],
  });
  const failed = await runOf(hashed, { steps: slim, mode: 'append' });
  expect([failed.state, failed.error?.code]).toEqual(['failed', 'import.broughtDecision']);
}, 60_000);

test('the preview and the page say what goes with each column, to who may not see it as well', async () => {
  const target = await empty('Seen before');
  const document = documentFor(target, { steps: [computed('both', 'both', 'who & mail')] });
  for (const by of [root, anna]) {
    const { steps } = (await by.post('/api/v1/data-designer/pipelines/preview', { document, rows: 5 })).json;
    expect(steps[0].decided).toContainEqual({ column: 'both', action: 'mask-on-view', from: '"Pay: who"' });
    expect(steps[0].decided).toContainEqual({ column: 'mail', action: 'hash', from: '"Pay: mail"' });
  }
  const { json } = await root.post('/api/v1/data-designer/pipelines', { name: 'On a page', document });
  const pageOf = async (by: HttpClient) =>
    /<main[\s\S]*<\/main>/.exec((await by.get(`/pipelines/${json.id}?step=both`)).text)![0];
  const page = await pageOf(anna);
  expect(page).toContain('both (masked on view; made of &quot;Pay: who&quot;)');
  expect(page).not.toMatch(VALUES);
  expect(await pageOf(root)).toMatch(VALUES);
}, 60_000);

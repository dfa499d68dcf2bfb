/** Single people: shown nowhere until a tenant decides otherwise. On the real engine, over every page, calculator and filter there is. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { csrfOf, type HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

const CANARY = 'KANARI';
const PEOPLE = ['Ann', 'Bob', 'Cat'].map((name) => `${CANARY}-${name}`);
const STRICT = { personalViews: false, personalColumns: ['Clerk', 'case:owner'], leastGroup: null };
const OPEN = { ...STRICT, personalViews: true };
let real: RealAppliance;
let root: HttpClient;
let dataset: string;
let project: string;
let viewer: HttpClient;

const f = (...steps: object[]) => Buffer.from(JSON.stringify(steps)).toString('base64url');
const decide = (sent: object) => root.put('/api/v1/admin/privacy', sent);
const execute = (id: string, params: object, filters: object[] = []) =>
  root.post('/api/v1/analysis/calculators/execute', { datasetId: dataset, id, params, filters });

beforeAll(async () => {
  real = await realAppliance();
  root = await real.signIn();
  viewer = await real.signInViewer();
  const rows = Array.from({ length: 60 }, (_, i) => {
    const [c, day] = [i >> 2, String(1 + (i >> 2)).padStart(2, '0')];
    const [who, clerk] = [PEOPLE[i % 3]!, PEOPLE[(i + 1) % 3]!];
    return `c${c},${'abcd'[i % 4]},2024-01-${day} 0${i % 4}:00:00,${who},${clerk},${PEOPLE[c % 3]},North`;
  });
  dataset = await real.load('log', `case,activity,time,resource,clerk,case:owner,org:group\n${rows.join('\n')}\n`);
  project = (await root.get('/api/v1/projects')).json.items[0].id;
  expect((await root.get('/api/v1/admin/privacy')).status).toBe(200);
  expect((await decide(STRICT)).json).toEqual(STRICT);
}, 60_000);
afterAll(() => real.end());

/** Every page and file about the dataset, and lists of the API. */
function addresses(): string[] {
  const pages = real.appliance.routes
    .filter(({ kind, method, path }) => kind === 'page' && method === 'GET' && path.startsWith('/datasets/:id'))
    .map(({ path }) => path.replace('/datasets/:id', `/datasets/${dataset}`).replace(':caseId', 'c1'))
    .filter((path) => !path.includes(':'));
  const people = ['work', 'handovers', 'roles', 'together', 'performance'].map(
    (show) => `/datasets/${dataset}/people?show=${show}&by=resource`,
  );
  const api = [`/api/v1/projects/${project}/datasets/${dataset}`, `/api/v1/analysis/cases?datasetId=${dataset}`];
  for (const path of ['', '/events', '/conformance']) api.push(`/api/v1/analysis/cases/c1${path}?datasetId=${dataset}`);
  for (const format of ['csv', 'xes'])
    api.push(`/api/v1/projects/${project}/datasets/${dataset}/export?format=${format}&gzip=false`);
  for (const column of ['resource', 'org:resource', 'clerk', 'case:owner'])
    api.push(`/api/v1/projects/${project}/datasets/${dataset}/columns/values?column=${column}&q=`);
  const statements = [
    'select * from events',
    'select * from cases',
    'select resource from events',
    'select clerk from events',
  ];
  for (const sql of statements) pages.push(`/datasets/${dataset}/sql?${new URLSearchParams({ sql })}`);
  return [...pages, ...people, ...api];
}

/** Questions whose answers could name people: every calculator as its examples ask, and by each column that names them. */
function questions(): [string, object][] {
  return real.appliance.analyses.calculators().flatMap(({ id, params, examples }): [string, object][] => {
    const usual = (examples as { params: object }[]).map((example): [string, object] => [id, example.params]);
    const columns = Object.keys(params.properties).filter((name) => /resource|column|attribute|by/i.test(name));
    const named = columns.flatMap((name) =>
      ['resource', 'org:resource', 'clerk', 'case:owner'].map((column): [string, object] => [
        id,
        { ...(usual[0]?.[1] ?? {}), [name]: column },
      ]),
    );
    return [...usual, ...named];
  });
}

describe('while it is off', () => {
  beforeEach(() => decide(STRICT));

  test('no page, file and list names anybody', async () => {
    const paths = addresses();
    expect(paths.length).toBeGreaterThan(40);
    let answered = 0;
    for (const path of paths) {
      const { status, text } = await root.get(path);
      if (status === 200) answered++;
      expect([path, status < 500, text.includes(CANARY)]).toEqual([path, true, false]);
    }
    expect(answered).toBeGreaterThan(30);
  }, 120_000);

  test('no calculator does, whatever it is asked', async () => {
    let answered = 0;
    for (const [id, params] of questions()) {
      const { status, text } = await execute(id, params);
      if (status === 200) answered++;
      expect([id, params, status < 500, text.includes(CANARY)]).toEqual([id, params, true, false]);
    }
    expect(answered).toBeGreaterThan(30);
  }, 120_000);

  test('no filter tells one person from another, not even by what it leaves', async () => {
    for (const filter of [
      { id: 'event-attribute', params: { attribute: 'resource', value: PEOPLE[0] } },
      { id: 'event-attribute', params: { attribute: 'resource', value: 'nobody' } },
      { id: 'event-attribute', params: { attribute: 'clerk', operator: 'matches', value: `${CANARY}*` } },
      { id: 'case-attribute', params: { attribute: 'case:owner', value: PEOPLE[0] } },
      { id: 'handover', params: { from: PEOPLE[0], to: PEOPLE[1] } },
      { id: 'four-eyes', params: { first: 'a', second: 'b' } },
    ]) {
      const { status, text } = await execute('log-summary', {}, [filter]);
      expect([filter, status, text.includes(CANARY)]).toEqual([filter, 400, false]);
      const page = await root.get(`/datasets/${dataset}/overview?f=${f(filter)}`);
      // The page goes out before the view: what it says of the filter is all there is.
      expect([filter, /Did you mean|cases? kept|Kept/.test(page.text)]).toEqual([filter, false]);
    }
  });

  test('what others saw before is not remembered for it', async () => {
    const filter = { id: 'event-attribute', params: { attribute: 'resource', value: PEOPLE[0] } };
    await decide(OPEN);
    expect((await execute('log-summary', {}, [filter])).status).toBe(200);
    expect((await execute('resource-workload', { resource: 'resource' })).text).toContain(PEOPLE[0]!);
    await decide(STRICT);
    expect((await execute('log-summary', {}, [filter])).status).toBe(400);
    expect((await execute('resource-workload', { resource: 'resource' })).status).toBe(400);
  });

  test('the People page says so, and who can change it', async () => {
    const { text } = await root.get(`/datasets/${dataset}/people`);
    expect(text).toContain('Single people are not shown here');
    expect(text).toContain('href="/admin/privacy"');
    expect((await viewer.get(`/datasets/${dataset}/people`)).text).not.toContain('href="/admin/privacy"');
    expect((await viewer.get('/admin/privacy')).status).toBe(403);
  });
});

test('once it is on they are there: what was looked at above would have shown them', async () => {
  await decide(OPEN);
  let shown = 0;
  for (const path of addresses()) if ((await root.get(path)).text.includes(CANARY)) shown++;
  expect(shown).toBeGreaterThan(8);
  const told = new Set<string>();
  for (const [id, params] of questions()) if ((await execute(id, params)).text.includes(CANARY)) told.add(id);
  expect(told.size).toBeGreaterThan(5);
  await decide(STRICT);
}, 120_000);

test('it is decided by a form as well, and recorded', async () => {
  await decide(STRICT);
  const page = (await root.get('/admin/privacy')).text;
  expect(page).not.toContain(' checked>');
  const csrf = csrfOf(page);
  const send = (fields: object) =>
    root.send('/admin/privacy', { method: 'POST', body: new URLSearchParams({ csrf, ...fields }) });
  expect((await send({ personalViews: 'on', personalColumns: 'clerk\r\n\r\n clerk ', leastGroup: '7' })).status).toBe(
    303,
  );
  const decided = { personalViews: true, personalColumns: ['clerk'], leastGroup: 7 };
  expect((await root.get('/api/v1/admin/privacy')).json).toEqual(decided);
  const [row] = (await root.get('/api/v1/admin/audit-logs?action=privacy.change&limit=1')).json.items;
  expect(row).toMatchObject({ before: STRICT, after: decided });
  const bad = await send({ personalColumns: '', leastGroup: '0' });
  expect([bad.status, bad.text.includes('whole number from 1 to 10,000')]).toEqual([400, true]);
});

test('the smallest group of the tenant holds for who does not see single cases, and never falls below the server’s', async () => {
  const ask = () =>
    viewer.post('/api/v1/analysis/calculators/execute', {
      ...{ datasetId: dataset, id: 'log-summary', params: {} },
      filters: [{ id: 'case-list', params: { cases: ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'] } }],
    });
  await decide({ ...STRICT, leastGroup: null });
  expect((await ask()).status).toBe(200);
  await decide({ ...STRICT, leastGroup: 7 });
  expect((await ask()).status).not.toBe(200);
});

/** Pipelines through the API: kept with versions, checked, previewed, published, run and loaded. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { csrfOf, type HttpClient } from '../../../tests/http-client.ts';
import { type RealAppliance, realAppliance } from '../../../tests/real-appliance.ts';

const PATH = '/api/v1/data-designer/pipelines';
const ORDERS =
  'order,step,at,amount\n1,create,2026-05-01T08:00:00Z,10\n1,pay,2026-05-02T08:00:00Z,"1,5"\n2,create,2026-05-03T08:00:00Z,x\n3,test,2026-05-03T08:00:00Z,7\n';
const STEPS = [
  { id: 'real', transform: 'filter-rows', params: { condition: "step != 'test'" } },
  { id: 'amounts', transform: 'convert-type', params: { columns: ['amount'], to: 'number', decimal: ',' } },
  { id: 'named', transform: 'rename', params: { names: [{ column: 'order', name: 'case' }] } },
];
const MAPPING = {
  columns: [
    { column: 'case', role: 'case' },
    { column: 'step', role: 'activity' },
    { column: 'at', role: 'timestamp' },
  ],
};

let house: RealAppliance;
let ann: HttpClient;
let project = '';
let upload = '';
let target = '';
beforeAll(async () => {
  house = await realAppliance({ ADIT__DATA__MIN_FREE_BYTES: '0' });
  ann = await house.signIn();
  project = (await ann.get('/api/v1/projects')).json.items[0].id;
  const bytes = new TextEncoder().encode(ORDERS);
  upload = (await ann.post('/api/v1/uploads', { name: 'orders.csv', bytes: bytes.length, projectId: project })).json.id;
  await ann.send(`/api/v1/uploads/${upload}/content`, { method: 'PUT', body: bytes });
  target = (await ann.post(`/api/v1/projects/${project}/datasets`, { name: 'Made' })).json.id;
});
afterAll(() => house.end());

const document = (more: object = {}) => ({
  inputs: [{ name: 'orders', file: { upload } }],
  steps: STEPS,
  output: { dataset: target, mode: 'replace', mapping: MAPPING },
  ...more,
});

/** Waits until the run has ended. */
async function ended(id: string, run: string) {
  const { jobs } = house.appliance;
  for (;;) {
    const found = (await ann.get(`${PATH}/${id}/runs`)).json.items.find((r: { id: string }) => r.id === run);
    if (found.state !== 'waiting' && found.state !== 'running') return found;
    await new Promise<void>((resolve) => {
      const end = jobs.watch((_, news) => {
        if (news !== 'done' && news !== 'dead') return;
        end();
        resolve();
      });
    });
  }
}

test('a document is checked without being kept: every problem, and the columns of every step', async () => {
  const good = (await ann.post(`${PATH}/validate`, { document: document() })).json;
  expect([good.valid, good.problems]).toEqual([true, []]);
  expect(good.steps.at(-1).columns).toEqual([
    { name: 'case', type: 'text' },
    { name: 'step', type: 'text' },
    { name: 'at', type: 'text' },
    { name: 'amount', type: 'number' },
  ]);
  const steps = [
    { ...STEPS[0], params: { condition: 'amount > 3' } },
    { ...STEPS[1], params: { columns: ['x', 'y'], to: 'number' } },
  ];
  const bad = await ann.post(`${PATH}/validate`, { document: document({ steps }) });
  expect(bad.json.problems.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
    '/steps/0/params/condition',
    '/steps/1/params/columns/0',
    '/steps/1/params/columns/1',
    '/output/mapping/columns/0/column',
  ]);
});

test('a preview tells what each step does to the first rows', async () => {
  const { problems, steps } = (await ann.post(`${PATH}/preview`, { document: document(), rows: 100 })).json;
  expect(problems).toEqual([]);
  expect(steps[0]).toMatchObject({ counts: { rowsIn: 4, rowsOut: 3, filtered: 1 }, changes: { removed: 1, added: 0 } });
  expect(steps[1].counts).toMatchObject({
    failed: 1,
    sample: [{ row: 4, reason: 'column "amount": "x" is not a number (decimal sign ",")' }],
  });
  expect(steps[1].table.rows.map(({ cells }: { cells: unknown[] }) => cells[3])).toEqual([10, 1.5]);
});

test('a version is published, run and loaded; its record, provenance and audit say so', async () => {
  const made = await ann.post(PATH, { name: 'Orders', document: document(), note: 'first' });
  expect([made.status, made.json.version, made.json.published]).toEqual([201, 1, null]);
  const { id } = made.json;
  expect((await ann.post(`${PATH}/${id}/run`, {})).json.code).toBe('pipeline.notPublished');
  expect((await ann.post(`${PATH}/${id}/publish`, {})).json.published).toBe(1);
  const asked = await ann.post(`${PATH}/${id}/run`, {});
  expect(asked.status).toBe(202);
  const run = await ended(id, asked.json.id);
  expect([run.state, run.error]).toEqual(['done', null]);
  expect(run.report.steps).toMatchObject([
    { id: 'real', rowsIn: 4, rowsOut: 3, filtered: 1, failed: 0 },
    { id: 'amounts', rowsIn: 3, rowsOut: 2, failed: 1 },
    { id: 'named', rowsIn: 2, rowsOut: 2 },
  ]);
  const dataset = (await ann.get(`/api/v1/projects/${project}/datasets/${target}`)).json;
  expect([dataset.version.cases, dataset.version.events]).toEqual([1, 2]);
  const lineage = (await ann.get(`/api/v1/projects/${project}/datasets/${target}/lineage`)).json;
  const step = lineage.items.find((s: { step: string }) => s.step === 'transform');
  expect(step.parameters).toMatchObject({ pipeline: id, version: 1, rows: 2 });

  // The same document is no new version; another one is.
  const etag = (await ann.get(`${PATH}/${id}`)).json.etag;
  const same = await ann.put(`${PATH}/${id}`, { name: 'Orders', document: document() }, { 'if-match': etag });
  expect(same.json.version).toBe(1);
  const next = await ann.put(
    `${PATH}/${id}`,
    { name: 'Orders', document: document({ steps: [] }) },
    { 'if-match': same.json.etag },
  );
  expect([next.json.version, next.json.published]).toEqual([2, 1]);
  // It lacks a column of the mapping: it can be kept, and not be published.
  expect((await ann.post(`${PATH}/${id}/publish`, {})).json.code).toBe('pipeline.wrong');
});

test('a run that a row stops keeps its reason; a dataset as input brings its types', async () => {
  const stop = STEPS.map((step) =>
    step.id === 'amounts' ? { ...step, params: { ...step.params, onFailure: 'stop' } } : step,
  );
  const { id } = (await ann.post(PATH, { name: 'Stops', document: document({ steps: stop }) })).json;
  const { json } = await ann.post(`${PATH}/${id}/run`, { version: 1 });
  const run = await ended(id, json.id);
  expect([run.state, run.error.code]).toEqual(['failed', 'pipeline.rowsFailed']);
  expect(run.error.message).toContain('"x" is not a number');

  const inputs = [{ name: 'made', dataset: target }];
  const seen = (await ann.post(`${PATH}/validate`, { document: { inputs, steps: [], output: null } })).json;
  expect(seen.inputs[0].columns).toEqual(
    expect.arrayContaining([
      { name: 'case_id', type: 'text' },
      { name: 'time', type: 'time' },
    ]),
  );
});

test('what a failed run left is kept for a week, of a deleted pipeline for a day, then it goes', async () => {
  const { pipelines, clock } = house.appliance;
  const failed = async (name: string) => {
    const stop = { ...STEPS[1]!, params: { ...STEPS[1]!.params, onFailure: 'stop' } };
    const made = (await ann.post(PATH, { name, document: document({ steps: [STEPS[0], stop, STEPS[2]] }) })).json;
    expect((await ended(made.id, (await ann.post(`${PATH}/${made.id}/run`, { version: 1 })).json.id)).state).toBe(
      'failed',
    );
    return made;
  };
  const kept = await failed('Left behind');
  const deleted = await failed('Deleted');
  await ann.send(`${PATH}/${deleted.id}`, { method: 'DELETE', headers: { 'if-match': deleted.etag } });
  const folderOf = (id: string) =>
    join(house.folder, [...new Bun.Glob(`**/pipelines/${id}`).scanSync({ cwd: house.folder, onlyFiles: false })][0]!);
  const folders = [folderOf(kept.id), folderOf(deleted.id)];
  expect(readdirSync(folders[0]!).some((name) => name.endsWith('.parquet'))).toBe(true);
  const age = (days: number) => {
    const at = clock.now() / 1000 - days * 86_400;
    for (const folder of folders)
      for (const path of [...readdirSync(folder).map((name) => join(folder, name)), folder]) utimesSync(path, at, at);
  };
  const left = () => folders.filter((folder) => existsSync(folder));
  await pipelines.sweep();
  expect(left()).toEqual(folders);
  age(2);
  // What was written last counts.
  utimesSync(join(folders[1]!, readdirSync(folders[1]!)[0]!), clock.now() / 1000, clock.now() / 1000);
  await pipelines.sweep();
  expect(left()).toEqual(folders);
  age(2);
  await pipelines.sweep();
  expect(left()).toEqual([folders[0]!]);
  folders.length = 1;
  age(8);
  expect([await pipelines.sweep(), left()]).toEqual([1, []]);
});

test('new data in an input runs what was published so', async () => {
  const source = await house.load('Source', 'case,activity,time\na,create,2026-05-01T08:00:00Z\n');
  const into = (await ann.post(`/api/v1/projects/${project}/datasets`, { name: 'Follows' })).json.id;
  const follows = { inputs: [{ name: 'source', dataset: source }], steps: [], output: { dataset: into } };
  const { id } = (await ann.post(PATH, { name: 'Follows', document: follows })).json;
  await ann.post(`${PATH}/${id}/publish`, { afterInputs: true });
  const rows = JSON.stringify([{ case: 'b', activity: 'create', time: '2026-05-02T08:00:00Z' }]);
  await ann.send(`/api/v1/projects/${project}/datasets/${source}/events`, { method: 'POST', body: rows });
  let runs: { id: string; cause: string }[] = [];
  while (runs.length === 0) {
    await new Promise<void>((resolve) => {
      const end = house.appliance.jobs.watch(() => {
        end();
        resolve();
      });
    });
    runs = (await ann.get(`${PATH}/${id}/runs`)).json.items;
  }
  expect(runs[0]!.cause).toBe('inputs');
  const run = await ended(id, runs[0]!.id);
  expect([run.state, run.report?.rows]).toEqual(['done', 2]);
});

test('a published version runs at its times, in the name of who published it', async () => {
  const { id } = (await ann.post(PATH, { name: 'Nightly', document: document() })).json;
  const wrong = await ann.post(`${PATH}/${id}/publish`, { schedule: { cron: 'at night', zone: 'Europe/Berlin' } });
  expect([wrong.status, wrong.json.code]).toEqual([400, 'schedules.badCron']);
  const schedule = { cron: '30 2 * * 1-5', zone: 'Europe/Berlin' };
  expect((await ann.post(`${PATH}/${id}/publish`, { schedule })).json.schedule).toEqual(schedule);
  expect((await ann.get(`/pipelines/${id}`)).text).toMatch(/Next times: <time [^>]*datetime="[^"]*T01:30:00.000Z"/);
  const { db, schedules, tenancy } = house.appliance;
  const times = schedules.ofWorkspaces;
  const owner = { tenant: tenancy.ensureHome().tenant.id, kind: 'pipeline', id };
  db.transaction((tx) => times.runNow(tx, times.find(owner)!, { userId: null, correlationId: null }));
  let runs: { id: string; cause: string }[] = [];
  while (runs.length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
    runs = (await ann.get(`${PATH}/${id}/runs`)).json.items;
  }
  expect(runs[0]!.cause).toBe('schedule');
  expect((await ended(id, runs[0]!.id)).state).toBe('done');
  expect(times.find(owner)!.job).toMatchObject({ payload: { dataset: target } });
  const { id: other } = (await ann.post(`/api/v1/projects/${project}/datasets`, { name: 'Made at night' })).json;
  const elsewhere = document({ output: { dataset: other, mode: 'replace', mapping: MAPPING } });
  const { etag } = (await ann.get(`${PATH}/${id}`)).json;
  await ann.put(`${PATH}/${id}`, { name: 'Nightly', document: elsewhere }, { 'if-match': etag });
  expect((await ann.post(`${PATH}/${id}/publish`, {})).json.schedule).toEqual(schedule);
  expect(times.find(owner)!.job).toMatchObject({ payload: { dataset: other } });
  expect((await ann.post(`${PATH}/${id}/publish`, { schedule: null })).json.schedule).toBeNull();
  expect(times.find(owner)).toBeNull();
});

test('the editor works by forms alone: a step is added, filled in, moved, switched off and kept as a version', async () => {
  const { id } = (await ann.post(PATH, { name: 'By hand', document: document({ steps: [STEPS[2]] }) })).json;
  const csrf = csrfOf((await ann.get('/profile')).text);
  const send = async (fields: [string, string][]) => {
    const { etag } = (await ann.get(`${PATH}/${id}`)).json;
    const body = new URLSearchParams([['csrf', csrf], ['etag', etag], ...fields]);
    const got = await ann.send(`/pipelines/${id}`, { method: 'POST', body });
    return got.headers.get('location') ?? got.text;
  };
  const draft = async () => (await ann.get(`${PATH}/${id}`)).json.document.steps;
  expect(await send([['do', 'add:filter-rows']])).toEndWith(`/pipelines/${id}?step=filter-rows&added=yes#chosen`);
  const wrong = await ann.get(`/pipelines/${id}?step=filter-rows`);
  expect(wrong.text).toContain('this is needed');
  const step = ['step', 'filter-rows'] as [string, string];
  await send([['do', 'step'], step, ['condition', "step = 'pay'"], ['step.note', 'paid ones']]);
  const right = (await ann.get(`/pipelines/${id}?step=filter-rows`)).text;
  expect(right).toContain('3 rows go');
  expect(right).not.toContain('this is needed');
  await send([['do', 'up'], step]);
  await send([['do', 'toggle'], step]);
  const params = { condition: "step = 'pay'", leaveOut: false };
  expect(await draft()).toEqual([
    { id: 'filter-rows', transform: 'filter-rows', params, off: true, note: 'paid ones' },
    STEPS[2]!,
  ]);
  await send([['do', 'add:rename'], step]);
  await send([
    ...([
      ['do', 'step'],
      ['step', 'rename'],
    ] as [string, string][]),
    ...([
      ['names.column', 'at'],
      ['names.name', 'when'],
      ['names.column', ''],
      ['names.name', ''],
    ] as [string, string][]),
  ]);
  expect((await draft())[1].params).toEqual({ names: [{ column: 'at', name: 'when' }] });
  await send([
    ['do', 'version'],
    ['name', 'By hand'],
    ['note', 'two steps'],
  ]);
  const [last] = (await ann.get(`${PATH}/${id}/versions`)).json.items;
  expect([last.number, last.note]).toEqual([2, 'two steps']);
  expect((await ann.get(`/pipelines/${id}`)).text).toContain('new: filter-rows, rename');
  // Another version is published by its button: when it runs by itself stays as it was said.
  await ann.post(`${PATH}/${id}/publish`, { version: 1, afterInputs: true });
  await send([
    ['do', 'publish'],
    ['version', '1'],
  ]);
  expect((await ann.get(`${PATH}/${id}`)).json).toMatchObject({ published: 1, afterInputs: true });
});

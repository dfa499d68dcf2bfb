/** Who may see and change import jobs, what is refused, and when they run. */
import { beforeEach, describe, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { fillForm } from '../../../tests/api/data-recipes.ts';
import { addDataset, addUser, exampleAppliance, otherTenant, signedIn } from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';
import { TrialSources } from '../../../tests/trial-sources.ts';

const API = '/api/v1/data-designer/import-jobs';
const PAGE = '/extractions';
let sources: TrialSources;
let house: Awaited<ReturnType<typeof exampleAppliance>>;
let ann: HttpClient;
let dataset = '';

beforeEach(async () => {
  sources = new TrialSources();
  house = await exampleAppliance({ extracting: { sources, wait: async () => {} } });
  sources.plant(house.db, house.home);
  const { tenant, project } = house.home;
  await addUser(house, { login: 'ann', tenant: tenant.id, role: 'analyst' });
  ann = await signedIn(house, 'ann');
  dataset = addDataset(house, tenant.id, project.id, 'Orders');
});

const WHAT = {
  ...{ name: 'Orders', source: { table: 'orders' }, mode: 'append' },
  follow: { by: 'column', column: 'changed_at', overlap: 60 },
};
const SCHEDULE = { cron: '30 2 * * 1-5', zone: 'Europe/Berlin', overlap: 'skip', catchUp: 'once' };
const body = (more: object = {}) => ({ ...WHAT, connectionId: 'trial', datasetId: dataset, ...more });
const create = async (more: object = {}) => (await ann.post(API, body(more))).json;
const put = (id: string, sent: object, etag = '1') => ann.put(`${API}/${id}`, sent, { 'if-match': etag });

test('an import job is made, read, changed with the version that was read, and removed', async () => {
  const made = await ann.post(API, body({ schedule: SCHEDULE }));
  expect([made.status, made.headers.get('etag')]).toEqual([201, '"1"']);
  const { id } = made.json;
  expect(made.json).toMatchObject({
    ...{ ...WHAT, datasetId: dataset, watermark: null, lastRun: null },
    schedule: { ...SCHEDULE, inWords: 'At 02:30, Monday through Friday', isPaused: false },
  });
  const changed = await put(id, { ...WHAT, name: 'Others', rowLimit: 10, schedule: null });
  expect(changed.json).toMatchObject({ name: 'Others', rowLimit: 10, schedule: null, etag: '2' });
  expect((await put(id, WHAT)).json.code).toBe('change.stale');
  expect((await ann.get(API)).json).toMatchObject({ total: 1, items: [{ name: 'Others' }] });
  expect((await ann.delete(`${API}/${id}`)).status).toBe(204);
  expect((await ann.get(`${API}/${id}`)).json.code).toBe('import job.notFound');
  expect(
    house
      .auditRows()
      .map(({ action }) => action)
      .filter((action) => action.startsWith('extraction')),
  ).toEqual([...['extraction.create', 'extraction.change', 'extraction.remove']]);
});

test('what is read from the start again, and what goes on', async () => {
  const { id } = await create();
  house.db.run(sql`update extractions set watermark = '"2024-01-01"' where tenant_id = ${house.home.tenant.id}`);
  const kept = await put(id, {
    ...WHAT,
    follow: { ...WHAT.follow, overlap: 5 },
    source: { table: 'orders', columns: ['changed_at', 'id'] },
  });
  expect(kept.json.watermark).toBe('2024-01-01');
  expect((await put(id, { ...WHAT, source: { table: 'others' } }, '2')).json.watermark).toBeNull();
});

describe('is refused', () => {
  test.each([
    ['nothing to read', { source: {} }, 'extraction.whichSource', '/source'],
    ['two things to read', { source: { table: 'a', query: 'b' } }, 'extraction.whichSource', '/source'],
    ['files of tables', { source: { files: '*' } }, 'extraction.otherSource', '/source'],
    ['a stream of what has none', { follow: { by: 'cursor' } }, 'extraction.cannotFollow', '/follow/by'],
    ['new files of tables', { follow: { by: 'files' } }, 'extraction.cannotFollow', '/follow/by'],
    ['no column to follow', { follow: { by: 'column' } }, 'extraction.noColumn', '/follow/column'],
    [
      'a column for nothing',
      { follow: { by: 'everything', column: 'a' } },
      'extraction.columnUnused',
      '/follow/column',
    ],
    ['a part in the place of all', { mode: 'replace' }, 'extraction.replaceNeedsEverything', '/mode'],
    ['an upsert without a key', { mode: 'upsert' }, 'extraction.noKey', '/key'],
    ['a key for nothing', { key: ['a'] }, 'extraction.keyUnused', '/key'],
    [
      'a column that is not read',
      { source: { table: 'a', columns: ['b'] } },
      'extraction.columnLeftOut',
      '/source/columns',
    ],
    ['two datasets', { newDatasetName: 'x' }, 'extraction.whichDataset', '/datasetId'],
    ['a time that never comes', { schedule: { ...SCHEDULE, cron: '0 0 31 2 *' } }, 'schedules.badCron', '/cron'],
    [
      'all missed times, and one at a time',
      { schedule: { ...SCHEDULE, catchUp: 'all' } },
      'schedule.allNeedsQueue',
      '/schedule/overlap',
    ],
    ['a connection that is not there', { connectionId: 'other' }, 'connection.notFound', undefined],
    ['a dataset that is not there', { datasetId: 'other' }, 'dataset.notFound', undefined],
  ])('%s', async (_, wrong, code, pointer) => {
    const got = await ann.post(API, body(wrong));
    expect([got.json.code, got.json.errors?.[0]?.pointer]).toEqual([code, pointer]);
    expect(house.db.get<{ n: number }>(sql`select count(*) as n from extractions`)!.n).toBe(0);
  });

  test('a name that another one has, and a query of what takes none', async () => {
    await create();
    expect((await ann.post(API, body())).json.code).toBe('extraction.nameTaken');
    sources.connector = { ...sources.connector, queries: null };
    const got = await ann.post(API, body({ name: 'Second', source: { query: 'select 1' } }));
    expect(got.json.code).toBe('extraction.noQueries');
  });
});

test('who may not see connections sees none; another tenant sees what is not there', async () => {
  const { id } = await create({ schedule: SCHEDULE });
  const theirs = otherTenant(house);
  await addUser(house, { login: 'vic', tenant: house.home.tenant.id, role: 'viewer' });
  await addUser(house, { login: 'boss', tenant: house.home.tenant.id, role: 'appliance-administrator' });
  await addUser(house, { login: 'stranger', tenant: theirs.tenant, role: 'administrator' });
  const stranger = await signedIn(house, 'stranger');
  for (const login of ['vic', 'boss']) {
    const who = await signedIn(house, login);
    for (const at of [API, `${API}/${id}`, `${API}/${id}/runs`, PAGE, `${PAGE}/${id}`])
      expect([at, (await who.get(at)).status]).toEqual([at, 403]);
  }
  expect((await (await signedIn(house, 'boss')).get('/admin/schedules')).text).not.toContain('Orders');
  expect((await stranger.get(API)).json.total).toBe(0);
  for (const at of [`${API}/${id}`, `${API}/${id}/runs`, `${PAGE}/${id}`])
    expect((await stranger.get(at)).status).toBe(404);
  for (const verb of ['run', 'pause', 'resume'])
    expect((await stranger.post(`${API}/${id}/${verb}`, verb === 'run' ? {} : undefined)).status).toBe(404);
});

test('its time puts a job into the queue, once; paused it rests, and goes on from when it is resumed', async () => {
  const { id } = await create({ schedule: { ...SCHEDULE, cron: '*/10 * * * *', zone: 'UTC' } });
  house.schedules.look();
  const jobs = () => house.jobs.list({ kind: 'connector.extract' });
  house.clock.advance(600_000);
  house.schedules.look();
  house.schedules.look();
  expect(jobs()).toMatchObject([
    { tenant: house.home.tenant.id, workspace: house.home.workspace.id, payload: { extraction: id, dataset } },
  ]);
  const asked = (await ann.post(`${API}/${id}/run`, {})).json;
  expect(asked).toEqual({ job: jobs()[0]!.id, added: false });
  expect((await ann.post(`${API}/${id}/run`, { full: true })).json.code).toBe('extraction.runs');
  expect((await ann.get(`${API}/${id}/runs`)).json.items).toMatchObject([{ state: 'waiting', scheduled: true }]);
  house.db.transaction((tx) => house.jobs.cancel(tx, asked.job));
  expect((await ann.get(`${API}/${id}`)).json.lastRun.state).toBe('cancelled');
  expect((await ann.post(`${API}/${id}/pause`)).json.schedule).toMatchObject({ isPaused: true, nextRunAt: null });
  house.clock.advance(600_000);
  house.schedules.look();
  expect(jobs()).toHaveLength(1);
  await ann.post(`${API}/${id}/resume`);
  house.schedules.look();
  expect((await ann.get(`${API}/${id}`)).json.schedule.nextRunAt).toBe('2026-01-01T00:30:00.000Z');
});

test('what is in the bin rests with its dataset; what reads from a connection is told', async () => {
  const { id } = await create({ schedule: SCHEDULE });
  expect(house.extractions.usesOf(house.home.tenant.id, 'trial')).toEqual([
    { name: 'Orders', path: `${PAGE}/${id}`, isInBin: false, missed: 0 },
  ]);
  await ann.delete(`/api/v1/projects/${house.home.project.id}/datasets/${dataset}`, { 'if-match': '2' });
  expect((await ann.get(API)).json.total).toBe(0);
  expect((await ann.get(`${API}/${id}`)).status).toBe(404);
});

describe('its page', () => {
  test('says what it reads and when, and changes how it loads', async () => {
    const { id } = await create({ schedule: SCHEDULE });
    const { text } = await ann.get(PAGE);
    for (const said of ['Orders', 'ERP', 'At 02:30, Monday through Friday']) expect(text).toContain(said);
    const page = (await ann.get(`${PAGE}/${id}`)).text;
    for (const said of ['what came since the last value of "changed_at"', 'It has not run yet.'])
      expect(page.replaceAll('&quot;', '"')).toContain(said);
    const fields = {
      name: 'Better',
      mode: 'upsert',
      key: 'id, line',
      rowLimit: '5',
      overlap: '120',
      cron: '',
      zone: 'UTC',
      whenBusy: 'skip',
      catchUp: 'once',
      etag: '1',
    };
    expect((await fillForm(ann, `${PAGE}/${id}`, `${PAGE}/${id}`, fields)).status).toBe(303);
    expect((await ann.get(`${API}/${id}`)).json).toMatchObject({
      ...{ name: 'Better', mode: 'upsert', key: ['id', 'line'], rowLimit: 5, schedule: null },
      follow: { by: 'column', column: 'changed_at', overlap: 120 },
    });
    const wrong = await fillForm(ann, `${PAGE}/${id}`, `${PAGE}/${id}`, { ...fields, etag: '2', rowLimit: 'many' });
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('Nothing was changed')]);
  });

  test('runs it, and deletes it once its name was typed', async () => {
    const { id } = await create();
    const press = (what: string, fields: Record<string, string> = {}) =>
      fillForm(ann, `${PAGE}/${id}`, `${PAGE}/${id}/${what}`, fields);
    expect((await press('run')).status).toBe(303);
    expect(house.jobs.list({ kind: 'connector.extract' })).toHaveLength(1);
    expect((await press('delete', { typed: 'Other' })).status).toBe(400);
    expect((await press('delete', { typed: 'Orders' })).status).toBe(303);
    expect(house.jobs.list({ kind: 'connector.extract' })).toMatchObject([{ state: 'cancelled' }]);
  });
});

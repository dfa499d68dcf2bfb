import { beforeEach, expect, test } from 'bun:test';
import { fillForm } from '../../../tests/api/data-recipes.ts';
import { addUser, exampleAppliance, runNow, signedIn } from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';

let house: Awaited<ReturnType<typeof exampleAppliance>>;
let boss: HttpClient;

beforeEach(async () => {
  house = await exampleAppliance();
  await addUser(house, { login: 'boss', tenant: house.home.tenant.id, role: 'appliance-administrator' });
  boss = await signedIn(house, 'boss');
  house.schedules.look();
});

const API = '/api/v1/admin/schedules';
const IDS = [
  ...['house.forget', 'bin.empty', 'refused.forget', 'uploads.sweep', 'pipelines.sweep'],
  ...['audit.retention', 'audit.checkpoint'],
];
const POLICY = { cron: '30 2 * * 1-5', zone: 'Europe/Berlin', overlap: 'queue', catchUp: 'all' };
const put = (sent: object, etag = '1') => boss.put(`${API}/bin.empty`, sent, { 'if-match': etag });

test('the repeated work of the appliance is listed, in words, with its next and its last run', async () => {
  await runNow(house, 'bin.empty');
  const { items } = (await boss.get(API)).json;
  expect(items.map(({ id }: { id: string }) => id)).toEqual(IDS);
  expect(items[1]).toMatchObject({
    ...{ inWords: 'Every 5 minutes', zone: 'UTC', isPaused: false, isChanged: false },
    ...{ nextRunAt: '2026-01-01T00:05:00.000Z', lastRun: { state: 'done', error: null } },
  });
  const { text } = await boss.get('/admin/schedules');
  for (const said of ['Every 5 minutes', 'Seal the audit log', 'done']) expect(text).toContain(said);
});

test.each(IDS)('%s runs to its end', async (id) => {
  await runNow(house, id);
  expect(house.jobs.list({ schedule: id }).map(({ state, errors }) => [state, errors])).toEqual([['done', []]]);
});

test('when it runs can be changed, with the version that was read', async () => {
  const changed = await put(POLICY);
  expect(changed.json).toMatchObject({ ...POLICY, inWords: 'At 02:30, Monday through Friday', isChanged: true });
  expect(changed.headers.get('etag')).toBe('"2"');
  await Bun.sleep(0);
  expect((await boss.get(`${API}/bin.empty`)).json.nextRunAt).toBe('2026-01-01T01:30:00.000Z');
  expect((await put(POLICY)).json.code).toBe('change.stale');
  const row = house.auditRows().at(-1) as { action: string; before?: string; after?: string };
  expect([row.action, JSON.parse(row.before!).cron, JSON.parse(row.after!)]).toEqual([
    ...['schedule.change', '*/5 * * * *', POLICY],
  ]);
});

test.each([
  [{ cron: '* * * * * *' }, 'schedules.badCron', '/cron'],
  [{ cron: '0 0 31 2 *' }, 'schedules.badCron', '/cron'],
  [{ zone: 'Berlin' }, 'schedules.badZone', '/zone'],
  [{ overlap: 'skip' }, 'schedule.allNeedsQueue', '/overlap'],
])('%j is refused, with the field', async (wrong, code, pointer) => {
  const got = await put({ ...POLICY, ...wrong });
  expect([got.status, got.json.code, got.json.errors[0].pointer]).toEqual([400, code, pointer]);
  const page = await fillForm(boss, '/admin/schedules/bin.empty', '/admin/schedules/bin.empty', {
    ...POLICY,
    ...wrong,
  });
  expect([page.status, page.text.includes('aria-invalid="true"')]).toEqual([400, true]);
});

test('paused it does nothing, and nothing of it is caught up', async () => {
  expect((await boss.post(`${API}/bin.empty/pause`)).json).toMatchObject({ isPaused: true, nextRunAt: null });
  house.clock.advance(20 * 60_000);
  house.schedules.look();
  expect(house.jobs.list({ schedule: 'bin.empty' })).toEqual([]);
  await boss.post(`${API}/bin.empty/resume`);
  house.schedules.look();
  expect(house.jobs.list({ schedule: 'bin.empty' })).toEqual([]);
  expect((await boss.get(`${API}/bin.empty`)).json).toMatchObject({
    isPaused: false,
    nextRunAt: '2026-01-01T00:25:00.000Z',
  });
});

test('run now: its job, once', async () => {
  const first = (await boss.post(`${API}/bin.empty/run`)).json;
  const second = (await boss.post(`${API}/bin.empty/run`)).json;
  expect([first.added, second]).toEqual([true, { job: first.job, added: false }]);
  expect((await boss.post(`${API}/nothing/run`)).json.code).toBe('schedule.notFound');
});

test('who administers a tenant has no business here', async () => {
  await addUser(house, { login: 'root', tenant: house.home.tenant.id, role: 'administrator' });
  const root = await signedIn(house, 'root');
  expect((await root.get(API)).status).toBe(403);
  expect((await root.post(`${API}/bin.empty/run`)).status).toBe(403);
});

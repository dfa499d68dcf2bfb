import { beforeEach, describe, expect, test } from 'bun:test';
import { AppError, sql } from '#sdk';
import { deadJob, waitingJob } from '../../../tests/api/job-recipes.ts';
import { addUser, exampleAppliance, otherTenant, signedIn } from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';
import { systemActor } from '../../platform/access/actor.ts';
import { eventBus } from '../../platform/events/index.ts';
import { EVERY_JOB } from './realm.ts';
import { redacted, rowsOf } from './redact.ts';
import { watchJob } from './use-cases.ts';

let house: Awaited<ReturnType<typeof exampleAppliance>>;
let ann: HttpClient;
let root: HttpClient;
let boss: HttpClient;

beforeEach(async () => {
  house = await exampleAppliance();
  const tenant = house.home.tenant.id;
  await addUser(house, { login: 'ann', tenant, role: 'analyst' });
  await addUser(house, { login: 'root', tenant, role: 'administrator' });
  await addUser(house, { login: 'boss', tenant, role: 'appliance-administrator' });
  [ann, root, boss] = [await signedIn(house, 'ann'), await signedIn(house, 'root'), await signedIn(house, 'boss')];
});

const API = '/api/v1/jobs';
const ids = async (who: HttpClient, path: string): Promise<string[]> =>
  (await who.get(path)).json.items.map(({ id }: { id: string }) => id).sort();
const patch = (who: HttpClient, path: string, body: object) =>
  who.send(path, {
    method: 'PATCH',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
const enqueue = (job: { tenant: string | null; workspace?: string; payload?: unknown; runAtMs?: number }) =>
  house.db.transaction((tx) => house.jobs.enqueue(tx, { kind: 'planted', payload: {}, ...job })).id;

describe('who sees which jobs', () => {
  test('people those of their workspaces, administrators the tenant’s, the appliance’s administrator the appliance’s', async () => {
    const { tenant, workspace } = house.home;
    const elsewhere = house.newId();
    house.db.run(
      sql`insert into workspaces (id, tenant_id, name, created_at) values (${elsewhere}, ${tenant.id}, 'Elsewhere', 0)`,
    );
    await addUser(house, { login: 'eve', tenant: tenant.id, role: 'analyst', workspace: elsewhere });
    const eve = await signedIn(house, 'eve');
    const here = enqueue({ tenant: tenant.id, workspace: workspace.id });
    const there = enqueue({ tenant: tenant.id, workspace: elsewhere });
    const whole = enqueue({ tenant: tenant.id });
    const own = enqueue({ tenant: null });
    const other = otherTenant(house);
    const foreign = enqueue({ tenant: other.tenant, workspace: other.workspace });

    expect(await ids(ann, API)).toEqual([here, there].sort());
    expect(await ids(eve, API)).toEqual([there]);
    expect(await ids(eve, `${API}?workspaceId=${workspace.id}`)).toEqual([]);
    expect(await ids(root, '/api/v1/admin/jobs')).toEqual([here, there, whole].sort());
    expect(await ids(boss, '/api/v1/admin/appliance-jobs')).toEqual([own]);
    for (const [who, path, id] of [
      [eve, API, here],
      [ann, API, whole],
      [ann, API, own],
      [root, '/api/v1/admin/jobs', own],
      [root, '/api/v1/admin/jobs', foreign],
      [boss, '/api/v1/admin/appliance-jobs', here],
    ] as const)
      for (const got of [await who.get(`${path}/${id}`), await who.post(`${path}/${id}/cancel`)])
        expect([got.status, got.json.code]).toEqual([404, 'job.notFound']);
    for (const [who, path] of [
      [boss, API],
      [boss, '/api/v1/admin/jobs'],
      [ann, '/api/v1/admin/jobs'],
      [root, '/api/v1/admin/appliance-jobs'],
    ] as const)
      expect((await who.get(path)).status).toBe(403);
  });

  test('a viewer looks and changes nothing', async () => {
    await addUser(house, { login: 'vic', tenant: house.home.tenant.id, role: 'viewer' });
    const vic = await signedIn(house, 'vic');
    const id = waitingJob(house);
    expect((await vic.get(`${API}/${id}`)).status).toBe(200);
    expect((await vic.post(`${API}/${id}/cancel`)).status).toBe(403);
    const { text } = await vic.get(`/jobs/${id}`);
    expect(text).not.toContain('/cancel"');
  });
});

test('lists by state and kind, with the counts of all, page by page and by cursor', async () => {
  const dead = deadJob(house);
  const waiting = [waitingJob(house), waitingJob(house), waitingJob(house)];
  const { counts, total } = (await ann.get(`${API}?state=dead`)).json;
  expect([counts.ready, counts.dead, total]).toEqual([3, 1, 1]);
  expect(await ids(ann, `${API}?state=dead`)).toEqual([dead]);
  expect(await ids(ann, `${API}?kind=other`)).toEqual([]);
  const first = (await ann.get(`${API}?limit=3`)).json;
  const second = (await ann.get(`${API}?limit=3&cursor=${first.next}`)).json;
  expect([first.items.length, first.total, second.items.map(({ id }: { id: string }) => id), second.next]).toEqual([
    ...[3, 4, [dead], null],
  ]);
  expect(await ids(ann, `${API}?limit=2&page=2`)).toHaveLength(2);
  expect(waiting).toHaveLength(3);
});

describe('what can be done about a job', () => {
  test('cancelled, run again, moved, discarded; each only where its state allows it', async () => {
    const dead = deadJob(house);
    const id = waitingJob(house);
    const moved = await patch(ann, `${API}/${id}`, { runAt: '2030-01-01T12:00:00+02:00', priority: 10 });
    expect(moved.json).toMatchObject({ state: 'ready', runAt: '2030-01-01T10:00:00.000Z', priority: 10 });
    expect((await ann.delete(`${API}/${id}`)).json).toMatchObject({ status: 409, code: 'job.otherState' });
    expect((await ann.post(`${API}/${id}/cancel`)).json.state).toBe('cancelled');
    expect((await patch(ann, `${API}/${id}`, { priority: 1 })).json.code).toBe('job.otherState');
    expect((await ann.post(`${API}/${id}/retry`)).json).toMatchObject({ state: 'ready', attempt: 0 });
    expect((await ann.delete(`${API}/${dead}`)).status).toBe(204);
    expect((await ann.get(`${API}/${dead}`)).status).toBe(404);
    const actions = house.auditRows().map(({ action }) => action);
    expect(actions.filter((action) => action.startsWith('job.'))).toEqual([
      ...['job.reschedule', 'job.cancel', 'job.retry', 'job.discard'],
    ]);
  });

  test.each([
    [{}, 400, 'job.nothingToChange'],
    [{ runAt: '2030-02-31T99:99:00Z' }, 400, 'job.badInstant'],
    [{ runAt: 'tomorrow' }, 400, 'http.invalidBody'],
    [{ priority: 0 }, 400, 'http.invalidBody'],
    [{ state: 'done' }, 400, 'http.invalidBody'],
  ])('%j is refused', async (body, status, code) => {
    const got = await patch(ann, `${API}/${waitingJob(house)}`, body);
    expect([got.status, got.json.code]).toEqual([status, code]);
  });
});

test('one job: attempts and their errors, what it said, what it waits for, and no text that may be data', async () => {
  const { tenant, workspace } = house.home;
  const parent = enqueue({ tenant: tenant.id, workspace: workspace.id, payload: { name: 'Ann Berg', rows: [1, 2] } });
  const child = house.db.transaction((tx) =>
    house.jobs.enqueue(tx, {
      kind: 'planted',
      payload: {},
      tenant: tenant.id,
      workspace: workspace.id,
      dependsOn: [parent],
    }),
  ).id;
  const claim = house.jobs.claim(['planted'])!;
  house.jobs.addLines(parent, [
    { atMs: house.clock.now(), attempt: 1, level: 'warn', event: 'planted.odd', fields: { rows: 3 } },
  ]);
  house.jobs.fail(claim, new AppError('unavailable', 'planted.away', 'The source does not answer.'));
  const { json } = await ann.get(`${API}/${parent}`);
  expect(json).toMatchObject({
    ...{ state: 'ready', attempt: 1, payload: { name: '[not shown]', rows: '[2]' }, result: null },
    errors: [{ attempt: 1, code: 'planted.away', message: 'The source does not answer.' }],
    lines: [{ level: 'warn', event: 'planted.odd', fields: { rows: 3 } }],
    dependents: [{ id: child, state: 'ready' }],
  });
  expect((await ann.get(`${API}/${child}`)).json).toMatchObject({ waitsFor: 1, dependsOn: [{ id: parent }] });
  const { text } = await ann.get(`/jobs/${parent}`);
  for (const said of ['The source does not answer.', 'planted.odd', `/jobs/${child}`]) expect(text).toContain(said);
  expect(text).not.toContain('Ann Berg');
});

test.each([
  ['0199a3c2-7d10-7000-8000-000000000002', true],
  ['e'.repeat(64), true],
  ['replace', true],
  ['directory.sync', true],
  ['Europe/Berlin', true],
  ['2026-11-27T08:00:00.000Z', true],
  ['Ann Berg', false],
  ['ann@example.org', false],
  ['/srv/data/orders.csv', false],
  ['hunter2', false],
  ['aGVsbG8gd29ybGQ', false],
  ['ignore me; drop table', false],
])('the text %p is shown: %p', (text, isShown) => {
  expect(redacted({ text })).toEqual({ text: isShown ? text : '[not shown]' });
});

test('secrets by name, long lists and deep values are not shown either', () => {
  const value = { apiKey: 'abc', n: 3, ok: true, none: null, list: ['x'], a: { b: { c: { d: 1 } } } };
  expect(redacted(value)).toEqual({
    ...{ apiKey: '[redacted]', n: 3, ok: true, none: null, list: '[1]', a: { b: { c: '{…}' } } },
  });
  expect(rowsOf({ a: { b: 1, endedAtMs: 2 }, list: '[3]', none: null })).toEqual([
    { path: 'a.b', text: '1', count: 1 },
    { path: 'a.endedAtMs', text: '2', atMs: 2 },
    { path: 'list', text: '[3]', length: 3 },
  ]);
});

test('its states are told as they come, until it has ended', async () => {
  const id = waitingJob(house);
  const cookie = [...ann.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const request = new Request(`http://localhost${API}/${id}/events`, { headers: { cookie } });
  const reader = (await house.app.handle(request)).body!.getReader();
  let told = '';
  const until = async (text: string) => {
    while (!told.includes(text)) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`ended before "${text}": ${told}`);
      told += new TextDecoder().decode(value);
    }
  };
  await until('"state":"ready"');
  const claim = house.jobs.claim(['planted'])!;
  await until('"state":"running"');
  house.jobs.finish(claim);
  await until('"state":"done"');
  expect((await reader.read()).done).toBe(true);
  expect((await ann.get(`${API}/${id}/events`)).status).toBe(204);
});

test('progress is told in between, of this job alone', () => {
  const [id, other] = [waitingJob(house), waitingJob(house)];
  const { db, jobs, changes, clock, home } = house;
  const events = eventBus({ db, clock });
  const told: unknown[] = [];
  const watch = watchJob({ jobs, events, changes, clock }, EVERY_JOB, systemActor('test', null), id)!;
  const leave = watch({
    changed: ({ state }) => told.push(state),
    progress: (share, note) => told.push([share, note]),
    ended: () => told.push('ended'),
  });
  const progress = (job: string, share: number) =>
    events.announce({
      ...{ type: 'job.progress', tenant: home.tenant.id, correlationId: 'c' },
      payload: { job, share, note: 'reading' },
    });
  progress(id, 0.5);
  progress(other, 0.7);
  leave();
  progress(id, 0.9);
  expect(told).toEqual(['ready', [0.5, 'reading']]);
});

/**
 * kill -9 at random moments of jobs, schedules and loads. Whatever a server acknowledged is done once its successor has worked, exactly
 * once; no time of a schedule is lost and none runs twice.
 *
 * `ADIT_TEST_KILLS=200 bun test tests/faults/jobs.test.ts` kills 200 times of each; `ADIT_TEST_SEED` repeats a run.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { sql } from '#sdk';
import { migrate, openDb } from '../../src/platform/db/index.ts';
import { AditBench, firstAdministrator, type ServerRun, until } from '../adit-bench.ts';
import { CONNECTIONS, newPushConnection, PUSH_TOKEN } from '../connection-house.ts';
import { HttpClient, listening } from '../http-client.ts';
import { stateOf } from './appliance-state.ts';
import { seeded } from './seeded.ts';

const WORKER_KILLS = Number(process.env.ADIT_TEST_KILLS ?? 10);
const SERVER_KILLS = Number(process.env.ADIT_TEST_KILLS ?? 4);
const SEED = Number(process.env.ADIT_TEST_SEED ?? 1);
const bench = new AditBench();
afterAll(() => bench[Symbol.asyncDispose]());

test(
  `schedules and their jobs, killed ${WORKER_KILLS} times: each time has one job, each job one effect`,
  async () => {
    const random = seeded(SEED);
    const file = join(bench.folder, 'jobs.sqlite');
    const db = openDb(file);
    migrate(db);
    db.run(sql`create table done (job text not null) strict`);
    const FIRST = Date.UTC(2026, 0, 1);
    db.run(sql`insert into schedules (id, noted_at, updated_at) values ('count', ${FIRST}, 0)`);
    db.run(sql`insert into tenants (id, name, created_at) values ('t', 'T', 0)`);
    db.run(sql`insert into workspaces (id, tenant_id, name, created_at) values ('w', 't', 'W', 0)`);
    db.run(sql`insert into workspace_schedules (id, tenant_id, workspace_id, owner_kind, owner_id, title, job, cron, zone, overlap,
        catch_up, noted_at, created_at, updated_at)
      values ('own', 't', 'w', 'thing', 'x', 'Count', '{"kind":"count","payload":{},"key":"x","maxAttempts":100}', '* * * * * *',
        'UTC', 'queue', 'all', ${FIRST}, 0, 0)`);
    const worker = () =>
      Bun.spawn([process.execPath, join(import.meta.dir, 'scheduled-worker.ts'), file], {
        ...{ stdout: 'pipe', stderr: 'inherit', env: bench.environment() },
      });
    const work = async (ms: number) => {
      const child = worker();
      await child.stdout.getReader().read();
      await Bun.sleep(ms);
      child.kill('SIGKILL');
      await child.exited;
    };
    for (let kill = 0; kill < WORKER_KILLS; kill++) await work(random() * 300);
    const count = (statement: Parameters<typeof db.get>[0]) => db.get<{ n: number }>(statement)!.n;
    // Nothing more is added; what is there is worked off by a process that nobody kills before its end.
    db.run(sql`update schedules set paused_at = 1`);
    db.run(sql`update workspace_schedules set paused_at = 1`);
    const last = worker();
    const open = sql`select count(*) as n from jobs where state in ('ready', 'running')`;
    await until(() => (count(open) === 0 ? true : undefined));
    last.kill('SIGKILL');
    await last.exited;
    const jobs = count(sql`select count(*) as n from jobs`);
    const timesOf = (noted: number) => (noted - FIRST) / 1000;
    const crashed = count(sql`select count(*) as n from jobs where errors like '%jobs.crashed%'`);
    const times = timesOf(count(sql`select noted_at as n from schedules`));
    const ownTimes = timesOf(count(sql`select noted_at as n from workspace_schedules`));
    console.log(
      `${WORKER_KILLS} kills, ${jobs} jobs for ${times} and ${ownTimes} times, ${crashed} of them interrupted`,
    );
    const ownJobs = count(sql`select count(*) as n from jobs where tenant_id = 't' and schedule_id = 'own'`);
    expect([jobs - ownJobs, ownJobs]).toEqual([times, ownTimes]);
    expect(jobs).toBeGreaterThan(WORKER_KILLS);
    const quarantined = count(sql`select count(*) as n from jobs where state = 'quarantined'`);
    const effects = db.get<{ n: number; jobs: number }>(
      sql`select count(*) as n, count(distinct job) as jobs from done`,
    )!;
    expect(effects).toEqual({ n: jobs - quarantined, jobs: jobs - quarantined });
    db.close();
  },
  60_000 + WORKER_KILLS * 3000,
);

const CASES = 20;
const EVENTS = 3;
const batch = (number: number): Uint8Array =>
  Buffer.from(
    `case_id,activity,timestamp\n${Array.from({ length: CASES }, (_, c) =>
      Array.from({ length: EVENTS }, (_, e) => `order-${number}-${c},step ${e},2024-01-0${e + 1}T09:00:00Z\n`).join(''),
    ).join('')}`,
  );

let project = '';
let dataset = '';
let cookies: HttpClient['cookies'] = new Map();

/** A browser of the same person at another server. */
function browserAt({ url }: ServerRun): HttpClient {
  const browser = new HttpClient(listening(url));
  for (const [name, value] of cookies) browser.cookies.set(name, value);
  return browser;
}

async function started(): Promise<{ server: ServerRun; browser: HttpClient; readyMs: number }> {
  const began = performance.now();
  const server = await bench.serve({ ADIT__DATA__MIN_FREE_BYTES: '0' });
  const readyMs = performance.now() - began;
  return { server, browser: browserAt(server), readyMs };
}

beforeAll(async () => {
  const { server } = await started();
  const browser = await firstAdministrator(server);
  cookies = browser.cookies;
  project = (await browser.get('/api/v1/projects')).json.items[0].id;
  dataset = (await browser.post(`/api/v1/projects/${project}/datasets`, { name: 'Orders' })).json.id;
  await server.stop();
}, 60_000);

/** Sends a file and asks for its load; the id of the job once that is acknowledged. */
async function load(browser: HttpClient, number: number): Promise<string> {
  const sent = { method: 'POST', body: batch(number) };
  const { id } = (await browser.send(`/api/v1/uploads/file?name=orders-${number}.csv&datasetId=${dataset}`, sent)).json;
  const asked = await browser.post(`/api/v1/uploads/${id}/load`, { mode: 'append' });
  if (asked.status !== 202) throw new Error(`${asked.status} ${asked.text}`);
  return asked.json.jobId;
}

/** Waits until a load has ended well. */
async function done(browser: HttpClient, job: string): Promise<void> {
  for (;;) {
    const { json } = await browser.get(`/api/v1/jobs/${job}`);
    if (json.state === 'done') return;
    if (json.state !== 'ready' && json.state !== 'running')
      throw new Error(`The load ended as ${json.state}: ${JSON.stringify(json.errors)}`);
    await Bun.sleep(20);
  }
}

test(
  `loads through a server that is killed ${SERVER_KILLS} times: what was acknowledged is there, once`,
  async () => {
    const random = seeded(SEED + 1);
    const ready: number[] = [];
    let wholeMs = 1500;
    let acknowledged = 0;
    for (let number = 0; number < SERVER_KILLS; number++) {
      const what = `seed ${SEED}, kill ${number}`;
      const first = await started();
      ready.push(first.readyMs);
      let job: string | null = null;
      const working = load(first.browser, number)
        .then(async (id) => {
          job = id;
          await done(first.browser, id);
        })
        .catch(() => {});
      await Bun.sleep(random() * 1.1 * wholeMs);
      await first.server.stop('SIGKILL');
      await working;
      if (job) acknowledged++;

      const second = await started();
      ready.push(second.readyMs);
      const began = performance.now();
      // Acknowledged: it goes on by itself. If not, it is sent again, and counts once whether it had arrived or not.
      await done(second.browser, job ?? (await load(second.browser, number)));
      wholeMs = Math.max(200, job ? wholeMs : performance.now() - began);
      const { version } = (await second.browser.get(`/api/v1/projects/${project}/datasets/${dataset}`)).json;
      const cases = CASES * (number + 1);
      expect([what, version.cases, version.events]).toEqual([what, cases, cases * EVENTS]);
      await second.server.stop();
      const state = stateOf(bench.data);
      expect([what, state.strangers, state.missing, state.loads]).toEqual([what, [], [], number + 1]);
    }
    const slowest = Math.round(Math.max(...ready));
    console.log(`${SERVER_KILLS} kills, ${acknowledged} loads acknowledged before; ready in at most ${slowest} ms`);
  },
  60_000 + SERVER_KILLS * 20_000,
);

test('pushed rows that were acknowledged are there after kill -9 right behind the answer, once', async () => {
  const first = await started();
  const { id } = (await first.browser.post(`/api/v1/projects/${project}/datasets`, { name: 'Pushed' })).json;
  const at = `/api/v1/projects/${project}/datasets/${id}`;
  await first.server.stop();
  const PUSHES = 4;
  for (let number = 0; number < PUSHES; number++) {
    const { server, browser } = await started();
    const rows = Array.from({ length: 5 }, (_, i) => ({
      ...{ case: `c${number}`, activity: `step ${i}`, time: `2024-01-0${i + 1}T09:00:00Z` },
    }));
    const sent = { method: 'POST', body: JSON.stringify(rows), headers: { 'idempotency-key': `push-${number}` } };
    const got = await browser.send(`${at}/events`, sent);
    await server.stop('SIGKILL');
    expect(got.status).toBe(202);
  }
  const last = await started();
  for (;;) {
    const { items } = (await last.browser.get(`${at}/pushes`)).json;
    expect(items.length).toBe(PUSHES);
    if (items.every((push: { state: string }) => push.state === 'loaded')) break;
    await Bun.sleep(50);
  }
  expect((await last.browser.get(at)).json.version).toMatchObject({ cases: PUSHES, events: PUSHES * 5 });
  await last.server.stop();
}, 120_000);

test('messages of other systems that were acknowledged are there after kill -9 right behind the answer, once', async () => {
  const first = await started();
  const { id } = (await first.browser.post(`/api/v1/projects/${project}/datasets`, { name: 'Messages' })).json;
  const connectionId = (await first.browser.post(CONNECTIONS, newPushConnection())).json.id;
  const what = { connectionId, datasetId: id, source: { pushes: true }, follow: { by: 'everything' }, mode: 'append' };
  expect((await first.browser.post('/api/v1/data-designer/import-jobs', { name: 'Messages', ...what })).status).toBe(
    201,
  );
  await first.server.stop();
  const MESSAGES = 3;
  const sent = (number: number) => ({
    method: 'POST',
    headers: { authorization: `Bearer ${PUSH_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify([{ case: `c${number}`, activity: 'pay', time: `2024-01-0${number + 1}T09:00:00Z` }]),
  });
  for (let number = 0; number < MESSAGES; number++) {
    const { server } = await started();
    const got = await fetch(`${server.url}/api/v1/push/${connectionId}`, sent(number));
    await server.stop('SIGKILL');
    expect(got.status).toBe(202);
  }
  const last = await started();
  // A sender that did not see the answer sends it again.
  expect((await fetch(`${last.server.url}/api/v1/push/${connectionId}`, sent(0))).status).toBe(202);
  const at = `/api/v1/projects/${project}/datasets/${id}`;
  for (;;) {
    const { items } = (await last.browser.get(`${at}/pushes`)).json;
    expect(items.length).toBe(MESSAGES);
    if (items.every((push: { state: string }) => push.state === 'loaded')) break;
    await Bun.sleep(50);
  }
  expect((await last.browser.get(at)).json.version).toMatchObject({ cases: MESSAGES, events: MESSAGES });
  await last.server.stop();
}, 120_000);

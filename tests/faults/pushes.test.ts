/**
 * kill -9 while messages come in at the address of a connection that feeds two import jobs: when the rows of the first are on disk and
 * those of the second are not, when all is kept and nothing was answered, and at random moments. A message is in both datasets or in none; one that was acknowledged is in
 * both; what the sender sends again because it heard no answer is in each once.
 *
 * `ADIT_TEST_KILLS=200 bun test tests/faults/pushes.test.ts` kills 200 times; `ADIT_TEST_SEED` repeats a run.
 */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { AditBench, firstAdministrator, type ServerRun } from '../adit-bench.ts';
import { CONNECTIONS, newPushConnection, PUSH_TOKEN } from '../connection-house.ts';
import { HttpClient, listening } from '../http-client.ts';
import { seeded } from './seeded.ts';

const KILLS = Number(process.env.ADIT_TEST_KILLS ?? 3);
const SEED = Number(process.env.ADIT_TEST_SEED ?? 1);
/** More than are taken in the time that a server lives. */
const MESSAGES = 200;
const bench = new AditBench();
afterAll(() => bench[Symbol.asyncDispose]());

let cookies: HttpClient['cookies'] = new Map();
let project = '';
let connection = '';
let datasets: string[] = [];

async function started(env: Record<string, string> = {}): Promise<{ server: ServerRun; browser: HttpClient }> {
  const server = await bench.serve({ ADIT__DATA__MIN_FREE_BYTES: '0', ...env });
  const browser = new HttpClient(listening(server.url));
  for (const [name, value] of cookies) browser.cookies.set(name, value);
  return { server, browser };
}

beforeAll(async () => {
  const { server } = await started();
  const browser = await firstAdministrator(server);
  cookies = browser.cookies;
  project = (await browser.get('/api/v1/projects')).json.items[0].id;
  connection = (await browser.post(CONNECTIONS, newPushConnection())).json.id;
  for (const name of ['All of it', 'Two columns']) {
    const columns = ['case', 'activity', 'time'];
    const made = await browser.post('/api/v1/data-designer/import-jobs', {
      ...{ name, connectionId: connection, projectId: project, newDatasetName: name, mode: 'append' },
      ...{ source: { pushes: true, ...(name === 'All of it' ? {} : { columns }) }, follow: { by: 'everything' } },
    });
    if (made.status !== 201) throw new Error(made.text);
    datasets.push(made.json.datasetId);
  }
  datasets = datasets.toSorted();
  await server.stop();
}, 120_000);

const message = (round: string, number: number) =>
  JSON.stringify({
    ...{ case: `${round}-${number}`, activity: 'step', time: `2026-05-02T08:00:${10 + (number % 50)}Z` },
    note: 'a word',
  });

/** Whether it was acknowledged; a server that dies says nothing. */
const sent = (url: string, body: string): Promise<boolean> =>
  fetch(new URL(`/api/v1/push/${connection}`, url), {
    ...{ method: 'POST', body, headers: { authorization: `Bearer ${PUSH_TOKEN}` } },
  }).then(
    ({ status }) => status === 202,
    () => false,
  );

/** Cases of each dataset once all that waits is loaded: how many events each has. */
async function casesOf(browser: HttpClient): Promise<Map<string, number>[]> {
  const found: Map<string, number>[] = [];
  for (const dataset of datasets) {
    const at = `/api/v1/projects/${project}/datasets/${dataset}`;
    while ((await browser.get(`${at}/pushes`)).json.items.some(({ state }: { state: string }) => state === 'waiting'))
      await Bun.sleep(20);
    const cases = new Map<string, number>();
    const got = await browser.get(`${at}/export?format=csv&gzip=false`);
    if (got.status === 200)
      for (const line of got.text.trim().split('\n').slice(1)) {
        const [name] = line.split(',', 1) as [string];
        cases.set(name, (cases.get(name) ?? 0) + 1);
      }
    found.push(cases);
  }
  return found;
}

test('killed when the rows are on disk for the first of two import jobs, it has taken them for none', async () => {
  const doomed = await started({ ADIT_FAIL_POINT: 'push.written' });
  expect(await sent(doomed.server.url, message('half', 1))).toBe(false);
  await doomed.server.stop('SIGKILL');
  const { server, browser } = await started();
  expect((await casesOf(browser)).map(({ size }) => size)).toEqual([0, 0]);
  const left = [...new Bun.Glob('**/pushes/**/*.ndjson').scanSync({ cwd: bench.data })];
  expect(left).toEqual([]);
  expect(await sent(server.url, message('half', 1))).toBe(true);
  for (const cases of await casesOf(browser)) expect([...cases]).toEqual([['half-1', 1]]);
  await server.stop();
}, 120_000);

test('killed when it was kept and not yet answered, both have it, and the sender may send it again', async () => {
  const doomed = await started({ ADIT_FAIL_POINT: 'push.kept' });
  expect(await sent(doomed.server.url, message('kept', 1))).toBe(false);
  await doomed.server.stop('SIGKILL');
  const { server, browser } = await started();
  for (const cases of await casesOf(browser)) expect(cases.get('kept-1')).toBe(1);
  expect(await sent(server.url, message('kept', 1))).toBe(true);
  for (const cases of await casesOf(browser)) expect(cases.get('kept-1')).toBe(1);
  await server.stop();
}, 120_000);

test(`killed ${KILLS} times while messages come: each is in both datasets, once`, async () => {
  const random = seeded(SEED);
  const all = new Map(['half', 'kept'].map((round) => [`${round}-1`, message(round, 1)]));
  const taken = new Set(all.keys());
  for (let round = 0; round < KILLS; round++) {
    const { server } = await started();
    const killed = Bun.sleep(random() * 1500).then(() => server.stop('SIGKILL'));
    for (let number = 0; number < MESSAGES; number++) {
      const name = `r${round}-${number}`;
      all.set(name, message(`r${round}`, number));
      if (await sent(server.url, all.get(name)!)) taken.add(name);
      else break;
    }
    await killed;
  }
  const { server, browser } = await started();
  const [first, second] = (await casesOf(browser)) as [Map<string, number>, Map<string, number>];
  const what = `seed ${SEED}`;
  expect([...first.keys()].toSorted(), what).toEqual([...second.keys()].toSorted());
  expect(
    [...taken].filter((name) => !first.has(name)),
    what,
  ).toEqual([]);
  for (const body of all.values()) expect(await sent(server.url, body), what).toBe(true);
  for (const cases of await casesOf(browser)) {
    expect([...cases.keys()].toSorted(), what).toEqual([...all.keys()].toSorted());
    expect(
      [...cases.values()].every((events) => events === 1),
      what,
    ).toBe(true);
  }
  await server.stop();
}, 300_000);

/**
 * kill -9 at random moments of loads from a connection, through a server and a source that are both real. What was asked for is done once
 * the next server has worked, whatever it was killed in: reading, loading, publishing. Each run overlaps the one before, and finds rows
 * that came late; nothing is doubled or lost.
 *
 * `ADIT_TEST_KILLS=200 bun test tests/faults/extractions.test.ts` kills 200 times; `ADIT_TEST_SEED` repeats a run.
 */
import { Database } from 'bun:sqlite';
import { afterAll, expect, test } from 'bun:test';
import { AditBench, firstAdministrator, type ServerRun } from '../adit-bench.ts';
import { HttpClient, listening } from '../http-client.ts';
import { stateOf } from './appliance-state.ts';
import { seeded } from './seeded.ts';

const KILLS = Number(process.env.ADIT_TEST_KILLS ?? 3);
const SEED = Number(process.env.ADIT_TEST_SEED ?? 1);
const ROWS = 60_000;
const LATE = 50;
const API = '/api/v1/data-designer/import-jobs';
const bench = new AditBench();
afterAll(() => bench[Symbol.asyncDispose]());

let cookies: HttpClient['cookies'] = new Map();
async function started(): Promise<{ server: ServerRun; browser: HttpClient }> {
  const folders = JSON.stringify([bench.folder]);
  const server = await bench.serve({ ADIT__DATA__MIN_FREE_BYTES: '0', ADIT__CONNECTORS__FOLDERS: folders });
  const browser = new HttpClient(listening(server.url));
  for (const [name, value] of cookies) browser.cookies.set(name, value);
  return { server, browser };
}

/** Rows of one day, minute by minute, and some of the hour before that nobody had written yet. */
function addRows(file: string, round: number, random: () => number): void {
  const db = new Database(file);
  const insert = db.prepare('insert into steps (case_id, activity, at, note) values (?, ?, ?, ?)');
  const at = (second: number) => new Date(Date.UTC(2024, 0, 1) + second * 1000).toISOString();
  db.transaction(() => {
    for (let i = 0; i < LATE && round > 0; i++)
      insert.run(`c${i}`, 'late', at(round * ROWS - 1 - Math.floor(random() * 3000)), `round ${round}`);
    for (let i = 0; i < ROWS; i++)
      insert.run(
        `c${Math.floor(random() * 5000)}`,
        `step ${i % 7}`,
        at(round * ROWS + i),
        random() < 0.1 ? 'a, "b"' : null,
      );
  })();
  db.close();
}

const isOver = ({ state }: { state: string }) => ['done', 'failed', 'cancelled'].includes(state);
async function runsOf(browser: HttpClient, id: string): Promise<{ state: string; error: unknown; attempt: number }[]> {
  return (await browser.get(`${API}/${id}/runs?limit=500`)).json.items;
}

test(
  `loads from a connection through a server that is killed ${KILLS} times: every row is there, once`,
  async () => {
    const random = seeded(SEED);
    const file = bench.file('erp.sqlite', '');
    new Database(file).run('create table steps (case_id text, activity text, at text, note text)');
    const first = await started();
    const root = await firstAdministrator(first.server);
    cookies = root.cookies;
    const project = (await root.get('/api/v1/projects')).json.items[0].id;
    const connection = { name: 'ERP', connector: 'sqlite', settings: { file } };
    const connectionId = (await root.post('/api/v1/data-designer/connectors', connection)).json.id;
    const made = await root.post(API, {
      ...{ name: 'Steps', connectionId, projectId: project, newDatasetName: 'Steps', mode: 'append' },
      ...{ source: { table: 'steps' }, follow: { by: 'column', column: 'at', overlap: 3600 } },
    });
    expect([made.status, made.text]).toEqual([201, expect.any(String)]);
    const { id, datasetId } = made.json;
    await first.server.stop();
    let wholeMs = 3000;
    let resumed = 0;
    for (let round = 0; round <= KILLS; round++) {
      const what = `seed ${SEED}, round ${round}`;
      addRows(file, round, random);
      const ask = async (browser: HttpClient) => (await browser.post(`${API}/${id}/run`, {})).status === 202;
      let isAsked = false;
      if (round > 0) {
        const doomed = await started();
        isAsked = await ask(doomed.browser).catch(() => false);
        await Bun.sleep(random() * 1.1 * wholeMs);
        await doomed.server.stop('SIGKILL');
      }
      const next = await started();
      const began = performance.now();
      if (!isAsked) await ask(next.browser);
      let runs = await runsOf(next.browser, id);
      for (; runs.length <= round || !runs.every(isOver); runs = await runsOf(next.browser, id)) await Bun.sleep(20);
      if (round === 0) wholeMs = performance.now() - began;
      expect([what, runs[0]]).toEqual([what, expect.objectContaining({ state: 'done' })]);
      if (runs[0]!.attempt > 1) resumed++;
      const { version } = (await next.browser.get(`/api/v1/projects/${project}/datasets/${datasetId}`)).json;
      expect([what, version.events]).toEqual([what, ROWS * (round + 1) + LATE * round]);
      await next.server.stop();
      const { strangers, missing } = stateOf(bench.data);
      expect([what, strangers, missing]).toEqual([what, [], []]);
    }
    console.log(`${KILLS} kills, ${resumed} runs were interrupted; a whole one takes ${Math.round(wholeMs)} ms`);
  },
  120_000 + KILLS * 30_000,
);

/**
 * kill -9 at random moments of loads of workbooks from a folder, through a server and a connector that are both real. Whatever it was
 * killed in, copying, reading, publishing: once the next server has worked, each file is there once, those of one run as one load.
 *
 * `ADIT_TEST_KILLS=100 bun test tests/faults/file-loads.test.ts` kills 100 times; `ADIT_TEST_SEED` repeats a run.
 */
import { afterAll, expect, test } from 'bun:test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AditBench, firstAdministrator, type ServerRun } from '../adit-bench.ts';
import { plantConnection } from '../connection-house.ts';
import { HttpClient, listening } from '../http-client.ts';
import { workbookOf } from '../zipped.ts';
import { stateOf } from './appliance-state.ts';
import { seeded } from './seeded.ts';

const KILLS = Number(process.env.ADIT_TEST_KILLS ?? 2);
const SEED = Number(process.env.ADIT_TEST_SEED ?? 1);
/** Of each round. */
const FILES = 12;
const ROWS = 400;
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

function addFiles(folder: string, round: number): void {
  for (let file = 0; file < FILES; file++) {
    const first = (round * FILES + file) * ROWS;
    const rows = Array.from({ length: ROWS }, (_, i) => {
      const at = new Date(Date.UTC(2024, 0, 1) + (first + i) * 60_000).toISOString();
      return [`c${i % 50}`, `step ${i % 7}`, at];
    });
    const name = `${String(round).padStart(4, '0')}-${String(file).padStart(2, '0')}.xlsx`;
    writeFileSync(join(folder, name), workbookOf([['case', 'activity', 'time'], ...rows]));
  }
}

const isOver = ({ state }: { state: string }) => ['done', 'failed', 'cancelled'].includes(state);
const runsOf = async (browser: HttpClient, id: string) =>
  (await browser.get(`${API}/${id}/runs?limit=500`)).json.items as { state: string; attempt: number }[];

test(
  `loads of workbooks through a server that is killed ${KILLS} times: every file is there, once, and those of a run are one load`,
  async () => {
    const random = seeded(SEED);
    const folder = join(bench.folder, 'exports');
    mkdirSync(folder);
    const first = await started();
    const root = await firstAdministrator(first.server);
    cookies = root.cookies;
    const projectId = (await root.get('/api/v1/projects')).json.items[0].id;
    const connectionId = await plantConnection(root, { name: 'Exports', connector: 'excel-folder', folder });
    const { id, datasetId } = (
      await root.post(API, {
        ...{ name: 'Workbooks', connectionId, projectId, newDatasetName: 'Workbooks', mode: 'append' },
        ...{ source: { files: '*.xlsx' }, follow: { by: 'files' } },
      })
    ).json;
    await first.server.stop();
    let wholeMs = 3000;
    let resumed = 0;
    for (let round = 0; round <= KILLS; round++) {
      const what = `seed ${SEED}, round ${round}`;
      addFiles(folder, round);
      const ask = async (browser: HttpClient) => (await browser.post(`${API}/${id}/run`, {})).status === 202;
      let isAsked = false;
      if (round > 0) {
        const doomed = await started();
        isAsked = await ask(doomed.browser).catch(() => false);
        await Bun.sleep(random() * wholeMs);
        await doomed.server.stop('SIGKILL');
      }
      const next = await started();
      const began = performance.now();
      if (!isAsked) await ask(next.browser);
      let runs = await runsOf(next.browser, id);
      for (; runs.length <= round || !runs.every(isOver); runs = await runsOf(next.browser, id)) await Bun.sleep(20);
      if (round === 0) wholeMs = performance.now() - began;
      expect([what, runs.length, runs[0]]).toEqual([what, round + 1, expect.objectContaining({ state: 'done' })]);
      if (runs[0]!.attempt > 1) resumed++;
      const { version } = (await next.browser.get(`/api/v1/projects/${projectId}/datasets/${datasetId}`)).json;
      expect([what, version.number, version.events]).toEqual([what, round + 1, FILES * ROWS * (round + 1)]);
      await next.server.stop();
      const { strangers, missing } = stateOf(bench.data);
      expect([what, strangers, missing]).toEqual([what, [], []]);
    }
    console.log(`${KILLS} kills, ${resumed} runs were interrupted; a whole one takes ${Math.round(wholeMs)} ms`);
  },
  120_000 + KILLS * 30_000,
);

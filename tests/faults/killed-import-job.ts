import { expect } from 'bun:test';
import { type AditBench, firstAdministrator, type ServerRun } from '../adit-bench.ts';
import { HttpClient, listening } from '../http-client.ts';
import { stateOf } from './appliance-state.ts';
import { seeded } from './seeded.ts';

export const IMPORT_JOBS = '/api/v1/data-designer/import-jobs';

export interface KilledImportJob {
  readonly kills: number;
  /** Of the moments of the kills. */
  readonly seed: number;
  /** Makes the connection and the import job. */
  make(root: HttpClient, projectId: string): Promise<{ id: string; datasetId: string }>;
  /** What the source holds more from a round on. */
  add(round: number, random: () => number): void;
  /** What must be there once a round is over: events, and as many versions where the number of loads is known. */
  expected(round: number): { readonly events: number; readonly number?: number };
}

const isOver = ({ state }: { state: string }) => ['done', 'failed', 'cancelled'].includes(state);

/**
 * Runs an import job over and over through a server that is killed with -9 in the middle of it, and looks each time what the next server
 * makes of it: one run that is done, all rows once, and nothing lying about in the data folder.
 */
export async function killImportJob(bench: AditBench, job: KilledImportJob): Promise<void> {
  const { kills, seed } = job;
  const random = seeded(seed);
  const servers = new Servers(bench);
  const first = await servers.start();
  const root = await firstAdministrator(first.server);
  servers.cookies = root.cookies;
  const projectId = (await root.get('/api/v1/projects')).json.items[0].id;
  const { id, datasetId } = await job.make(root, projectId);
  await first.server.stop();
  const ask = async (browser: HttpClient) => (await browser.post(`${IMPORT_JOBS}/${id}/run`, {})).status === 202;
  const runsOf = async (browser: HttpClient) =>
    (await browser.get(`${IMPORT_JOBS}/${id}/runs?limit=500`)).json.items as { state: string; attempt: number }[];
  let wholeMs = 3000;
  let resumed = 0;
  for (let round = 0; round <= kills; round++) {
    const what = `seed ${seed}, round ${round}`;
    job.add(round, random);
    let isAsked = false;
    if (round > 0) {
      const doomed = await servers.start();
      isAsked = await ask(doomed.browser).catch(() => false);
      await Bun.sleep(random() * 1.1 * wholeMs);
      await doomed.server.stop('SIGKILL');
    }
    const next = await servers.start();
    const began = performance.now();
    if (!isAsked) await ask(next.browser);
    let runs = await runsOf(next.browser);
    for (; runs.length <= round || !runs.every(isOver); runs = await runsOf(next.browser)) await Bun.sleep(20);
    if (round === 0) wholeMs = performance.now() - began;
    expect([what, runs.length, runs[0]]).toEqual([what, round + 1, expect.objectContaining({ state: 'done' })]);
    if (runs[0]!.attempt > 1) resumed++;
    const { version } = (await next.browser.get(`/api/v1/projects/${projectId}/datasets/${datasetId}`)).json;
    expect([what, version]).toEqual([what, expect.objectContaining(job.expected(round))]);
    await next.server.stop();
    const { strangers, missing } = stateOf(bench.data);
    expect([what, strangers, missing]).toEqual([what, [], []]);
  }
  console.log(`${kills} kills, ${resumed} runs were interrupted; a whole one takes ${Math.round(wholeMs)} ms`);
}

/** One server after the other on the same data, each with a browser that is signed in. */
class Servers {
  cookies: HttpClient['cookies'] = new Map();
  private readonly bench: AditBench;

  constructor(bench: AditBench) {
    this.bench = bench;
  }

  async start(): Promise<{ server: ServerRun; browser: HttpClient }> {
    const folders = JSON.stringify([this.bench.folder]);
    const server = await this.bench.serve({ ADIT__DATA__MIN_FREE_BYTES: '0', ADIT__CONNECTORS__FOLDERS: folders });
    const browser = new HttpClient(listening(server.url));
    for (const [name, value] of this.cookies) browser.cookies.set(name, value);
    return { server, browser };
  }
}

/** `adit pipeline run` as an operator uses it: with the server up and down, rows of each step, what fails, and what it goes on with. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { AditBench, firstAdministrator, problemOf, type ServerRun } from '../adit-bench.ts';
import type { HttpClient } from '../http-client.ts';

const TIMEOUT_MS = 120_000;
const API = '/api/v1/data-designer/pipelines';
const bench = new AditBench();
let server: ServerRun;
let ann: HttpClient;
let project = '';
afterAll(() => bench[Symbol.asyncDispose]());
beforeAll(async () => {
  server = await bench.serve({ ADIT__DATA__MIN_FREE_BYTES: '0' });
  ann = await firstAdministrator(server);
  project = (await ann.get('/api/v1/projects')).json.items[0].id;
}, TIMEOUT_MS);

const adit = (...args: string[]) =>
  bench.adit(['pipeline', 'run', ...args, '--data', bench.data], { ADIT__DATA__MIN_FREE_BYTES: '0' });

async function upload(rows: readonly string[]): Promise<string> {
  const bytes = new TextEncoder().encode(`order,step,at,amount\n${rows.join('\n')}\n`);
  const { id } = (await ann.post('/api/v1/uploads', { name: 'o.csv', bytes: bytes.length, projectId: project })).json;
  await ann.send(`/api/v1/uploads/${id}/content`, { method: 'PUT', body: bytes });
  return id;
}

const document = (file: string, dataset: string, onFailure: string) => ({
  inputs: [{ name: 'orders', file: { upload: file } }],
  steps: [
    { id: 'real', transform: 'filter-rows', params: { condition: "step != 'test'" } },
    { id: 'amounts', transform: 'convert-type', params: { columns: ['amount'], to: 'number', onFailure } },
  ],
  output: {
    ...{ dataset, mode: 'replace' },
    mapping: { columns: ['order', 'step', 'at'].map((column, i) => ({ column, role: ROLES[i] })) },
  },
});
const ROLES = ['case', 'activity', 'timestamp'];

/** A pipeline with one published version. */
async function planted(name: string, rows: readonly string[], onFailure = 'refuse') {
  const file = await upload(rows);
  const dataset = (await ann.post(`/api/v1/projects/${project}/datasets`, { name })).json.id;
  const { id } = (await ann.post(API, { name, document: document(file, dataset, onFailure) })).json;
  expect((await ann.post(`${API}/${id}/publish`, {})).status).toBe(200);
  return { id, corrected: document(file, dataset, 'refuse') };
}

const ROWS = ['1,create,2026-05-01T08:00:00Z,10', '1,test,2026-05-01T09:00:00Z,1', '1,pay,2026-05-02T08:00:00Z,x'];

test(
  'what is published runs, by its name in any case or its id: the rows of each step',
  async () => {
    const { id } = await planted('Nightly orders', ROWS);
    const shown = await adit('nightly ORDERS');
    expect(shown.code, shown.err).toBe(0);
    expect(shown.out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      ['STEP', 'ROWS IN', 'ROWS OUT', 'FILTERED', 'FAILED'],
      ['real', '3', '2', '1', '0'],
      ['amounts', '2', '1', '0', '1'],
      ['1 row was loaded.'],
      [''],
    ]);
    const { code, out } = await adit(id, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual((await ann.get(`${API}/${id}/runs`)).json.items[0]);
  },
  TIMEOUT_MS,
);

test(
  'a step that fails is said, and once it is corrected the next run goes on there',
  async () => {
    const { id, corrected } = await planted('Stops', ROWS, 'stop');
    const failed = await adit('Stops');
    expect(failed.code, failed.err).toBe(1);
    expect(failed.out).toStartWith('The run failed: 1 row of the step "amounts" cannot be computed');
    expect(failed.out).toContain('the next run goes on there');
    const { code, out } = await adit('Stops', '--json');
    expect([code, JSON.parse(out).state, JSON.parse(out).error.code]).toEqual([1, 'failed', 'pipeline.rowsFailed']);
    await ann.put(
      `${API}/${id}`,
      { name: 'Stops', document: corrected },
      { 'if-match': (await ann.get(`${API}/${id}`)).json.etag },
    );
    await ann.post(`${API}/${id}/publish`, {});
    const { report } = JSON.parse((await adit('Stops', '--json')).out);
    // What the failed run had made is taken as it is.
    expect(report.steps.map((step: { id: string; wasThere: boolean }) => [step.id, step.wasThere])).toEqual([
      ['real', true],
      ['amounts', false],
    ]);
  },
  TIMEOUT_MS,
);

test(
  'Ctrl-C calls the run off',
  async () => {
    const many = Array.from({ length: 400_000 }, (_, i) => `${i >> 2},create,2026-05-01T08:00:00Z,${i}`);
    const { id } = await planted('Long', many);
    const child = bench.spawn(['pipeline', 'run', 'Long', '--data', bench.data]);
    const runs = async () => (await ann.get(`${API}/${id}/runs`)).json.items;
    while ((await runs())[0]?.state !== 'running') await Bun.sleep(20);
    child.kill('SIGINT');
    expect([await child.exited, await new Response(child.stderr).text()]).toEqual([
      1,
      'The command was cancelled; the server was told.\n',
    ]);
    while ((await runs())[0].state === 'running') await Bun.sleep(20);
    expect((await runs())[0].state).toBe('cancelled');
  },
  TIMEOUT_MS,
);

test(
  'what cannot run is said: nothing of this name, nothing published',
  async () => {
    const near = await adit('Nightly order');
    expect([near.code, near.err]).toEqual([
      1,
      'There is no pipeline "Nightly order". Did you mean "Nightly orders"?\n',
    ]);
    const file = await upload(ROWS);
    const dataset = (await ann.post(`/api/v1/projects/${project}/datasets`, { name: 'Draft' })).json.id;
    await ann.post(API, { name: 'Draft', document: document(file, dataset, 'refuse') });
    const draft = await adit('Draft', '--json');
    expect([draft.code, draft.out, problemOf(draft).code]).toEqual([4, '', 'pipeline.notPublished']);
    expect((await bench.adit(['pipeline', 'run'])).code).toBe(2);
  },
  TIMEOUT_MS,
);

test(
  'without a server it runs in this process',
  async () => {
    await server.stop();
    const { code, out, err } = await adit('Nightly orders');
    expect(code, err).toBe(0);
    expect(out).toEndWith('1 row was loaded.\n');
  },
  TIMEOUT_MS,
);

/** A folder that is watched, through everything: connection, child, copy, load, the next load. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { appendFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plantConnection } from '../connection-house.ts';
import type { HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';
import { SourceHouse } from './source-house.ts';

const API = '/api/v1/data-designer';
const source = new SourceHouse();
let house: RealAppliance;
let ann: HttpClient;
beforeAll(async () => {
  house = await realAppliance({
    ...{ ADIT__DATA__MIN_FREE_BYTES: '0', ADIT__CONNECTORS__FOLDERS: JSON.stringify([source.folder]) },
  });
  ann = await house.signIn();
}, 60_000);
afterAll(async () => {
  await house.end();
  source.end();
});

const put = (name: string, first: number, count: number) =>
  writeFileSync(join(source.folder, name), `order_id,activity,at\n${lines(first, count)}`);
const lines = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => first + i)
    .map((i) => `${i % 40},step ${i % 6},${new Date(Date.UTC(2024, 0, 1) + i * 60_000).toISOString()}\n`)
    .join('');

/** Runs the job and waits for all that follows of it; the newest first. */
async function run(id: string) {
  await ann.post(`${API}/import-jobs/${id}/run`, {});
  for (;;) {
    const runs = (await ann.get(`${API}/import-jobs/${id}/runs`)).json.items;
    if (runs.every(({ state }: { state: string }) => ['done', 'failed', 'cancelled'].includes(state))) return runs;
    await Bun.sleep(20);
  }
}

test('new and changed files are loaded, each once; links out of it never', async () => {
  put('a.csv', 0, 50);
  put('b.csv', 50, 50);
  put('c.csv.part', 100, 50);
  symlinkSync('/etc/passwd', join(source.folder, 'passwd.csv'));
  const connectionId = await plantConnection(ann, { name: 'Exports', folder: source.folder });
  const tested = (await ann.post(`${API}/connectors/${connectionId}/test`)).json;
  expect(tested).toMatchObject({ passed: true, details: ['2 files can be read.'] });
  const projectId = (await ann.get('/api/v1/projects')).json.items[0].id;
  const job = await ann.post(`${API}/import-jobs`, {
    ...{ name: 'Exports', connectionId, projectId, newDatasetName: 'Orders', mode: 'append' },
    ...{ source: { files: '**/*' }, follow: { by: 'files' } },
    mapping: { columns: [{ column: 'order_id', role: 'case' }] },
  });
  expect(job.status).toBe(201);
  const { id, datasetId } = job.json;
  const events = async () => (await ann.get(`/api/v1/projects/${projectId}/datasets/${datasetId}`)).json.version.events;

  expect((await run(id))[0]).toMatchObject({ state: 'done', error: null, rows: { read: 100, inserted: 100 } });
  expect(await events()).toBe(100);

  appendFileSync(join(source.folder, 'a.csv'), lines(200, 5));
  put('d.csv', 300, 10);
  expect((await run(id))[0]).toMatchObject({ state: 'done', rows: { read: 65, inserted: 15, unchanged: 50 } });
  expect(await events()).toBe(115);

  expect((await run(id))[0]).toMatchObject({ state: 'done', version: null, rows: { read: 0 } });
}, 120_000);

/** Folders that are watched, through everything: connection, child, copy, load, the next load. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { plantConnection } from '../connection-house.ts';
import type { HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';
import { workbookOf } from '../zipped.ts';
import { SourceHouse } from './source-house.ts';

const API = '/api/v1/data-designer';
const source = new SourceHouse();
const made = mkdtempSync(join(tmpdir(), 'adit-made-'));
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
  rmSync(made, { recursive: true });
});

/** Makes an import job that watches a folder, into a dataset of its own. */
async function watch(name: string, connectionId: string, projectId: string) {
  const job = await ann.post(`${API}/import-jobs`, {
    ...{ name, connectionId, projectId, newDatasetName: `${name} loaded`, mode: 'append' },
    ...{ source: { files: '**/*' }, follow: { by: 'files' } },
    mapping: { columns: [{ column: 'order_id', role: 'case' }] },
  });
  expect(job.status).toBe(201);
  const events = async () =>
    (await ann.get(`/api/v1/projects/${projectId}/datasets/${job.json.datasetId}`)).json.version.events;
  return { id: job.json.id as string, events };
}

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
  const { id, events } = await watch('Exports', connectionId, projectId);

  expect((await run(id))[0]).toMatchObject({ state: 'done', error: null, rows: { read: 100, inserted: 100 } });
  expect(await events()).toBe(100);

  appendFileSync(join(source.folder, 'a.csv'), lines(200, 5));
  put('d.csv', 300, 10);
  expect((await run(id))[0]).toMatchObject({ state: 'done', rows: { read: 65, inserted: 15, unchanged: 50 } });
  expect(await events()).toBe(115);

  expect((await run(id))[0]).toMatchObject({ state: 'done', version: null, rows: { read: 0 } });
}, 120_000);

/** Files of one format with rows of steps; each gives the bytes of one. */
const FORMATS: Readonly<Record<string, (first: number, count: number) => Promise<string | Uint8Array>>> = {
  xlsx: async (first, count) => workbookOf([HEAD, ...steps(first, count)]),
  ndjson: async (first, count) =>
    steps(first, count)
      .map((cells) => JSON.stringify(Object.fromEntries(HEAD.map((name, i) => [name, cells[i]]))))
      .join('\n'),
  async parquet(first, count) {
    const path = join(made, `${first}.parquet`);
    const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
    const values = steps(first, count).map((cells) => `(${cells.map((cell) => `'${cell}'`).join(', ')})`);
    await connection.run(
      `copy (select * from (values ${values}) t(${HEAD.map((name) => `"${name}"`)})) to '${path}' (format parquet)`,
    );
    connection.closeSync();
    return Bun.file(path).bytes();
  },
};
const CONNECTORS: Readonly<Record<string, string>> = {
  ...{ xlsx: 'excel-folder', ndjson: 'csv-folder', parquet: 'parquet-folder' },
};
const HEAD = ['order_id', 'activity', 'at'];
const steps = (first: number, count: number) =>
  lines(first, count)
    .trim()
    .split('\n')
    .map((line) => line.split(','));

test.each(Object.entries(FORMATS))(
  'files of %s are one load, and the next one takes what is new',
  async (ending, of) => {
    const folder = join(source.folder, ending);
    mkdirSync(folder);
    const add = async (name: string, first: number, count: number) =>
      writeFileSync(join(folder, `${name}.${ending}`), await of(first, count));
    for (const [i, name] of ['a', 'b', 'c'].entries()) await add(name, i * 20, 20);
    const connectionId = await plantConnection(ann, { name: ending, connector: CONNECTORS[ending]!, folder });
    const projectId = (await ann.get('/api/v1/projects')).json.items[0].id;
    const { id, events } = await watch(ending, connectionId, projectId);
    expect((await run(id)).map(({ rows }: { rows: object }) => rows)).toMatchObject([{ read: 60, inserted: 60 }]);
    await add('d', 60, 5);
    expect((await run(id))[0]).toMatchObject({ state: 'done', rows: { read: 5, inserted: 5 } });
    expect(await events()).toBe(65);
  },
  60_000,
);

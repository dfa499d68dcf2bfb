/** Deleting while the real engine loads: the load ends with the deletion, and nothing of it is left. */
import { afterAll, beforeAll, expect, spyOn, test } from 'bun:test';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Engine } from '../../src/engine/engine.ts';
import { systemActor } from '../../src/platform/access/actor.ts';
import { until } from '../adit-bench.ts';
import type { HttpClient } from '../http-client.ts';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';

let real: RealAppliance;
let root: HttpClient;
let file: string;

beforeAll(async () => {
  real = await realAppliance();
  root = await real.signIn();
  file = join(real.folder, 'large.csv');
  const lines = ['case_id,activity,timestamp'];
  for (let i = 0; i < 400_000; i++) lines.push(`case-${i >> 3},step ${i & 7},2024-01-01T00:00:00Z`);
  writeFileSync(file, lines.join('\n'));
});
afterAll(() => real.end());

const ended = (job: string) =>
  until(() => {
    const state = real.appliance.jobs.find(job)!.state;
    return state === 'ready' || state === 'running' ? undefined : state;
  });

async function startLoad(name: string): Promise<{ project: string; dataset: string; job: string; folder: string }> {
  const { datasets, tenancy, jobs, dataFolder } = real.appliance;
  const home = tenancy.ensureHome();
  const actor = systemActor('test', home.tenant.id);
  const project = (await root.post('/api/v1/projects', { name })).json.id;
  const dataset = datasets.createDataset(actor, project, { name }).id;
  const job = await datasets.importDataset(actor, dataset, { file, mode: 'replace', mapping: null, timeZone: null });
  const folder = join(dataFolder, 'tenants', home.tenant.id, 'datasets', dataset);
  // The child is at work once the version's temporary folder is there.
  await until(
    () => (existsSync(join(folder, 'versions')) && readdirSync(join(folder, 'versions')).length > 0) || undefined,
  );
  expect(jobs.find(job)?.state).toBe('running');
  return { project, dataset, job, folder };
}

test('a dataset that is deleted while it loads is empty when it comes back', async () => {
  const { project, dataset, job, folder } = await startLoad('Alone');
  const at = `/api/v1/projects/${project}/datasets/${dataset}`;
  expect((await root.delete(at, { 'if-match': '1' })).status).toBe(204);
  expect(await ended(job)).toBe('cancelled');
  expect(readdirSync(join(folder, 'versions'))).toEqual([]);
  expect((await root.post(`/api/v1/bin/${dataset}/restore`)).status).toBe(200);
  expect((await root.get(at)).json).toMatchObject({ status: 'empty', version: null });
  // And it can be loaded again.
  const { datasets, tenancy } = real.appliance;
  const small = join(real.folder, 'small.csv');
  writeFileSync(small, 'case_id,activity,timestamp\n1,a,2024-01-01T00:00:00Z\n');
  const again = await datasets.importDataset(systemActor('test', tenancy.ensureHome().tenant.id), dataset, {
    ...{ file: small, mode: 'replace', mapping: null, timeZone: null },
  });
  expect(await ended(again)).toBe('done');
  expect((await root.get(at)).json.version.cases).toBe(1);
}, 60_000);

test('a project that is deleted while one of its datasets loads goes for good with its files', async () => {
  const { project, job, folder } = await startLoad('Together');
  expect((await root.delete(`/api/v1/projects/${project}`, { 'if-match': '1' })).status).toBe(204);
  expect(await ended(job)).toBe('cancelled');
  expect((await root.delete(`/api/v1/bin/${project}`, { 'if-match': '2' })).status).toBe(204);
  await real.appliance.bin.empty();
  expect(existsSync(folder)).toBe(false);
}, 60_000);

test('what is removed for good is open nowhere: threads give its files back', async () => {
  const small = 'case_id,activity,timestamp\n1,a,2024-01-01T00:00:00Z\n1,b,2024-01-02T00:00:00Z\n';
  const dataset = await real.load('Forgotten', small);
  const { version, dataset: about } = real.appliance.datasets.openDataset(systemActor('test', home()), dataset);
  const folder = real.appliance.datasets.folderOf(version!);
  const asked = { datasetId: dataset, id: 'process-map', params: {} };
  expect((await root.post('/api/v1/analysis/calculators/execute', asked)).status).toBe(200);
  const forgotten: string[] = [];
  const forget = spyOn(Engine.prototype, 'forget').mockImplementation(function (this: Engine, of) {
    forgotten.push(of.folder, of.hash);
    expect(existsSync(of.folder)).toBe(true);
    return original.call(this, of);
  });
  await root.delete(`/api/v1/projects/${about.project}/datasets/${dataset}`, { 'if-match': about.etag });
  expect((await root.delete(`/api/v1/bin/${dataset}`, { 'if-match': (await binned(dataset)).etag })).status).toBe(204);
  expect([forgotten, existsSync(folder)]).toEqual([[folder, version!.hash], false]);
  forget.mockRestore();
});

const original = Engine.prototype.forget;
const home = () => real.appliance.tenancy.ensureHome().tenant.id;
const binned = async (id: string) =>
  (await root.get('/api/v1/bin')).json.items.find((item: { id: string }) => item.id === id);

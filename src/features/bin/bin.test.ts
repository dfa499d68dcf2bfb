import { afterAll, beforeEach, describe, expect, test } from 'bun:test';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from '#sdk';
import { until } from '../../../tests/adit-bench.ts';
import {
  type Appliance,
  addDataset,
  addUser,
  exampleAppliance,
  otherTenant,
  signedIn,
} from '../../../tests/example-appliance.ts';
import { exampleFoundations } from '../../../tests/example-foundations.ts';
import type { HttpClient } from '../../../tests/http-client.ts';
import { systemActor } from '../../platform/access/actor.ts';

const DAY_MS = 86_400_000;
const BIN = '/api/v1/bin';
const folder = mkdtempSync(join(tmpdir(), 'adit-bin-'));
let house: Appliance;
let ann: HttpClient;
let project: string;

beforeEach(async () => {
  const dataFolder = mkdtempSync(join(folder, 'data-'));
  house = await exampleAppliance({
    foundations: { ...exampleFoundations(), dataFolder, roots: { local: dataFolder } },
  });
  await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
  ann = await signedIn(house, 'ann');
  project = house.home.project.id;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const path = (id: string) => `/api/v1/projects/${project}/datasets/${id}`;
const add = (name: string) => addDataset(house, house.home.tenant.id, project, name);
async function bin(id: string, at = path(id)): Promise<void> {
  const { etag } = (await ann.get(at)).json;
  expect((await ann.delete(at, { 'if-match': etag })).status).toBe(204);
}
const operator = () => systemActor('test', house.home.tenant.id);

describe('a deleted dataset', () => {
  test('is seen in the bin alone, by whom, until when; restored it is what it was', async () => {
    const id = add('Receipt');
    const before = (await ann.get(path(id))).json;
    await bin(id);
    expect((await ann.get(path(id))).status).toBe(404);
    const { items, total } = (await ann.get(BIN)).json;
    expect([total, items[0]]).toEqual([
      1,
      {
        ...{ id, kind: 'dataset', name: 'Receipt', projectId: project, projectName: 'First project' },
        ...{ projectDeleted: false, etag: '3', deletedBy: 'ann' },
        ...{ deletedAt: '2026-01-01T00:00:00.000Z', purgedAt: '2026-01-31T00:00:00.000Z' },
      },
    ]);
    const back = await ann.post(`${BIN}/${id}/restore`);
    expect(back.json).toEqual({
      ...{ id, kind: 'dataset', name: 'Receipt', projectId: project, renamedFrom: null },
      message: 'The dataset "Receipt" is back.',
    });
    expect((await ann.get(path(id))).json).toEqual({ ...before, etag: '4', updatedAt: '2026-01-01T00:00:00.000Z' });
    expect((await ann.get(BIN)).json.items).toEqual([]);
    expect((await ann.post(`${BIN}/${id}/restore`)).json.code).toBe('item.notFound');
  });

  test('gets a free name when its own was taken meanwhile', async () => {
    const first = add('Receipt');
    await bin(first);
    add('RECEIPT');
    add('receipt (2)');
    const { name, renamedFrom, message } = (await ann.post(`${BIN}/${first}/restore`)).json;
    expect([name, renamedFrom]).toEqual(['Receipt (3)', 'Receipt']);
    expect(message).toBe('The dataset "Receipt" is back as "Receipt (3)": another dataset has its former name by now.');
  });

  test('is there after 29 days, and after 31 it is gone for good', async () => {
    const [kept, lost] = [add('Kept'), add('Lost')];
    await bin(kept);
    await bin(lost);
    house.clock.advance(29 * DAY_MS);
    ann = await signedIn(house, 'ann');
    expect(await house.bin.empty()).toBe(0);
    expect((await ann.post(`${BIN}/${kept}/restore`)).status).toBe(200);
    house.clock.advance(2 * DAY_MS);
    ann = await signedIn(house, 'ann');
    const rows = house.auditRows().length;
    expect(await house.bin.empty()).toBe(1);
    expect((await ann.get(BIN)).json.items).toEqual([]);
    expect((await ann.post(`${BIN}/${lost}/restore`)).status).toBe(404);
    expect((await ann.get(path(kept))).status).toBe(200);
    expect(
      house
        .auditRows()
        .slice(rows)
        .map((row) => row.action),
    ).toContain('dataset.purge');
    expect(house.db.all<{ name: string }>(sql`select name from datasets where id = ${lost}`)).toEqual([{ name: '' }]);
    expect(house.audit.verify(house.db).findings).toEqual([]);
    expect(await house.bin.empty()).toBe(0);
  });

  test('ends the job that waits to load it, and begins again empty', async () => {
    const id = house.datasets.createDataset(operator(), project, { name: 'New' }).id;
    const file = join(house.dataFolder, 'orders.csv');
    writeFileSync(file, 'case_id,activity,timestamp\n1,a,2024-01-01\n');
    const job = await house.datasets.importDataset(operator(), id, {
      file,
      mode: 'replace',
      mapping: null,
      timeZone: null,
    });
    expect((await ann.get(path(id))).json.status).toBe('importing');
    await bin(id);
    expect(house.jobs.find(job)?.state).toBe('cancelled');
    await ann.post(`${BIN}/${id}/restore`);
    expect((await ann.get(path(id))).json.status).toBe('empty');
  });
});

describe('removed for good', () => {
  test('needs the etag; what others loaded from the same file stays', async () => {
    const file = join(house.dataFolder, 'orders.csv');
    writeFileSync(file, 'case_id,activity,timestamp\n1,a,2024-01-01T10:00:00Z\n1,b,2024-01-02T10:00:00Z\n');
    house.runner.start();
    const [one, two] = ['One', 'Two'].map((name) => house.datasets.createDataset(operator(), project, { name }).id);
    for (const id of [one!, two!]) {
      const asked = { file, mode: 'replace', mapping: null, timeZone: null } as const;
      const job = await house.datasets.importDataset(operator(), id, asked);
      const state = await until(() => {
        const now = house.jobs.find(job)!.state;
        return now === 'ready' || now === 'running' ? undefined : now;
      });
      expect(state).toBe('done');
    }
    await house.runner.stop(0);
    const of = (id: string) => join(house.dataFolder, 'tenants', house.home.tenant.id, 'datasets', id);
    const raw = () => readdirSync(join(house.dataFolder, 'tenants', house.home.tenant.id, 'raw'));
    expect([existsSync(of(one!)), existsSync(of(two!)), raw().length]).toEqual([true, true, 1]);

    await bin(one!);
    expect((await ann.delete(`${BIN}/${one}`)).json.code).toBe('change.versionMissing');
    expect((await ann.delete(`${BIN}/${one}`, { 'if-match': '2' })).status).toBe(412);
    const { etag } = (await ann.get(BIN)).json.items[0];
    expect((await ann.delete(`${BIN}/${one}`, { 'if-match': etag })).status).toBe(204);
    expect([existsSync(of(one!)), existsSync(of(two!)), raw().length]).toEqual([false, true, 1]);
    expect(
      house.jobs.list({ kind: 'dataset.import' }).map((job) => (job.payload as { dataset: string }).dataset),
    ).toEqual([two!]);

    // Its folder is swept no more, and with the last of them the file goes.
    await bin(two!);
    await ann.delete(`${BIN}/${two}`, { 'if-match': (await ann.get(BIN)).json.items[0].etag });
    expect([existsSync(of(two!)), raw()]).toEqual([false, []]);
    expect(house.db.all(sql`select * from file_removals`)).toEqual([]);
    expect(await house.datasets.sweep()).toEqual([]);
  });

  test('takes along what hangs on the dataset', async () => {
    const [id, other] = [add('With presets'), add('Other')];
    for (const datasetId of [id, other])
      expect(
        (
          await ann.post('/api/v1/analysis/filters/presets', {
            ...{ datasetId, name: 'Late', filters: [{ id: 'has-activity', params: { activities: ['pay'] } }] },
          })
        ).status,
      ).toBe(201);
    await bin(id);
    const presets = () => house.db.all<{ id: string }>(sql`select dataset_id as id from filter_presets`);
    expect(presets()).toHaveLength(2);
    await ann.delete(`${BIN}/${id}`, { 'if-match': '3' });
    expect(presets()).toEqual([{ id: other }]);
  });

  test('what is read at the moment waits', async () => {
    const id = add('Read');
    const versions = join(house.dataFolder, 'tenants', house.home.tenant.id, 'datasets', id, 'versions');
    mkdirSync(join(versions, 'v1'), { recursive: true });
    await bin(id);
    await house.pins.hold(join(versions, 'v1'), async () => {
      await ann.delete(`${BIN}/${id}`, { 'if-match': '3' });
      expect((await ann.get(BIN)).json.items).toEqual([]);
      expect(existsSync(join(versions, 'v1'))).toBe(true);
    });
    await house.bin.empty();
    expect(existsSync(versions)).toBe(false);
  });
});

describe('a deleted project', () => {
  test('goes with its datasets and their loads, and comes back with them', async () => {
    const made = (await ann.post('/api/v1/projects', { name: 'Claims' })).json;
    const at = `/api/v1/projects/${made.id}`;
    const set = addDataset(house, house.home.tenant.id, made.id, 'Receipt');
    const other = addDataset(house, house.home.tenant.id, made.id, 'Other');
    await bin(other, `${at}/datasets/${other}`);
    const job = house.db.transaction((tx) =>
      house.jobs.enqueue(tx, {
        kind: 'dataset.import',
        payload: { dataset: set },
        tenant: house.home.tenant.id,
        key: set,
      }),
    );
    await bin(made.id, at);
    expect(house.jobs.find(job.id)?.state).toBe('cancelled');
    expect((await ann.get(`${at}/datasets/${set}`)).status).toBe(404);
    const items = (await ann.get(BIN)).json.items;
    expect(items.map((i: { name: string; projectDeleted: boolean }) => `${i.name} ${i.projectDeleted}`).sort()).toEqual(
      ['Claims false', 'Other true'],
    );
    expect((await ann.post(`${BIN}/${other}/restore`)).json.code).toBe('bin.projectDeleted');
    await ann.post('/api/v1/projects', { name: 'claims' });
    expect((await ann.post(`${BIN}/${made.id}/restore`)).json.name).toBe('Claims (2)');
    expect((await ann.get(`${at}/datasets/${set}`)).json.version.cases).toBe(6);
    expect((await ann.get(`${at}/datasets/${other}`)).status).toBe(404);
    expect((await ann.post(`${BIN}/${other}/restore`)).status).toBe(200);
  });

  test('takes all its datasets along for good, each recorded', async () => {
    const made = (await ann.post('/api/v1/projects', { name: 'Claims' })).json;
    for (const name of ['a', 'b']) addDataset(house, house.home.tenant.id, made.id, name);
    await bin(made.id, `/api/v1/projects/${made.id}`);
    const rows = house.auditRows().length;
    expect((await ann.delete(`${BIN}/${made.id}`, { 'if-match': '2' })).status).toBe(204);
    expect(
      house
        .auditRows()
        .slice(rows)
        .map((row) => row.action)
        .toSorted(),
    ).toEqual(['dataset.purge', 'dataset.purge', 'project.purge']);
    expect((await ann.get(BIN)).json.total).toBe(0);
    house.clock.advance(40 * DAY_MS);
    expect(await house.bin.empty()).toBe(0);
  });
});

test('the bin of others is empty to look at and holds nothing to take', async () => {
  const theirs = otherTenant(house);
  const id = addDataset(house, theirs.tenant, theirs.project, 'FOREIGN-CANARY');
  house.db.run(sql`update datasets set deleted_at = 1 where id = ${id}`);
  const elsewhere = house.newId();
  house.db.run(sql`insert into workspaces (id, tenant_id, name, created_at)
    values (${elsewhere}, ${house.home.tenant.id}, 'Else', 0)`);
  await addUser(house, { login: 'wes', tenant: house.home.tenant.id, role: 'analyst', workspace: elsewhere });
  await addUser(house, { login: 'vic', tenant: house.home.tenant.id, role: 'viewer' });
  const own = add('Own');
  await bin(own);
  const [wes, vic] = [await signedIn(house, 'wes'), await signedIn(house, 'vic')];
  expect((await ann.get(BIN)).text).not.toContain('CANARY');
  expect((await wes.get(BIN)).json.items).toEqual([]);
  expect((await vic.get(BIN)).status).toBe(403);
  const unknown = await wes.post(`${BIN}/${house.newId()}/restore`);
  for (const [browser, item] of [
    [ann, id],
    [wes, own],
    [wes, id],
  ] as const)
    for (const got of [
      await browser.post(`${BIN}/${item}/restore`),
      await browser.delete(`${BIN}/${item}`, { 'if-match': '1' }),
    ])
      expect([got.status, got.json.code, got.json.detail]).toEqual([404, 'item.notFound', unknown.json.detail]);
});

test('the list goes on where it stopped', async () => {
  for (const name of ['a', 'b', 'c']) {
    await bin(add(name));
    house.clock.advance(1000);
  }
  const names = (list: { items: { name: string }[] }) => list.items.map((item) => item.name);
  const first = (await ann.get(`${BIN}?limit=2`)).json;
  expect([names(first), first.total]).toEqual([['c', 'b'], 3]);
  const second = (await ann.get(`${BIN}?limit=2&cursor=${first.next}`)).json;
  expect([names(second), second.next]).toEqual([['a'], null]);
  expect(names((await ann.get(`${BIN}?limit=2&page=2`)).json)).toEqual(['a']);
});

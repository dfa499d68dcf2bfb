import { beforeAll, describe, expect, test } from 'bun:test';
import { sql } from '#sdk';
import {
  type Appliance,
  addDataset,
  addUser,
  builtFor,
  exampleAppliance,
  LOAD,
  otherTenant,
  signedIn,
} from '../../../tests/example-appliance.ts';
import type { Got, HttpClient } from '../../../tests/http-client.ts';
import { systemActor } from '../../platform/access/actor.ts';

let house: Appliance;
let ann: HttpClient;
let vic: HttpClient;
let wes: HttpClient;
let theirs: { tenant: string; workspace: string; project: string };
let foreign: string;
let own: string;
const CANARY = 'FOREIGN-CANARY-77';
const path = (id: string, project = house.home.project.id) => `/api/v1/projects/${project}/datasets/${id}`;

beforeAll(async () => {
  house = await exampleAppliance();
  theirs = otherTenant(house);
  const tenant = house.home.tenant.id;
  const elsewhere = house.newId();
  house.db.run(
    sql`insert into workspaces (id, tenant_id, name, created_at) values (${elsewhere}, ${tenant}, 'Else', 0)`,
  );
  await addUser(house, { login: 'ann', tenant, role: 'analyst' });
  await addUser(house, { login: 'vic', tenant, role: 'viewer' });
  await addUser(house, { login: 'wes', tenant, role: 'analyst', workspace: elsewhere });
  [ann, vic, wes] = [await signedIn(house, 'ann'), await signedIn(house, 'vic'), await signedIn(house, 'wes')];
  foreign = addDataset(house, theirs.tenant, theirs.project, CANARY);
  own = addDataset(house, tenant, house.home.project.id, 'Receipt');
});

/** An answer without what must differ from call to call. */
const bare = (got: Got): string => {
  const headers = [...got.headers].filter(([name]) => name !== 'x-request-id');
  return JSON.stringify([got.status, headers, got.text.replaceAll(got.json?.requestId ?? '-', '<id>')]);
};

describe('the one door', () => {
  test('foreign, unknown, deleted and malformed ids are told apart by nothing', async () => {
    const gone = addDataset(house, house.home.tenant.id, house.home.project.id, 'Gone');
    house.db.run(sql`update datasets set deleted_at = 1 where id = ${gone}`);
    const unknown = house.newId();
    for (const send of [
      (id: string) => ann.get(path(id)),
      (id: string) => ann.get(path(id, theirs.project)),
      (id: string) => ann.get(`${path(id)}/versions`),
      (id: string) => ann.put(path(id), { name: 'x' }, { 'if-match': '1' }),
      (id: string) => ann.send(path(id), { method: 'DELETE', headers: { 'if-match': '1' } }),
      (id: string) => ann.post('/api/v1/analysis/calculators/execute', { datasetId: id, id: 'echo' }),
      (id: string) => ann.post('/api/v1/analysis/filters/apply', { datasetId: id }),
    ]) {
      const [first, ...others] = await Promise.all(
        [foreign, unknown, gone, "' or 1=1 --"].map((id) => send(encodeURIComponent(id))),
      );
      expect([first!.status, first!.json.code]).toEqual([404, 'dataset.notFound']);
      for (const other of others) expect(bare(other)).toBe(bare(first!));
      expect(JSON.stringify(first)).not.toContain(CANARY);
    }
  });

  test('a closed workspace looks empty', async () => {
    expect((await wes.get(path(own))).json.code).toBe('dataset.notFound');
    expect((await wes.get('/api/v1/projects')).json).toEqual({ items: [], total: 0, next: null });
    expect((await wes.get(`/api/v1/projects/${house.home.project.id}/datasets`)).status).toBe(404);
  });

  test('the row policy of the actor reaches every calculation', () => {
    const { policy, version } = house.datasets.openDataset(systemActor('x', house.home.tenant.id), own);
    expect([policy, version?.number, version?.cases]).toEqual([[], 1, 6]);
  });
});

describe('life of a dataset', () => {
  test('create, read, rename, delete: each with its etag, audit row and event', async () => {
    const audited = house.auditRows().length;
    const told = house.events().length;
    const made = await ann.post(`/api/v1/projects/${house.home.project.id}/datasets`, { name: '  Fines  ' });
    expect([made.status, made.json.name, made.json.status, made.json.version]).toEqual([201, 'Fines', 'empty', null]);
    const location = made.headers.get('location') as string;
    expect((await vic.get(location)).headers.get('etag')).toBe('"1"');
    const renamed = await ann.put(location, { name: 'Road fines' }, { 'if-match': '"1"' });
    expect([renamed.json.name, renamed.json.etag]).toEqual(['Road fines', '2']);
    expect((await ann.put(location, { name: 'Late' }, { 'if-match': '"1"' })).status).toBe(412);
    expect((await ann.send(location, { method: 'DELETE', headers: { 'if-match': '2' } })).status).toBe(204);
    expect((await ann.get(location)).status).toBe(404);
    const rows = house.auditRows().slice(audited);
    expect(rows.map((r) => r.action)).toEqual(['dataset.create', 'dataset.change', 'dataset.delete']);
    const events = house.events().slice(told);
    expect(events.map((e) => e.event_type)).toEqual(['entity.created', 'entity.updated', 'entity.deleted']);
    expect(JSON.parse(events[0]!.payload)).toMatchObject({ kind: 'dataset', id: made.json.id });
    expect(house.audit.verify(house.db).findings).toEqual([]);
  });

  test('a viewer changes nothing; a name is there once; where it lies on disk is not told', async () => {
    expect((await vic.put(path(own), { name: 'x' }, { 'if-match': '1' })).status).toBe(403);
    const again = await ann.post(`/api/v1/projects/${house.home.project.id}/datasets`, { name: 'RECEIPT' });
    expect([again.status, again.json.code, again.json.errors]).toEqual([
      ...[409, 'dataset.nameTaken', [{ pointer: '/name', message: 'taken' }]],
    ]);
    expect((await vic.get(path(own))).text).not.toContain('manifest');
  });

  test('publishing replaces the version in one step and keeps the old one listed', async () => {
    const built = builtFor('h2', { cases: 7, events: 30 });
    house.datasets.publishVersion(systemActor('job', house.home.tenant.id), own, built, { ...LOAD, extractHash: 'e1' });
    expect((await vic.get(path(own))).json.version).toMatchObject({ number: 2, hash: 'h2', cases: 7, events: 30 });
    const versions = await vic.get(`${path(own)}/versions?limit=1`);
    expect([versions.json.total, versions.json.items[0].number]).toEqual([2, 2]);
    const rest = await vic.get(`${path(own)}/versions?cursor=${versions.json.next}`);
    expect([rest.json.items.length, rest.json.items[0].number, rest.json.next]).toEqual([1, 1, null]);
    expect(house.events().at(-1)?.event_type).toBe('data.ingested');
  });

  test('a failure inside leaves nothing: no version, no audit row, no event', () => {
    const before = [house.auditRows().length, house.events().length];
    const built = builtFor('h3');
    const broken = () =>
      house.db.transaction((tx) => {
        house.datasets.publishVersion(systemActor('job', house.home.tenant.id), own, built, LOAD, tx);
        throw new Error('the job lost its claim');
      });
    expect(broken).toThrow('the job lost its claim');
    expect([house.auditRows().length, house.events().length]).toEqual(before);
    expect(house.datasets.openDataset(systemActor('x', house.home.tenant.id), own).version?.hash).toBe('h2');
  });

  test('an extract that was applied is refused when it comes again as an addition', () => {
    const again = () =>
      house.datasets.publishVersion(systemActor('job', house.home.tenant.id), own, builtFor('h4'), {
        ...LOAD,
        mode: 'append',
        extractHash: 'e1',
      });
    expect(again).toThrow('applied to the dataset already');
  });
});

describe('versions', () => {
  test('an earlier one comes back, the others stay, and what came after it may be loaded again', async () => {
    const actor = systemActor('job', house.home.tenant.id);
    const id = house.datasets.createDataset(actor, house.home.project.id, { name: 'Versions' }).id;
    const publish = (mode: 'replace' | 'append', hash: string) =>
      house.datasets.publishVersion(actor, id, builtFor(hash), { ...LOAD, mode, extractHash: `file-${hash}` });
    publish('replace', 'v1');
    publish('append', 'v2');
    const { versions, loads } = {
      versions: (await ann.get(`${path(id)}/versions`)).json.items,
      loads: (await ann.get(`${path(id)}/loads`)).json,
    };
    expect(loads.items.map((load: { mode: string; version: number }) => [load.version, load.mode])).toEqual([
      [2, 'append'],
      [1, 'replace'],
    ]);
    const first = versions[1];
    const restore = (etag: string, version = first.id) =>
      ann.post(`${path(id)}/versions/${version}/restore`, undefined, { 'if-match': etag });
    expect((await restore('2')).status).toBe(412);
    expect((await restore('3', house.newId())).json.code).toBe('version.notFound');
    expect((await restore('3')).json.version).toMatchObject({ number: 1, hash: 'v1' });
    expect((await restore('4')).json.code).toBe('dataset.versionPresent');
    expect((await ann.get(`${path(id)}/versions`)).json.total).toBe(2);
    // What was added to the second version is not in the first one.
    expect(() => publish('append', 'v1')).toThrow('applied to the dataset already');
    expect(publish('append', 'v2').number).toBe(3);
    expect(() => publish('append', 'v2')).toThrow('applied to the dataset already');
    house.db.transaction((tx) =>
      house.jobs.enqueue(tx, {
        kind: 'dataset.import',
        payload: { dataset: id },
        tenant: house.home.tenant.id,
        key: id,
      }),
    );
    expect((await restore((await ann.get(path(id))).json.etag)).json.code).toBe('dataset.loading');
  });
});

describe('names that look alike', () => {
  const taken = 'Café Zürich 2026';
  test.each([
    ['letter case', 'CAFÉ ZÜRICH 2026'],
    ['another normal form', 'Cafe\u0301 Zu\u0308rich 2026'],
    ['wide letters', 'Ｃafé Zürich 2026'],
    ['a space that does not break', 'Café\u00A0Zürich 2026'],
    ['two spaces', ' Café  Zürich 2026 '],
    ['a joiner that is not seen', 'Café Zür\u200Dich 2026'],
  ])('%s', async (_, name) => {
    const list = `/api/v1/projects/${house.home.project.id}/datasets`;
    await ann.post(list, { name: taken });
    const got = await ann.post(list, { name });
    expect([got.status, got.json.code, got.json.errors[0].pointer]).toEqual([409, 'dataset.nameTaken', '/name']);
    const workspaceId = house.home.workspace.id;
    const project = await ann.post('/api/v1/projects', { name: taken, workspaceId });
    expect([201, 409]).toContain(project.status);
    expect((await ann.post('/api/v1/projects', { name, workspaceId })).json.code).toBe('project.nameTaken');
    // One may be written otherwise than before.
    const own = (await ann.get(`${list}?limit=500`)).json.items.find((d: { name: string }) => d.name === taken);
    const renamed = await ann.put(`${list}/${own.id}`, { name }, { 'if-match': own.etag });
    expect(renamed.status).toBe(200);
    await ann.put(`${list}/${own.id}`, { name: taken }, { 'if-match': renamed.json.etag });
  });
});

test('lists go on where they stopped, while rows come and go', async () => {
  const project = await ann.post('/api/v1/projects', { name: 'Many', workspaceId: house.home.workspace.id });
  const list = `/api/v1/projects/${project.json.id}/datasets`;
  for (const name of ['a', 'b', 'c', 'd', 'e']) await ann.post(list, { name });
  const first = (await ann.get(`${list}?limit=2`)).json;
  const gone = first.items[0];
  await ann.send(`${list}/${gone.id}`, { method: 'DELETE', headers: { 'if-match': gone.etag } });
  const second = (await ann.get(`${list}?limit=2&cursor=${first.next}`)).json;
  expect(second.items.map((d: { name: string }) => d.name)).toEqual(['c', 'd']);
  const page = (await ann.get(`${list}?limit=2&page=2`)).json;
  expect([page.total, page.items.map((d: { name: string }) => d.name)]).toEqual([4, ['d', 'e']]);
  expect((await ann.get(`${list}?cursor=abc`)).json.code).toBe('list.badCursor');
  expect((await ann.get(`${list}?cursor=${first.next}&page=1`)).json.code).toBe('list.cursorAndPage');
  expect((await ann.get(`${list}?limit=501`)).status).toBe(400);
});

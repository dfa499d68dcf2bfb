import { expect, test } from 'bun:test';
import { sql } from '#sdk';
import { addDataset, addUser, exampleAppliance, otherTenant, signedIn } from '../../../tests/example-appliance.ts';

const PATH = '/api/v1/analyses';
const house = await exampleAppliance();
const tenant = house.home.tenant.id;
const ids: Record<string, string> = {};
for (const [login, role] of [
  ['ann', 'analyst'],
  ['bob', 'analyst'],
  ['aud', 'auditor'],
] as const)
  ids[login] = await addUser(house, { login, tenant, role });
const [ann, bob, aud] = [await signedIn(house, 'ann'), await signedIn(house, 'bob'), await signedIn(house, 'aud')];
const dataset = addDataset(house, tenant, house.home.project.id, 'Receipt');

test('only who started one sees it, also in the list; who may compute nothing starts nothing', async () => {
  const started = await ann.post(PATH, { datasetId: dataset, id: 'echo' });
  expect([started.status, started.json]).toEqual([
    202,
    {
      ...{ id: started.json.id, datasetId: dataset, versionId: started.json.versionId, calculator: 'echo', params: {} },
      ...{ filters: [], calendarId: null, state: 'waiting', progress: 0, error: null },
      ...{ createdAt: '2026-01-01T00:00:00.000Z', startedAt: null, finishedAt: null },
    },
  ]);
  const at = started.headers.get('location') as string;
  expect((await bob.get(at)).json.code).toBe('analysis.notFound');
  expect((await bob.delete(at)).json.code).toBe('analysis.notFound');
  expect((await bob.get(`${at}/events`)).json.code).toBe('analysis.notFound');
  expect([(await bob.get(PATH)).json.total, (await ann.get(PATH)).json.total]).toEqual([0, 1]);
  expect((await aud.post(PATH, { datasetId: dataset, id: 'echo' })).status).toBe(403);
  const theirs = otherTenant(house);
  const foreign = addDataset(house, theirs.tenant, theirs.project, 'Theirs');
  expect((await ann.post(PATH, { datasetId: foreign, id: 'echo' })).json.code).toBe('dataset.notFound');
});

test('what ran when the server stopped has failed after the next start, and says so', async () => {
  const started = await ann.post(PATH, { datasetId: dataset, id: 'echo' });
  const at = started.headers.get('location') as string;
  while ((await ann.get(at)).json.state !== 'done') await Bun.sleep(1);
  expect((await ann.get(at)).json.result.statistics.count).toBe(2);
  house.db.run(sql`update analyses set state = 'running' where id = ${started.json.id}`);
  house.calculations.recover();
  expect((await ann.get(at)).json).toMatchObject({
    state: 'failed',
    result: null,
    error: { code: 'analysis.interrupted' },
  });
});

test('who may no longer read the data has no result of it', async () => {
  const started = await bob.post(PATH, { datasetId: dataset, id: 'echo' });
  const at = started.headers.get('location') as string;
  while ((await bob.get(at)).json.state !== 'done') await Bun.sleep(1);
  house.db.run(sql`update grants set role = 'auditor' where principal_id = ${ids.bob!}`);
  expect((await bob.get(at)).status).toBe(403);
  house.db.run(sql`update grants set role = 'analyst' where principal_id = ${ids.bob!}`);
  house.db.run(sql`update datasets set deleted_at = 1 where id = ${dataset}`);
  expect((await bob.get(at)).json.code).toBe('dataset.notFound');
  house.db.run(sql`update datasets set deleted_at = null where id = ${dataset}`);
});

test('what ended long ago is forgotten; what has not ended never is', async () => {
  const keep = await ann.post(PATH, { datasetId: dataset, id: 'echo' });
  house.db.run(sql`update analyses set state = 'running', finished_at = null where id = ${keep.json.id}`);
  house.clock.advance(31 * 86_400_000);
  house.calculations.prune(30 * 86_400_000);
  expect(house.db.all<{ id: string }>(sql`select id from analyses`)).toEqual([{ id: keep.json.id }]);
});

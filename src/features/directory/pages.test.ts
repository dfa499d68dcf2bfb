import { beforeEach, expect, test } from 'bun:test';
import { directoryAppliance } from '../../../tests/directory-appliance.ts';
import { addUser, exampleAppliance, otherTenant, signedIn } from '../../../tests/example-appliance.ts';
import { csrfOf, type HttpClient } from '../../../tests/http-client.ts';
import { systemActor } from '../../platform/access/actor.ts';

const PATH = '/admin/directory';
const API = '/api/v1/admin/directories';
let house: Awaited<ReturnType<typeof directoryAppliance>>;
let root: HttpClient;
const { signal } = new AbortController();
const sync = (dryRun = false) =>
  house.directory.syncNow(systemActor('operator', null), null, { dryRun, force: false }, signal);

beforeEach(async () => {
  house = await directoryAppliance();
  await addUser(house, { login: 'root', tenant: house.home.tenant.id, role: 'administrator' });
  root = await signedIn(house, 'root');
  house.corp.put({
    login: 'ann',
    groups: ['Analysts', 'Staff'],
    displayName: 'Ann <b>Berg',
    attributes: { region: ['north'] },
  });
});

test('who would get what, and why', async () => {
  const page = await root.get(`${PATH}?login=ANN`);
  expect(page.status).toBe(200);
  for (const shown of ['ann may sign in.', 'Ann &lt;b&gt;Berg', 'CN=Analysts,OU=Groups', 'in 2 groups', 'region'])
    expect(page.text).toContain(shown);
  expect((await root.get(`${PATH}?login=root`)).text).toContain('an account of Adit itself');
  expect((await root.get(`${PATH}?login=nobody`)).text).toContain('in no directory');
  expect((await root.get(`${PATH}?login=a%20b`)).status).toBe(400);
  const api = await root.get(`${API}/explain?login=ann`);
  expect(api.json).toMatchObject({ verdict: 'let-in', roles: [{ role: 'analyst', workspaceId: null }], account: null });
});

test('comparisons, their changes and causes; asked for, one is put into the queue', async () => {
  expect((await root.get(PATH)).text).toContain('have not been compared');
  await sync(true);
  const [report] = await sync();
  house.corp.put({ login: 'ann', groups: ['Viewers'], displayName: 'Ann Berg' });
  const [second] = await sync();
  expect((await root.get(`${PATH}?sync=${report!.id}`)).text).toContain('new account');
  const changes = await root.get(`${PATH}?sync=${second!.id}`);
  for (const shown of ['Ann Berg', 'viewer (group CN=Viewers', 'dry run', '1 changed'])
    expect(changes.text).toContain(shown);
  const csrf = csrfOf(changes.text);
  const asked = await root.send(`${PATH}/corp/sync`, {
    method: 'POST',
    body: new URLSearchParams({ csrf, dryRun: '1' }),
  });
  expect([asked.status, house.jobs.list({ kind: 'directory.sync' })[0]?.payload]).toEqual([
    303,
    { server: 'corp', dryRun: true },
  ]);
  expect((await root.get(API)).json.items[0]).toMatchObject({ id: 'corp', isSyncing: true, syncs: { length: 3 } });
  expect((await root.get(`${API}/syncs/${second!.id}`)).json.counts).toMatchObject({ change: 1, create: 0 });
});

test('the connection is tried when asked for', async () => {
  expect((await root.get(`${PATH}?test=corp`)).text).toContain('Every replica answers');
  house.corp.isDown = true;
  expect((await root.get(`${PATH}?test=corp`)).text).toContain('Something is wrong');
  expect((await root.get(`${API}/corp/test`)).json).toMatchObject({ id: 'corp', isRight: false });
  expect((await root.get(`${PATH}?test=other`)).status).toBe(404);
});

test('another tenant sees its own changes alone; unknown ids are told so; others may not look', async () => {
  const { tenant } = otherTenant(house);
  await addUser(house, { login: 'theirs', tenant, role: 'administrator' });
  const theirs = await signedIn(house, 'theirs');
  const [report] = await sync();
  const page = await theirs.get(`${PATH}?sync=${report!.id}`);
  expect([page.status, page.text.includes('No account differed.'), page.text.includes('CN=Analysts')]).toEqual([
    ...[200, true, false],
  ]);
  expect((await root.get(`${API}/syncs/nothing`)).status).toBe(404);
  await addUser(house, { login: 'vic', tenant: house.home.tenant.id, role: 'analyst' });
  const vic = await signedIn(house, 'vic');
  for (const path of [PATH, API, `${API}/explain?login=ann`, `${API}/corp/test`])
    expect((await vic.get(path)).status).toBe(403);
});

test('without a directory the page says where one is configured', async () => {
  const without = await exampleAppliance();
  await addUser(without, { login: 'root', tenant: without.home.tenant.id, role: 'administrator' });
  expect((await (await signedIn(without, 'root')).get(PATH)).text).toContain('[[ldap.servers]]');
});

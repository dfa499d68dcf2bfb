import { beforeEach, describe, expect, test } from 'bun:test';
import {
  type Appliance,
  addDataset,
  addUser,
  exampleAppliance,
  otherTenant,
  signedIn,
} from '../../../../tests/example-appliance.ts';
import { csrfOf, type HttpClient } from '../../../../tests/http-client.ts';

const PATH = '/api/v1/admin/workspaces';
const at = (etag: string) => ({ 'if-match': etag });
let house: Appliance;
let root: HttpClient;
let tenant: string;
beforeEach(async () => {
  house = await exampleAppliance();
  tenant = house.home.tenant.id;
  await addUser(house, { login: 'root', tenant, role: 'administrator' });
  root = await signedIn(house, 'root');
});
const create = async (name: string) => (await root.post(PATH, { name })).json.id as string;

test('a workspace is made, renamed with its etag, and told apart by its name', async () => {
  const made = await root.post(PATH, { name: 'Claims', description: 'of 2026' });
  expect(made.json).toEqual({
    ...{ id: made.json.id, name: 'Claims', description: 'of 2026', region: 'local', etag: '1' },
    ...{ createdAt: '2026-01-01T00:00:00.000Z', updatedAt: null, archivedAt: null },
  });
  const path = `${PATH}/${made.json.id}`;
  expect((await root.put(path, { name: 'Payments' }, at('1'))).json).toMatchObject({ name: 'Payments', etag: '2' });
  expect((await root.put(path, { name: 'Later' }, at('1'))).json.code).toBe('change.stale');
  for (const name of ['payments', 'MAIN'])
    expect((await root.post(PATH, { name })).json.code).toBe('workspace.nameTaken');
  expect((await root.get(PATH)).json.items.map((w: { name: string }) => w.name)).toEqual(['Main', 'Payments']);
});

test('those of another tenant are not there', async () => {
  const theirs = otherTenant(house);
  for (const id of [theirs.workspace, house.newId(), 'x'])
    for (const got of [
      await root.get(`${PATH}/${id}`),
      await root.put(`${PATH}/${id}`, { name: 'x' }, at('1')),
      await root.post(`${PATH}/${id}/archive`, undefined, at('1')),
      await root.post(`${PATH}/${id}/open`, undefined, at('1')),
      await root.post('/api/v1/auth/workspace', { workspaceId: id }),
    ])
      expect([got.status, got.json.code]).toEqual([404, 'workspace.notFound']);
});

describe('archived', () => {
  test('it is hidden with all that is in it, from everybody, and comes back as it was', async () => {
    await create('Other');
    const { workspace, project } = house.home;
    const dataset = addDataset(house, tenant, project.id, 'Receipt');
    const calendar = (
      await root.post('/api/v1/calendars', {
        name: 'C',
        workspaceId: workspace.id,
        week: { monday: [{ from: '08:00', to: '16:00' }] },
      })
    ).json.id;
    await addUser(house, { login: 'eva', tenant, role: 'analyst', workspace: workspace.id });
    const eva = await signedIn(house, 'eva');
    const paths = [
      ...[`/api/v1/projects/${project.id}`, `/api/v1/projects/${project.id}/datasets/${dataset}`],
      ...[`/api/v1/calendars/${calendar}`, `/projects/${project.id}`, `/datasets/${dataset}`],
    ];
    const seen = async (by: HttpClient) => Promise.all(paths.map(async (path) => (await by.get(path)).status));
    expect([...(await seen(root)), ...(await seen(eva))]).toEqual(paths.flatMap(() => [200, 200]));
    expect((await root.post(`${PATH}/${workspace.id}/archive`, undefined, at('1'))).json.archivedAt).not.toBeNull();
    expect(await seen(root)).toEqual(paths.map(() => 404));
    expect(await seen(eva)).toEqual(paths.map(() => 403)); // nothing else is open to her
    expect((await root.get('/api/v1/projects')).json.total).toBe(0);
    expect((await root.get('/api/v1/auth/me')).json.workspaces.map((w: { name: string }) => w.name)).toEqual(['Other']);
    const given = {
      principalId: (await root.get('/api/v1/auth/me')).json.id,
      role: 'viewer',
      workspaceId: workspace.id,
    };
    expect((await root.post('/api/v1/admin/grants', given)).json.code).toBe('workspace.notFound');
    expect((await root.post(`${PATH}/${workspace.id}/open`, undefined, at('2'))).json.archivedAt).toBeNull();
    expect([...(await seen(root)), ...(await seen(eva))]).toEqual(paths.flatMap(() => [200, 200]));
  });

  test('the last open one stays', async () => {
    const got = await root.post(`${PATH}/${house.home.workspace.id}/archive`, undefined, at('1'));
    expect([got.status, got.json.code]).toEqual([409, 'workspace.last']);
  });
});

describe('the workspace in which one works', () => {
  test('lists keep to it and new things go there; what is elsewhere stays open by its address', async () => {
    const other = await create('Other');
    const [here, there] = await Promise.all(
      [house.home.workspace.id, other].map(
        async (workspaceId) => (await root.post('/api/v1/projects', { name: 'P', workspaceId })).json,
      ),
    );
    const choose = (workspaceId: string | null) => root.post('/api/v1/auth/workspace', { workspaceId });
    expect((await root.post('/api/v1/projects', { name: 'Q' })).json.code).toBe('project.workspaceNeeded');
    expect((await choose(other)).status).toBe(204);
    expect((await root.get('/api/v1/auth/me')).json.workspaceId).toBe(other);
    expect((await root.get('/api/v1/projects')).json.items.map((p: { id: string }) => p.id)).toEqual([there.id]);
    expect((await root.post('/api/v1/projects', { name: 'Q' })).json.workspaceId).toBe(other);
    expect((await root.get(`/api/v1/projects/${here.id}`)).status).toBe(200);
    expect((await root.post('/api/v1/projects', { name: 'R', workspaceId: here.workspaceId })).status).toBe(201);
    // Another session of the same person is not moved.
    expect((await (await signedIn(house, 'root')).get('/api/v1/projects')).json.total).toBe(5);
    await choose(null);
    expect((await root.get('/api/v1/projects')).json.total).toBe(5);
  });

  test('it is chosen at the top of the page, and forgotten when it is put away', async () => {
    expect((await root.get('/')).text).not.toContain('action="/workspace"');
    const other = await create('Other');
    const page = (await root.get('/')).text;
    expect(page).toContain('action="/workspace"');
    const csrf = csrfOf(page);
    const body = new URLSearchParams({ csrf, workspace: other });
    expect((await root.send('/workspace', { method: 'POST', body })).headers.get('location')).toBe('/');
    expect((await root.get('/')).text).toContain(`value="${other}" aria-current="true"`);
    await root.post(`${PATH}/${other}/archive`, undefined, at('1'));
    expect((await root.get('/api/v1/auth/me')).json.workspaceId).toBe(null);
    expect((await root.get('/api/v1/projects')).json.total).toBe(1);
  });
});

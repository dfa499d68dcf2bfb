import { beforeEach, describe, expect, test } from 'bun:test';
import { sql } from '#sdk';
import {
  type Appliance,
  addDataset,
  addUser,
  exampleAppliance,
  otherTenant,
  PASSWORD,
  signedIn,
} from '../../../../tests/example-appliance.ts';
import { exampleFoundations } from '../../../../tests/example-foundations.ts';
import { csrfOf, type HttpClient } from '../../../../tests/http-client.ts';

const PATH = '/api/v1/admin/tenants';
const WORDS = 'an orchard full of quiet bees';
let house: Appliance;
let boss: HttpClient;
beforeEach(async () => {
  house = await exampleAppliance();
  await addUser(house, { login: 'boss', tenant: house.home.tenant.id, role: 'appliance-administrator' });
  boss = await signedIn(house, 'boss');
});
const create = async (name: string) => (await boss.post(PATH, { name })).json.id as string;
const at = (etag: string) => ({ 'if-match': etag });

test('a tenant is made with the profile of its company, a workspace and nobody in it, and changed with its etag', async () => {
  const profile = { taxId: 'DE 123 456 789', industry: 'Insurance', size: '250-999' };
  const made = await boss.post(PATH, { name: 'Acme', ...profile });
  const { id } = made.json;
  expect([made.status, made.headers.get('location')]).toEqual([201, `${PATH}/${id}`]);
  expect(made.json).toEqual({
    ...{ id, name: 'Acme', kind: 'customer', ...profile, region: 'local', status: 'active', etag: '1' },
    ...{ createdAt: '2026-01-01T00:00:00.000Z', updatedAt: null },
  });
  expect(house.db.all(sql`select name, region from workspaces where tenant_id = ${id}`)).toEqual([
    { name: 'Main', region: 'local' },
  ]);
  expect(house.db.all(sql`select 1 from users where tenant_id = ${id}`)).toEqual([]);
  const changed = await boss.put(`${PATH}/${id}`, { name: 'Acme SE', taxId: ' ', size: null }, at('1'));
  expect(changed.json).toMatchObject({ name: 'Acme SE', taxId: null, industry: 'Insurance', size: null, etag: '2' });
  expect((await boss.put(`${PATH}/${id}`, { name: 'X' }, at('1'))).json.code).toBe('change.stale');
  expect((await boss.post(PATH, { name: 'ACME  se' })).json.code).toBe('tenant.nameTaken');
  expect((await boss.get(PATH)).json.items.map((t: { name: string }) => t.name)).toEqual(['Acme SE', 'Main']);
  const rows = house.auditRows().filter(({ action }) => action.startsWith('tenant.') && action !== 'tenant.open');
  expect(rows.map((row) => [row.action, row.tenant_id])).toEqual([
    ['tenant.create', id],
    ['tenant.change', id],
  ]);
});

test.each([
  [{ size: 'many' }, 400],
  [{ taxId: 'x'.repeat(41) }, 400],
  [{ industry: 'a\nb' }, 400],
  [{ region: 'atlantis' }, 400],
  [{ kind: 'appliance' }, 400],
  [{ status: 'archived' }, 400],
])('%j is refused', async (fields, status) => {
  expect((await boss.post(PATH, { name: 'Acme', ...fields })).status).toBe(status);
});

describe('who looks after the appliance', () => {
  test('invites the first administrator of a tenant, who chooses a password and is at home there', async () => {
    const id = await create('Acme');
    const invited = await boss.post(`${PATH}/${id}/administrators`, { login: 'eva', displayName: 'Eva' });
    expect([invited.status, invited.json.path]).toEqual([201, expect.stringMatching(/^\/welcome\/[\w-]{43}$/)]);
    // The link was lost: a further one voids it.
    const again = await boss.post(`${PATH}/${id}/administrators`, { login: 'eva' });
    expect((await house.client().get(invited.json.path)).status).toBe(404);
    const browser = house.client();
    const csrf = csrfOf((await browser.get(again.json.path)).text);
    const token = again.json.path.split('/').at(-1);
    const body = new URLSearchParams({ csrf, token, password: WORDS, again: WORDS });
    expect((await browser.send('/welcome', { method: 'POST', body })).status).toBe(303);
    await browser.post('/api/v1/auth/login', { login: 'eva', password: WORDS });
    expect((await browser.get('/api/v1/auth/me')).json).toMatchObject({ tenant: { id }, roles: ['administrator'] });
    expect((await browser.post('/api/v1/projects', { name: 'Theirs' })).status).toBe(201);
    expect((await browser.get(PATH)).status).toBe(403);
    const rows = house.auditRows().filter(({ action }) => action === 'tenant.invite-administrator');
    expect(rows.map((row) => row.tenant_id)).toEqual([id, id]);
  });

  test('has no way into a tenant that has its own people', async () => {
    const theirs = otherTenant(house, 'Bank');
    addDataset(house, theirs.tenant, theirs.project, 'Loans');
    await addUser(house, { login: 'eva', tenant: theirs.tenant, role: 'administrator' });
    const got = await boss.post(`${PATH}/${theirs.tenant}/administrators`, { login: 'mole' });
    expect([got.status, got.json.code]).toEqual([409, 'tenant.haveAdministrator']);
    const told = await boss.get(`${PATH}/${theirs.tenant}`);
    for (const inside of ['Loans', 'Their project', 'eva']) expect(told.text).not.toContain(inside);
    for (const path of ['/api/v1/projects', '/api/v1/admin/users', `/api/v1/projects/${theirs.project}`, '/projects'])
      expect([path, (await boss.get(path)).status]).toEqual([path, 403]);
  });

  test('closes a tenant at once and opens it again; nothing is removed', async () => {
    const theirs = otherTenant(house, 'Bank');
    await addUser(house, { login: 'eva', tenant: theirs.tenant, role: 'administrator' });
    const eva = await signedIn(house, 'eva');
    expect((await boss.post(`${PATH}/${theirs.tenant}/disable`, undefined, at('1'))).json.status).toBe('disabled');
    expect((await eva.get('/api/v1/auth/me')).status).toBe(401);
    const refused = await house.client().post('/api/v1/auth/login', { login: 'eva', password: PASSWORD });
    expect([refused.status, refused.json.code]).toEqual([401, 'sign-in.refused']);
    expect((await boss.post(`${PATH}/${theirs.tenant}/archive`, undefined, at('2'))).json.status).toBe('archived');
    const listed = async (query: string) =>
      (await boss.get(PATH + query)).json.items.map((tenant: { name: string }) => tenant.name);
    expect([await listed(''), await listed('?archived=true')]).toEqual([['Main'], ['Bank']]);
    const closed = await boss.post(`${PATH}/${theirs.tenant}/administrators`, { login: 'new' });
    expect(closed.json.code).toBe('tenant.closed');
    expect((await boss.post(`${PATH}/${theirs.tenant}/enable`, undefined, at('3'))).json.status).toBe('active');
    expect((await (await signedIn(house, 'eva')).get('/api/v1/projects')).json.items).toHaveLength(1);
  });

  test('does not lock itself out', async () => {
    const own = `${PATH}/${house.home.tenant.id}`;
    for (const verb of ['disable', 'archive']) {
      const got = await boss.post(`${own}/${verb}`, undefined, at('1'));
      expect([got.status, got.json.code]).toEqual([409, 'tenant.ofAppliance']);
    }
    expect(() => house.db.run(sql`update tenants set kind = 'appliance'`)).not.toThrow();
    otherTenant(house, 'Second');
    expect(() => house.db.run(sql`update tenants set kind = 'appliance'`)).toThrow('UNIQUE');
  });
});

test('people of two companies may have one name: each says which company is theirs', async () => {
  const page = async () => (await house.client().get('/sign-in')).text;
  expect(await page()).not.toContain('name="tenant"');
  const theirs = otherTenant(house, 'Northern Mutual');
  await addUser(house, { login: 'eva', tenant: theirs.tenant, role: 'viewer' });
  await addUser(house, { login: 'eva', tenant: house.home.tenant.id, role: 'viewer' });
  expect(await page()).toContain('name="tenant"');
  const signIn = async (company: string) => {
    const browser = house.client();
    const csrf = csrfOf((await browser.get('/sign-in')).text);
    const body = new URLSearchParams({ csrf, login: 'eva', password: PASSWORD, tenant: company });
    const { status } = await browser.send('/sign-in', { method: 'POST', body });
    return [status, (await browser.get('/api/v1/auth/me')).json.tenant?.id];
  };
  expect(await signIn('northern  MUTUAL')).toEqual([303, theirs.tenant]);
  expect(await signIn('Main')).toEqual([303, house.home.tenant.id]);
  for (const company of ['', 'Nobody & Sons']) expect(await signIn(company)).toEqual([401, undefined]);
});

test('an administrator of any tenant is nobody here, and unknown ids are those of nobody', async () => {
  await addUser(house, { login: 'root', tenant: house.home.tenant.id, role: 'administrator' });
  const root = await signedIn(house, 'root');
  for (const path of [PATH, `${PATH}/${house.home.tenant.id}`, `${PATH}/nothing`])
    expect((await root.get(path)).status).toBe(403);
  for (const got of [
    await boss.get(`${PATH}/${house.newId()}`),
    await boss.put(`${PATH}/nothing`, { name: 'x' }, at('1')),
    await boss.post(`${PATH}/${house.home.workspace.id}/disable`, undefined, at('1')),
  ])
    expect([got.status, got.json.code]).toEqual([404, 'tenant.notFound']);
});

test('the region is chosen once: of a tenant, and of a workspace in it', async () => {
  const foundations = exampleFoundations();
  house = await exampleAppliance({ foundations: { ...foundations, roots: { ...foundations.roots, eu: '/srv/eu' } } });
  const { tenant } = house.home;
  await addUser(house, { login: 'boss', tenant: tenant.id, role: 'appliance-administrator' });
  await addUser(house, { login: 'root', tenant: tenant.id, role: 'administrator' });
  boss = await signedIn(house, 'boss');
  const root = await signedIn(house, 'root');
  const made = (await boss.post(PATH, { name: 'Acme', region: 'eu' })).json;
  expect(made.region).toBe('eu');
  expect(house.db.all(sql`select region from workspaces where tenant_id = ${made.id}`)).toEqual([{ region: 'eu' }]);
  expect((await boss.put(`${PATH}/${made.id}`, { name: 'Acme', region: 'local' }, at('1'))).status).toBe(400);
  const workspace = (await root.post('/api/v1/admin/workspaces', { name: 'In Europe', region: 'eu' })).json;
  expect([workspace.region, house.tenancy.regionOf(tenant.id, workspace.id)]).toEqual(['eu', 'eu']);
  expect((await root.post('/api/v1/admin/workspaces', { name: 'Usual' })).json.region).toBe('local');
  const unknown = (await root.post('/api/v1/admin/workspaces', { name: 'Nowhere', region: 'us' })).json;
  expect([unknown.code, unknown.detail]).toEqual(['region.unknown', expect.stringContaining('local, eu')]);
  for (const table of ['tenants', 'workspaces'])
    expect(() => house.db.script(`update ${table} set region = 'local'`)).toThrow('is fixed');
});

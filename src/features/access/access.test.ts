import { beforeEach, describe, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { type Appliance, addUser, exampleAppliance, otherTenant, signedIn } from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';
import { EVERYONE } from '../../platform/access/permissions.ts';

/** What is left to somebody without a role. */
const OWN_ACCOUNT = ['read:self', 'write:self'];

const ADMIN = '/api/v1/admin';
const first = { 'if-match': '1' };
let house: Appliance;
let root: HttpClient;
let rootId: string;
let tenant: string;
beforeEach(async () => {
  house = await exampleAppliance();
  tenant = house.home.tenant.id;
  rootId = await addUser(house, { login: 'root', tenant, role: 'administrator' });
  root = await signedIn(house, 'root');
});

/** Somebody who holds nothing. */
async function nobody(login: string): Promise<string> {
  const id = await addUser(house, { login, tenant, role: 'viewer' });
  house.db.run(sql`delete from grants where tenant_id = ${tenant} and principal_id = ${id}`);
  return id;
}
const makeRole = (name: string, permissions: string[], by = root) => by.post(`${ADMIN}/roles`, { name, permissions });
const give = (principalId: string, role: string, workspaceId: string | null = null, by = root) =>
  by.post(`${ADMIN}/grants`, { principalId, role, workspaceId });
const makeGroup = async (name = 'Claims') => (await root.post(`${ADMIN}/groups`, { name })).json.id as string;
const join = (group: string, user: string, by = root) => by.put(`${ADMIN}/groups/${group}/members/${user}`);
const permissionsOf = async (login: string): Promise<string[]> =>
  (await (await signedIn(house, login)).get('/api/v1/auth/me')).json.permissions ?? []; // who holds nothing may not even ask

describe('roles of one’s own', () => {
  test('give what they list, in the place where they are held, from the next request on', async () => {
    const made = await makeRole('planner', ['read:projects', 'write:projects']);
    expect([made.status, made.headers.get('location'), made.json.holders]).toEqual([201, `${ADMIN}/roles/planner`, 0]);
    const eva = await nobody('eva');
    expect((await give(eva, 'planner', house.home.workspace.id)).status).toBe(201);
    const browser = await signedIn(house, 'eva');
    expect((await browser.post('/api/v1/projects', { name: 'Hers' })).status).toBe(201);
    expect((await browser.get('/api/v1/calendars')).status).toBe(403);
    const changed = await root.put(`${ADMIN}/roles/planner`, { permissions: ['read:projects'] }, first);
    expect([changed.status, changed.json.holders, changed.headers.get('etag')]).toEqual([200, 1, '"2"']);
    expect((await browser.post('/api/v1/projects', { name: 'No more' })).status).toBe(403);
    expect((await browser.get('/api/v1/projects')).json.total).toBe(2);
  });

  test('a permission that concerns the tenant counts only where the role is held in the whole of it', async () => {
    await makeRole('helpdesk', ['admin:users']);
    const eva = await nobody('eva');
    await give(eva, 'helpdesk', house.home.workspace.id);
    expect(await permissionsOf('eva')).toEqual([...EVERYONE].sort());
    await give(eva, 'helpdesk');
    expect(await permissionsOf('eva')).toContain('admin:users');
  });

  const names: [string, number, string][] = [
    ['planner', 201, ''],
    ['administrator', 409, 'role.nameTaken'],
    ['appliance-administrator', 409, 'role.nameTaken'],
    ['Planner', 400, 'role.badName'],
    ['../planner', 400, 'role.badName'],
    ['-planner', 400, 'role.badName'],
    ['__proto__', 400, 'role.badName'],
  ];
  test.each(names)('named %s', async (name, status, code) => {
    const got = await makeRole(name, []);
    expect([got.status, got.json.code ?? '']).toEqual([status, code]);
  });

  test('what ships does not change, and what somebody holds does not go', async () => {
    for (const got of [
      await root.put(`${ADMIN}/roles/viewer`, { permissions: [] }, first),
      await root.delete(`${ADMIN}/roles/viewer`, first),
    ])
      expect([got.status, got.json.code]).toEqual([409, 'role.builtIn']);
    await makeRole('planner', ['read:projects']);
    await give(await nobody('eva'), 'planner');
    const got = await root.delete(`${ADMIN}/roles/planner`, first);
    expect([got.status, got.json.code]).toEqual([409, 'role.inUse']);
    expect((await root.put(`${ADMIN}/roles/planner`, { permissions: [] }, { 'if-match': '7' })).status).toBe(412);
  });

  test('those of another tenant are not there, whatever their name', async () => {
    const theirs = otherTenant(house);
    house.db.run(sql`insert into roles (tenant_id, name, permissions, created_at)
      values (${theirs.tenant}, 'planner', '["read:projects"]', 0)`);
    for (const name of ['planner', 'never-made'])
      for (const got of [
        await root.get(`${ADMIN}/roles/${name}`),
        await root.put(`${ADMIN}/roles/${name}`, { permissions: [] }, first),
        await root.delete(`${ADMIN}/roles/${name}`, first),
      ])
        expect([got.status, got.json.code]).toEqual([404, 'role.notFound']);
    expect((await give(rootId, 'planner')).json.code).toBe('role.unknown');
  });

  test('a permission of a later release, or of none, gives nothing', async () => {
    await makeRole('planner', ['read:projects']);
    house.db.run(sql`update roles set permissions = '["read:projects", "rule:the-world", "__proto__"]'`);
    await give(await nobody('eva'), 'planner');
    expect(await permissionsOf('eva')).toEqual([...EVERYONE, 'read:projects'].sort());
  });
});

describe('nobody gives more than they hold', () => {
  /** Somebody who may make roles and give them, and nothing else. */
  async function roleMaker(): Promise<HttpClient> {
    await makeRole('maker', ['admin:roles', 'admin:groups', 'admin:users', 'read:projects']);
    await give(await nobody('max'), 'maker');
    return signedIn(house, 'max');
  }

  test('a role is made, changed and deleted within what its maker holds', async () => {
    const max = await roleMaker();
    expect((await makeRole('small', ['read:projects'], max)).status).toBe(201);
    await makeRole('big', ['read:cases']);
    for (const got of [
      await makeRole('larger', ['read:cases'], max),
      await max.put(`${ADMIN}/roles/small`, { permissions: ['read:projects', 'read:audit'] }, first),
      await max.put(`${ADMIN}/roles/big`, { permissions: ['read:projects'] }, first),
      await max.delete(`${ADMIN}/roles/big`, first),
    ])
      expect([got.status, got.json.code]).toEqual([403, 'access.beyondOwn']);
  });

  test('a role is given and taken within what the giver holds', async () => {
    const max = await roleMaker();
    const eva = await nobody('eva');
    expect((await give(eva, 'maker', null, max)).status).toBe(201);
    for (const [id, role] of [
      [eva, 'administrator'],
      [eva, 'viewer'],
      [(await max.get('/api/v1/auth/me')).json.id, 'administrator'],
    ])
      expect((await give(id, role!, null, max)).json.code).toBe('access.beyondOwn');
    const [held] = (await root.get(`${ADMIN}/grants?principalId=${rootId}`)).json.items;
    expect((await max.delete(`${ADMIN}/grants/${held.id}`)).json.code).toBe('access.beyondOwn');
  });

  test('not by way of a group either', async () => {
    const max = await roleMaker();
    const group = await makeGroup('Administrators');
    await give(group, 'administrator');
    const me = (await max.get('/api/v1/auth/me')).json.id;
    for (const got of [
      await join(group, me, max),
      await max.delete(`${ADMIN}/groups/${group}/members/${rootId}`),
      await max.delete(`${ADMIN}/groups/${group}`, first),
    ])
      expect([got.status, got.json.code]).toEqual([403, 'access.beyondOwn']);
    expect(await permissionsOf('max')).not.toContain('admin:settings');
  });

  test('nor by way of an account: who looks after users takes over nobody who holds more', async () => {
    const max = await roleMaker();
    const viaGroup = await nobody('gus');
    const group = await makeGroup('Administrators');
    await give(group, 'administrator');
    await join(group, viaGroup);
    for (const id of [rootId, viaGroup])
      for (const got of [
        await max.post(`${ADMIN}/users/${id}/reset-password`),
        await max.post(`${ADMIN}/users/${id}/disable`),
      ])
        expect([got.status, got.json.code]).toEqual([403, 'access.beyondOwn']);
    for (const got of [
      await max.put(`${ADMIN}/users/${viaGroup}/roles`, { roles: ['auditor'] }),
      await max.post(`${ADMIN}/users`, { login: 'new', roles: ['analyst'] }),
    ])
      expect([got.status, got.json.code]).toEqual([403, 'access.beyondOwn']);
    const eva = await nobody('eva');
    expect((await max.post(`${ADMIN}/users/${eva}/disable`)).status).toBe(200);
  });

  test('the administrator of a tenant does not become that of the appliance', async () => {
    expect((await give(rootId, 'appliance-administrator')).json.code).toBe('access.beyondOwn');
    const got = await root.put(`${ADMIN}/users/${rootId}/roles`, {
      roles: ['administrator', 'appliance-administrator'],
    });
    expect(got.json.code).toBe('access.beyondOwn');
    expect((await makeRole('lord', ['admin:tenants'])).json.code).toBe('access.beyondOwn');
  });

  test('the role of the appliance counts in its own tenant alone, whatever the rows say', async () => {
    const theirs = otherTenant(house);
    await addUser(house, { login: 'mia', tenant: theirs.tenant, role: 'appliance-administrator' });
    expect(await permissionsOf('mia')).toEqual(OWN_ACCOUNT);
    await addUser(house, { login: 'ina', tenant: theirs.tenant, role: 'administrator' });
    const roles = (await (await signedIn(house, 'ina')).get(`${ADMIN}/roles`)).json.items;
    expect(roles.map(({ name }: { name: string }) => name)).not.toContain('appliance-administrator');
  });
});

describe('groups', () => {
  test('give their members what they hold, and take it away', async () => {
    const group = await makeGroup();
    await give(group, 'analyst', house.home.workspace.id);
    const eva = await nobody('eva');
    expect((await join(group, eva)).status).toBe(204);
    expect((await join(group, eva)).status).toBe(204);
    expect(await permissionsOf('eva')).toContain('write:datasets');
    expect((await root.get(`${ADMIN}/groups/${group}/members`)).json.items).toEqual([
      { id: eva, login: 'eva', displayName: 'eva' },
    ]);
    expect((await root.get(`${ADMIN}/groups/${group}`)).json.members).toBe(1);
    expect((await root.delete(`${ADMIN}/groups/${group}/members/${eva}`)).status).toBe(204);
    expect(await permissionsOf('eva')).toEqual(OWN_ACCOUNT);
    expect((await root.delete(`${ADMIN}/groups/${group}/members/${eva}`)).json.code).toBe('user.notFound');
    await join(group, eva);
    expect((await root.delete(`${ADMIN}/groups/${group}`, first)).status).toBe(204);
    expect(await permissionsOf('eva')).toEqual(OWN_ACCOUNT);
    expect(house.db.all(sql`select 1 from grants where principal_kind = 'group'`)).toEqual([]);
  });

  test('have names that people can tell apart', async () => {
    const group = await makeGroup('Claims');
    expect((await root.post(`${ADMIN}/groups`, { name: ' CLAIMS ' })).json.code).toBe('group.nameTaken');
    await makeGroup('Audit');
    expect((await root.put(`${ADMIN}/groups/${group}`, { name: 'audit' }, first)).json.code).toBe('group.nameTaken');
    expect((await root.put(`${ADMIN}/groups/${group}`, { name: 'claims' }, first)).json.name).toBe('claims');
  });

  test('of another tenant, and people of another tenant, are not there', async () => {
    const theirs = otherTenant(house);
    const [foreign, stranger] = [
      house.newId(),
      await addUser(house, { login: 'mia', tenant: theirs.tenant, role: 'viewer' }),
    ];
    house.db.run(
      sql`insert into groups (id, tenant_id, name, created_at) values (${foreign}, ${theirs.tenant}, 'Theirs', 0)`,
    );
    const group = await makeGroup();
    for (const id of [foreign, house.newId()])
      for (const got of [
        await root.get(`${ADMIN}/groups/${id}`),
        await root.get(`${ADMIN}/groups/${id}/members`),
        await root.put(`${ADMIN}/groups/${id}`, { name: 'x' }, first),
        await root.delete(`${ADMIN}/groups/${id}`, first),
        await join(id, rootId),
      ])
        expect([got.status, got.json.code]).toEqual([404, 'group.notFound']);
    for (const id of [stranger, foreign, house.newId()]) {
      expect((await join(group, id)).json.code).toBe('user.notFound');
      expect((await give(id, 'viewer')).json.code).toBe('principal.notFound');
    }
    expect((await give(rootId, 'viewer', theirs.workspace)).json.code).toBe('workspace.notFound');
    // The database itself keeps the tenants apart.
    const mixed = sql`insert into group_members (tenant_id, group_id, user_id, created_at)
      values (${tenant}, ${group}, ${stranger}, 0)`;
    expect(() => house.db.run(mixed)).toThrow('FOREIGN KEY');
  });
});

describe('grants', () => {
  test('are listed by holder and by workspace, and held once', async () => {
    const eva = await nobody('eva');
    const { workspace } = house.home;
    const made = await give(eva, 'viewer', workspace.id);
    expect(made.json).toEqual({
      ...{ id: made.json.id, role: 'viewer', workspaceId: workspace.id, source: 'local' },
      ...{
        principal: { kind: 'user', id: eva, name: 'eva', displayName: 'eva' },
        createdAt: '2026-01-01T00:00:00.000Z',
      },
    });
    expect((await give(eva, 'viewer', workspace.id)).json.code).toBe('grant.heldAlready');
    expect((await root.get(`${ADMIN}/grants?workspaceId=${workspace.id}`)).json.items).toEqual([made.json]);
    expect((await root.get(`${ADMIN}/grants`)).json.total).toBe(2);
    expect((await root.delete(`${ADMIN}/grants/${made.json.id}`)).status).toBe(204);
    expect((await root.delete(`${ADMIN}/grants/${made.json.id}`)).json.code).toBe('grant.notFound');
  });

  test('what a directory gave is taken back by the directory alone', async () => {
    const eva = await nobody('eva');
    const { id } = (await give(eva, 'viewer')).json;
    house.db.run(sql`update grants set source = 'ldap:corp' where tenant_id = ${tenant} and id = ${id}`);
    expect((await root.delete(`${ADMIN}/grants/${id}`)).json.code).toBe('grant.givenElsewhere');
  });

  test('the last administrator who can sign in stays one, however the role is held', async () => {
    const [held] = (await root.get(`${ADMIN}/grants?principalId=${rootId}`)).json.items;
    expect((await root.delete(`${ADMIN}/grants/${held.id}`)).json.code).toBe('user.lastAdministrator');
    const group = await makeGroup('Administrators');
    await give(group, 'administrator');
    await join(group, rootId);
    expect((await root.delete(`${ADMIN}/grants/${held.id}`)).status).toBe(204);
    for (const got of [
      await root.delete(`${ADMIN}/groups/${group}/members/${rootId}`),
      await root.delete(`${ADMIN}/groups/${group}`, first),
      await root.post(`${ADMIN}/users/${rootId}/disable`),
    ])
      expect([got.status, got.json.code]).toEqual([409, 'user.lastAdministrator']);
    expect(await permissionsOf('root')).toContain('admin:users');
  });
});

import { beforeEach, describe, expect, test } from 'bun:test';
import { sql } from '#sdk';
import {
  type Appliance,
  addUser,
  exampleAppliance,
  otherTenant,
  PASSWORD,
  signedIn,
} from '../../../tests/example-appliance.ts';
import { csrfOf, type HttpClient } from '../../../tests/http-client.ts';

const PATH = '/api/v1/admin/users';
const WORDS = 'an orchard full of quiet bees';
let house: Appliance;
let root: HttpClient;
let rootId: string;
beforeEach(async () => {
  house = await exampleAppliance();
  rootId = await addUser(house, { login: 'root', tenant: house.home.tenant.id, role: 'administrator' });
  root = await signedIn(house, 'root');
});
const add = (fields: object) => root.post(PATH, { login: 'ann', roles: ['analyst'], ...fields });
const tokenOf = (path: string) => path.slice('/welcome/'.length);
async function choose(path: string, password = WORDS, again = password) {
  const browser = house.client();
  const csrf = csrfOf((await browser.get('/sign-in')).text);
  const body = new URLSearchParams({ csrf, token: tokenOf(path), password, again });
  return browser.send('/welcome', { method: 'POST', body });
}
const signInAs = (login: string, password: string) => house.client().post('/api/v1/auth/login', { login, password });

describe('adding', () => {
  test('gives a link that works once, at which the person chooses a password', async () => {
    const made = await add({ displayName: 'Ann Berg' });
    expect([made.status, made.headers.get('location')]).toEqual([201, `${PATH}/${made.json.user.id}`]);
    expect(made.json.user).toMatchObject({
      login: 'ann',
      displayName: 'Ann Berg',
      roles: ['analyst'],
      hasPassword: false,
    });
    const { path, expiresAt } = made.json.link;
    expect([path, expiresAt]).toEqual([expect.stringMatching(/^\/welcome\/[\w-]{43}$/), '2026-01-02T00:00:00.000Z']);
    const stored = JSON.stringify([house.db.all(sql`select * from setup_links`), house.auditRows()]);
    expect(stored + house.lines.join('')).not.toContain(tokenOf(path));
    const page = await house.client().get(path);
    for (const shown of ['Welcome, Ann Berg', 'value="ann"', '12 characters or more'])
      expect(page.text).toContain(shown);
    const done = await choose(path);
    expect([done.status, done.headers.get('location')]).toEqual([303, '/sign-in?ready=password']);
    expect((await signInAs('ann', WORDS)).status).toBe(200);
    expect((await choose(path, `${WORDS} too`)).status).toBe(404);
    expect((await house.client().get(path)).text).toContain('Ask your administrator for a new one.');
    expect(house.auditRows().map((row) => row.action)).toEqual([
      ...['tenant.open', 'session.open', 'user.create', 'password.choose', 'session.open'],
    ]);
  });

  test('what is typed wrong is said at its field; the link stays as it was', async () => {
    const { path } = (await add({ roles: ['administrator'] })).json.link;
    const differ = await choose(path, WORDS, 'something else entirely');
    expect([differ.status, differ.text.includes('The two passwords differ.')]).toEqual([400, true]);
    const weak = await choose(path, 'quiet bees ok');
    expect([weak.status, weak.text.includes('has fewer than 15 characters')]).toEqual([400, true]);
    expect(weak.text).not.toContain('quiet bees ok');
    expect((await choose(path)).status).toBe(303);
  });

  test('a first link is void after a day, another after half an hour, after a newer one, with the account, and at another door', async () => {
    const first = (await add({})).json;
    const second = (await root.post(`${PATH}/${first.user.id}/reset-password`)).json;
    expect((await house.client().get(first.link.path)).status).toBe(404);
    for (const door of ['/setup/', '/demo/'])
      expect((await house.client().get(door + tokenOf(second.path))).status).toBe(404);
    await root.post(`${PATH}/${first.user.id}/disable`);
    await root.post(`${PATH}/${first.user.id}/enable`);
    expect((await house.client().get(second.path)).status).toBe(404);
    const third = (await root.post(`${PATH}/${first.user.id}/reset-password`)).json;
    house.clock.advance(24 * 3_600_000 - 1);
    expect((await house.client().get(third.path)).status).toBe(200);
    house.clock.advance(1);
    expect((await house.client().get(third.path)).status).toBe(404);
    root = await signedIn(house, 'root');
    const known = await addUser(house, { login: 'dora', tenant: house.home.tenant.id, role: 'viewer' });
    const reset = (await root.post(`${PATH}/${known}/reset-password`)).json;
    house.clock.advance(30 * 60_000);
    expect((await house.client().get(reset.path)).status).toBe(404);
  });

  test('ten at once choose one password', async () => {
    const { path } = (await add({})).json.link;
    const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => choose(path, `${WORDS} ${i} and more`)));
    expect(answers.filter((got) => got.status === 303)).toHaveLength(1);
  });

  test.each([
    [{ login: 'a b' }, 400, 'sign-in.badLogin'],
    [{ login: 'ROOT' }, 409, 'user.loginTaken'],
    [{ login: 'Demo' }, 409, 'user.loginTaken'],
    [{ displayName: 'A\u202eB' }, 400, 'name.hiddenCharacters'],
    [{ roles: ['god'] }, 400, 'role.unknown'],
    [{ roles: ['analyst', 'analyst'] }, 400, 'http.invalidBody'],
    [{ password: WORDS }, 400, 'http.invalidBody'],
  ])('%j is refused', async (fields, status, code) => {
    const got = await add(fields);
    expect([got.status, got.json.code]).toEqual([status, code]);
    expect(house.db.all(sql`select 1 from users`)).toHaveLength(1);
  });
});

describe('disabling', () => {
  test('ends what is open at once; enabled again, the old password holds', async () => {
    const id = await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
    const ann = await signedIn(house, 'ann');
    expect((await root.post(`${PATH}/${id}/disable`)).json.status).toBe('disabled');
    expect((await ann.get('/api/v1/auth/me')).status).toBe(401);
    expect((await signInAs('ann', PASSWORD)).status).toBe(401);
    expect((await root.post(`${PATH}/${id}/reset-password`)).json.code).toBe('user.disabled');
    await root.post(`${PATH}/${id}/enable`);
    expect((await ann.get('/api/v1/auth/me')).status).toBe(401);
    expect((await signInAs('ann', PASSWORD)).status).toBe(200);
  });

  test('never the last administrator who can sign in, by no way', async () => {
    const last = [409, 'user.lastAdministrator'];
    const tryBoth = async () => {
      const disabled = await root.post(`${PATH}/${rootId}/disable`);
      const demoted = await root.put(`${PATH}/${rootId}/roles`, { roles: ['viewer'] });
      return [disabled, demoted].map((got) => [got.status, got.json.code]);
    };
    expect(await tryBoth()).toEqual([last, last]);
    // One who has not chosen a password yet does not count, nor one in a single workspace or in another tenant.
    const { link } = (await add({ login: 'second', roles: ['administrator'] })).json;
    const { tenant } = otherTenant(house);
    await addUser(house, { login: 'theirs', tenant, role: 'administrator' });
    const workspace = house.home.workspace.id;
    await addUser(house, { login: 'local', tenant: house.home.tenant.id, role: 'administrator', workspace });
    expect(await tryBoth()).toEqual([last, last]);
    expect((await root.get('/api/v1/auth/me')).json.roles).toEqual(['administrator']);
    await choose(link.path);
    expect((await root.post(`${PATH}/${rootId}/disable`)).status).toBe(200);
    expect((await root.get('/api/v1/auth/me')).status).toBe(401);
  });
});

test('roles count from the next request on; those in single workspaces stay', async () => {
  const workspace = house.home.workspace.id;
  const id = await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst', workspace });
  const ann = await signedIn(house, 'ann');
  expect((await ann.get(PATH)).status).toBe(403);
  const got = await root.put(`${PATH}/${id}/roles`, { roles: ['auditor', 'administrator'] });
  expect(got.json.roles).toEqual(['administrator', 'auditor']);
  expect(got.json.workspaceRoles).toEqual([{ role: 'analyst', workspaceId: workspace }]);
  expect((await ann.get(PATH)).status).toBe(200);
  await root.put(`${PATH}/${id}/roles`, { roles: [] });
  expect((await ann.get(PATH)).status).toBe(403);
});

test('when roles are changed each session goes on under a new name, and the old one opens nothing', async () => {
  const id = await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
  const one = await signedIn(house, 'ann');
  const two = await signedIn(house, 'ann');
  const [first, second] = [one.cookies.get('adit')!, two.cookies.get('adit')!];
  const page = (await one.get('/projects')).text;
  expect(one.cookies.get('adit')).toBe(first);
  await root.put(`${PATH}/${id}/roles`, { roles: ['viewer'] });
  // What a script of a page asks for changes nothing: others may be under way with the same cookie.
  expect((await one.get('/api/v1/auth/me', { 'sec-fetch-mode': 'cors' })).json.roles).toEqual(['viewer']);
  expect(one.cookies.get('adit')).toBe(first);
  const stolen = one.cookies.get('adit')!;
  expect((await one.get('/projects', { 'sec-fetch-mode': 'navigate' })).status).toBe(200);
  expect(one.cookies.get('adit')).not.toBe(first);
  const thief = house.client();
  thief.cookies.set('adit', stolen);
  expect((await thief.get('/api/v1/auth/me')).status).toBe(401);
  expect((await one.get('/api/v1/auth/me')).status).toBe(200);
  // A form that was open before can still be sent.
  const token = csrfOf(page);
  expect((await one.send('/sign-out', { method: 'POST', body: new URLSearchParams({ csrf: token }) })).status).toBe(
    303,
  );
  expect((await two.get('/api/v1/auth/me')).status).toBe(200);
  expect(two.cookies.get('adit')).not.toBe(second);
  const kept = two.cookies.get('adit');
  await two.get('/projects');
  expect(two.cookies.get('adit')).toBe(kept);
  expect(house.auditRows().filter(({ action }) => action === 'session.renew')).toHaveLength(2);
});

test('of pages that are opened at once one renews the session, and the cookie that is left opens it', async () => {
  const id = await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
  const ann = await signedIn(house, 'ann');
  const former = ann.cookies.get('adit');
  await root.put(`${PATH}/${id}/roles`, { roles: ['viewer'] });
  await Promise.all(['/projects', '/profile', '/projects'].map((page) => ann.get(page)));
  expect(ann.cookies.get('adit')).not.toBe(former);
  expect((await ann.get('/api/v1/auth/me')).json.roles).toEqual(['viewer']);
  expect(house.auditRows().filter(({ action }) => action === 'session.renew')).toHaveLength(1);
});

test('somebody without any role still sees who that is, and can sign out', async () => {
  const id = await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
  const ann = await signedIn(house, 'ann');
  await root.put(`${PATH}/${id}/roles`, { roles: [] });
  expect((await ann.get('/api/v1/auth/me')).json).toMatchObject({
    login: 'ann',
    permissions: ['read:self', 'write:self'],
  });
  expect((await ann.get('/profile')).status).toBe(200);
  expect((await ann.get('/api/v1/projects')).status).toBe(403);
  expect((await ann.post('/api/v1/auth/logout')).status).toBe(204);
  expect((await ann.get('/api/v1/auth/me')).status).toBe(401);
});

test('the list, by cursor; no hash in it, and nobody of another tenant', async () => {
  for (const login of ['dora', 'ann', 'ben'])
    await addUser(house, { login, tenant: house.home.tenant.id, role: 'viewer' });
  const { tenant } = otherTenant(house);
  const foreign = await addUser(house, { login: 'foreign', tenant, role: 'viewer' });
  const first = await root.get(`${PATH}?limit=3`);
  const second = await root.get(`${PATH}?limit=3&cursor=${first.json.next}`);
  const logins = [first, second].map((got) => got.json.items.map((user: { login: string }) => user.login));
  expect([logins, first.json.total, second.json.next]).toEqual([[['ann', 'ben', 'dora'], ['root']], 4, null]);
  expect(first.text + second.text).not.toMatch(/argon2|hash/i);
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['POST', '/disable', undefined],
    ['POST', '/enable', undefined],
    ['POST', '/reset-password', undefined],
    ['PUT', '/roles', { roles: [] }],
  ] as const)
    expect((await root.send(`${PATH}/${foreign}${path}`, { method, body })).status).toBe(404);
});

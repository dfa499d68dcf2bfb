import { beforeEach, describe, expect, test } from 'bun:test';
import { type Appliance, addUser, exampleAppliance, PASSWORD, signedIn } from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';
import { TokenClient } from '../../../tests/token-client.ts';

const WORDS = 'an orchard full of quiet bees';
let house: Appliance;
let root: HttpClient;
let rootId: string;
beforeEach(async () => {
  house = await exampleAppliance();
  rootId = await addUser(house, { login: 'root', tenant: house.home.tenant.id, role: 'administrator' });
  root = await signedIn(house, 'root');
});
async function send(browser: HttpClient, page: string, action: string, fields: Record<string, string> = {}) {
  return browser.submit(action, fields, page);
}

describe('the profile', () => {
  const look = { displayName: 'Root', displayZone: '', language: '', density: 'comfortable', theme: 'system' };
  const save = (fields: object) => send(root, '/profile', '/profile', { ...look, ...fields });

  test('shows and changes how pages look; times follow the zone', async () => {
    const before = await root.get('/profile');
    for (const shown of ['administrator', '15 characters or more', 'This one', '/api/v1/auth/token'])
      expect(before.text).toContain(shown);
    const saved = await save({ displayName: 'Ann "<b>', displayZone: 'Asia/Kathmandu', theme: 'dark' });
    expect([saved.status, saved.headers.get('location')]).toEqual([303, '/profile']);
    const after = await root.get('/profile');
    expect(after.text).toContain('Saved.');
    expect(after.text).toContain('value="Ann &quot;&lt;b&gt;"');
    expect(after.text).toContain('data-theme="dark"');
    // Midnight in UTC is a quarter to six there.
    expect(after.text).toContain('05:45');
    expect((await root.get('/profile')).text).not.toContain('Saved.');
  });

  test('says at the field what is wrong, and keeps what was typed', async () => {
    const wrong = await save({ displayZone: 'Mars/Base', theme: 'light' });
    expect(wrong.status).toBe(400);
    expect(wrong.text).toMatch(/value="Mars\/Base"[^>]* aria-invalid="true"/);
    expect(wrong.text).toContain('<option value="light" selected>');
    expect((await root.get('/profile')).text).not.toContain('Mars/Base');
  });

  test('changes the password', async () => {
    const change = (fields: object) =>
      send(root, '/profile', '/profile/password', { current: PASSWORD, password: WORDS, again: WORDS, ...fields });
    const other = await signedIn(house, 'root');
    expect((await change({ again: 'not the same words' })).text).toContain('The two passwords differ.');
    const guessed = await change({ current: 'a guess of somebody else' });
    expect([guessed.status, guessed.text.includes('The present password is not right.')]).toEqual([400, true]);
    expect(guessed.text).not.toContain(WORDS);
    expect((await change({})).headers.get('location')).toBe('/profile');
    expect((await root.get('/profile')).text).toContain('The password is changed.');
    expect((await other.get('/api/v1/auth/me')).status).toBe(401);
  });

  test('ends one session, a program’s too, and all of them', async () => {
    const program = new TokenClient(house);
    const { accessToken } = (await program.signIn('root')).json;
    const page = await root.get('/profile');
    expect(page.text).toContain('Access token');
    const action = /action="(\/profile\/sessions\/[^"]+\/end)"/.exec(page.text)![1]!;
    expect((await send(root, '/profile', action)).status).toBe(303);
    expect(await program.statusOf(accessToken)).toBe(401);
    expect((await send(root, '/profile', action)).status).toBe(404);
    const all = await send(root, '/profile', '/profile/sign-out-everywhere');
    expect([all.headers.get('location'), root.cookies.has('adit')]).toEqual(['/sign-in', false]);
  });

  test('without the token of this session nothing happens', async () => {
    for (const path of ['/profile', '/profile/password', '/profile/sign-out-everywhere'])
      expect((await root.send(path, { method: 'POST', body: new URLSearchParams({ csrf: 'x' }) })).status).toBe(403);
  });
});

describe('users', () => {
  const add = (fields: Record<string, string> = {}) =>
    send(root, '/admin/users/new', '/admin/users', {
      login: 'ben',
      displayName: '',
      email: '',
      roles: 'viewer',
      ...fields,
    });

  test('one is added, and the link is shown once', async () => {
    const made = await add({ displayName: 'Ben <i>' });
    const link = /value="(http:\/\/localhost\/welcome\/[\w-]{43})"/.exec(made.text)![1]!;
    expect(made.text).toContain('A link for Ben &lt;i&gt;');
    expect((await house.client().get(new URL(link).pathname)).text).toContain('Welcome, Ben &lt;i&gt;');
    const list = await root.get('/admin/users');
    for (const shown of ['ben', 'root', 'no password yet', 'never']) expect(list.text).toContain(shown);
    const again = await add();
    expect([again.status, again.text.includes('This login is taken.')]).toEqual([409, true]);
    expect(again.text).toMatch(/value="ben"[^>]* aria-invalid="true"/);
  });

  test('roles, a new link, disabling; the last administrator stays', async () => {
    await add();
    const path = /href="(\/admin\/users\/[^"]+)">ben</.exec((await root.get('/admin/users')).text)![1]!;
    expect((await send(root, path, `${path}/roles`, { roles: 'auditor' })).headers.get('location')).toBe(path);
    const page = await root.get(path);
    expect(page.text).toContain('The roles are changed.');
    expect(page.text).toMatch(/value="auditor" checked/);
    expect((await send(root, path, `${path}/link`)).text).toContain('/welcome/');
    await send(root, path, `${path}/status`, { status: 'disabled' });
    expect((await root.get(path)).text).toContain('Enable account');
    const own = `/admin/users/${rootId}`;
    const last = await send(root, own, `${own}/status`, { status: 'disabled' });
    expect([last.status, last.text.includes('This is the last administrator who can sign in.')]).toEqual([409, true]);
    expect((await send(root, own, `${own}/roles`)).status).toBe(409);
    expect((await root.get(own)).text).toContain('This is your own account.');
  });

  test('others see neither the pages nor the way there', async () => {
    await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
    const ann = await signedIn(house, 'ann');
    expect((await ann.get('/admin/users')).status).toBe(403);
    expect((await ann.get('/profile')).text).not.toContain('/admin/users');
  });
});

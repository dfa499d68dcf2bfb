import { beforeEach, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { type Appliance, addUser, exampleAppliance } from '../../../tests/example-appliance.ts';
import { csrfOf } from '../../../tests/http-client.ts';

let house: Appliance;
const WORDS = 'an orchard full of quiet bees';
const issue = () => house.signIn.issueSetupLink(house.home.tenant.id);
const secretOf = (path: string) => path.slice('/setup/'.length);
const setUp = (token: string, fields: object = {}) =>
  house.client().post('/api/v1/auth/setup', { token, login: 'root', password: WORDS, ...fields });

beforeEach(async () => {
  house = await exampleAppliance();
});

test('the link makes one administrator, once, and then none is issued any more', async () => {
  const link = issue();
  expect(link?.path).toMatch(/^\/setup\/[\w-]{43}$/);
  const secret = secretOf(link?.path as string);
  expect(JSON.stringify(house.db.all(sql`select * from setup_links`))).not.toContain(secret);
  expect((await setUp(secret)).status).toBe(201);
  expect((await setUp(secret, { login: 'second' })).json.code).toBe('sign-in.setupLinkGone');
  expect(issue()).toBeNull();
  const browser = house.client();
  await browser.post('/api/v1/auth/login', { login: 'root', password: WORDS });
  expect((await browser.get('/api/v1/auth/me')).json.roles).toEqual(['administrator', 'appliance-administrator']);
  expect(house.auditRows().map((r) => r.action)).toEqual([
    ...['tenant.open', 'setup-link.issue', 'user.create', 'session.open'],
  ]);
  expect(JSON.stringify(house.auditRows()) + house.lines.join('')).not.toContain(secret);
});

test('ten at once make one', async () => {
  const secret = secretOf(issue()?.path as string);
  const answers = await Promise.all(Array.from({ length: 10 }, (_, i) => setUp(secret, { login: `root${i}` })));
  expect(answers.filter((got) => got.status === 201)).toHaveLength(1);
  expect(house.db.all(sql`select 1 from users`)).toHaveLength(1);
});

test('it is void after half an hour, after a newer one, and when it was never made', async () => {
  const first = secretOf(issue()?.path as string);
  const second = secretOf(issue()?.path as string);
  expect((await setUp(first)).status).toBe(404);
  expect((await setUp('x'.repeat(43))).status).toBe(404);
  house.clock.advance(30 * 60_000);
  expect((await setUp(second)).status).toBe(404);
  expect((await house.client().get(`/setup/${second}`)).status).toBe(404);
});

test('a weak password leaves the link as it was', async () => {
  const secret = secretOf(issue()?.path as string);
  for (const password of ['short', 'fourteen chars', 'aaaaaaaaaaaaaaaaaaaa', 'my name is root, hello'])
    expect((await setUp(secret, { password })).json.code).toBe('sign-in.weakPassword');
  expect((await setUp(secret, { login: 'a b' })).json.code).toBe('sign-in.badLogin');
  expect((await setUp(secret)).status).toBe(201);
});

test('an ordinary account does not keep the link from being issued', async () => {
  await addUser(house, { login: 'vic', tenant: house.home.tenant.id, role: 'viewer' });
  expect(issue()).not.toBeNull();
});

test('the page: form, mistake, success; looking at it uses nothing up', async () => {
  const path = issue()?.path as string;
  const browser = house.client();
  await browser.get(path);
  const page = await browser.get(path);
  const csrf = csrfOf(page.text);
  expect(page.text).toContain('<time datetime="2026-01-01T00:30:00.000Z"');
  const send = (again: string) =>
    browser.send('/setup', {
      method: 'POST',
      body: new URLSearchParams({ csrf, token: secretOf(path), login: 'root', password: WORDS, again }),
    });
  const differ = await send('something else entirely');
  expect([differ.status, differ.text.includes('The two passwords differ.')]).toEqual([400, true]);
  expect(differ.text).not.toContain(WORDS);
  const done = await send(WORDS);
  expect([done.status, done.headers.get('location')]).toEqual([303, '/sign-in?ready=1']);
  expect((await browser.get('/sign-in?ready=1')).text).toContain('The account is made.');
});

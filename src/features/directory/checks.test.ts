import { beforeEach, describe, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { directoryAppliance } from '../../../tests/directory-appliance.ts';
import { addUser, runNow, signedIn } from '../../../tests/example-appliance.ts';
import { FakeDirectory } from '../../../tests/fake-directory.ts';
import type { HttpClient } from '../../../tests/http-client.ts';

const MINUTE = 60_000;
let house: Awaited<ReturnType<typeof directoryAppliance>>;
let corp: FakeDirectory;
let ann: HttpClient;
const me = async (browser: HttpClient) => (await browser.get('/api/v1/auth/me')).status;
const statusOf = (login: string) =>
  house.db.get<{ status: string; why: string | null }>(
    sql`select status, disabled_why as why from users where login = ${login}`,
  );
const credentials = { login: 'ann', password: 'password of ann' };

beforeEach(async () => {
  house = await directoryAppliance();
  corp = house.corp;
  corp.put({ login: 'ann', groups: ['Analysts'] });
  ann = house.client();
  await ann.post('/api/v1/auth/login', credentials);
});

test('rule 23: within five minutes nothing is asked; then once, and the answer holds again', async () => {
  house.clock.advance(5 * MINUTE - 1);
  expect([await me(ann), corp.counts.finds]).toEqual([200, 0]);
  house.clock.advance(1);
  expect(await Promise.all(Array.from({ length: 20 }, () => me(ann)))).toEqual(Array(20).fill(200));
  expect(corp.counts.finds).toBe(1);
  house.clock.advance(5 * MINUTE - 1);
  expect([await me(ann), corp.counts.finds]).toEqual([200, 1]);
});

describe('rule 23: what is true no more in the directory ends within five minutes', () => {
  test.each([
    ['disabled', () => corp.put({ login: 'ann', isDisabled: true, disabledBy: 'disabled' }), 'disabled', 'disabled'],
    ['locked', () => corp.put({ login: 'ann', isDisabled: true, disabledBy: 'locked' }), 'disabled', 'locked'],
    ['in no group', () => corp.put({ login: 'ann', groups: ['Staff'] }), 'disabled', 'no-role'],
    ['deleted', () => corp.remove('guid-ann'), 'missing', 'missing'],
  ] as const)('%s: every session and every token, seen by whoever comes first', async (_, happen, status, why) => {
    const tokens = (await house.client().post('/api/v1/auth/token', credentials)).json;
    const other = house.client();
    await other.post('/api/v1/auth/login', credentials);
    happen();
    expect([await me(ann), await me(other)]).toEqual([200, 200]);
    house.clock.advance(5 * MINUTE);
    const bearer = { headers: { authorization: `Bearer ${tokens.accessToken}` } };
    expect((await house.client().send('/api/v1/auth/me', bearer)).status).toBe(401);
    expect((await house.client().post('/api/v1/auth/refresh', { refreshToken: tokens.refreshToken })).status).toBe(401);
    expect([await me(ann), await me(other)]).toEqual([401, 401]);
    expect(house.db.all(sql`select 1 from sessions`)).toEqual([]);
    expect(statusOf('ann')).toEqual({ status, why });
  });

  test('nobody has to come: each minute it is asked for everybody who is signed in', async () => {
    corp.put({ login: 'ann', isDisabled: true, disabledBy: 'disabled' });
    for (let minute = 0; minute < 3; minute++) {
      house.clock.advance(MINUTE);
      await runNow(house, 'directory.recheck');
      expect(house.db.all(sql`select 1 from sessions`)).toHaveLength(1);
    }
    house.clock.advance(MINUTE);
    await runNow(house, 'directory.recheck');
    expect(house.db.all(sql`select 1 from sessions`)).toEqual([]);
  });
});

test('other groups count at once after the next look', async () => {
  corp.put({ login: 'ann', groups: ['Viewers'], displayName: 'Ann B.' });
  house.clock.advance(5 * MINUTE);
  const got = await ann.get('/api/v1/auth/me');
  expect(got.json).toMatchObject({ roles: ['viewer'], displayName: 'Ann B.' });
});

describe('while the directory is away', () => {
  test('sessions go on for an hour, and it is asked twice a minute at most', async () => {
    corp.isDown = true;
    house.clock.advance(5 * MINUTE);
    for (let i = 0; i < 20; i++) expect(await me(ann)).toBe(200);
    expect(corp.counts.finds).toBe(1);
    for (let minute = 0; minute < 29; minute++) {
      house.clock.advance(MINUTE);
      expect(await me(ann)).toBe(200);
    }
    house.clock.advance(29 * MINUTE);
    expect(await me(ann)).toBe(200);
    house.clock.advance(2 * MINUTE);
    expect(await me(ann)).toBe(401);
    corp.isDown = false;
  });

  test('back again, they go on', async () => {
    corp.isDown = true;
    house.clock.advance(25 * MINUTE);
    expect(await me(ann)).toBe(200);
    corp.isDown = false;
    house.clock.advance(25 * MINUTE);
    expect(await me(ann)).toBe(200);
    expect(statusOf('ann')).toEqual({ status: 'active', why: null });
  });

  test('rule 30: nobody of our own waits for it', async () => {
    await addUser(house, { login: 'root', tenant: house.home.tenant.id, role: 'administrator' });
    const root = await signedIn(house, 'root');
    corp.find = () => new Promise(() => {});
    house.clock.advance(6 * MINUTE);
    const waiting = me(ann);
    expect(await me(root)).toBe(200);
    expect(await Promise.race([waiting, Bun.sleep(0).then(() => 'waits')])).toBe('waits');
  });
});

test('whom an administrator disabled stays out, though the directory knows them', async () => {
  await addUser(house, { login: 'root', tenant: house.home.tenant.id, role: 'administrator' });
  const root = await signedIn(house, 'root');
  const { id } = (await ann.get('/api/v1/auth/me')).json;
  await root.post(`/api/v1/admin/users/${id}/disable`);
  expect(await me(ann)).toBe(401);
  expect((await house.client().post('/api/v1/auth/login', credentials)).status).toBe(401);
});

test('a directory that is no longer configured vouches for nobody', async () => {
  const without = await directoryAppliance({ directories: [new FakeDirectory('other')] });
  without.db.run(sql`insert into users (id, tenant_id, login, display_name, kind, created_at)
    values ('u', ${without.home.tenant.id}, 'zoe', 'Zoe', 'directory', 0)`);
  without.db.run(sql`insert into identities (tenant_id, provider, subject, user_id, login, seen_at)
    values (${without.home.tenant.id}, 'ldap:gone', 'x', 'u', 'zoe', ${without.clock.now() - 5 * MINUTE})`);
  expect(await without.directory.directories?.isVouchedFor({ tenant: without.home.tenant.id, id: 'u' })).toBe(false);
});

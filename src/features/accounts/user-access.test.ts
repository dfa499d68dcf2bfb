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
import { giveSecondFactor, shownByApp } from '../../../tests/second-factor.ts';
import { bearer, TokenClient } from '../../../tests/token-client.ts';

const USERS = '/api/v1/admin/users';
const INVITATIONS = '/api/v1/admin/invitations';
const EMAIL = '/api/v1/auth/me/email';
const WORDS = 'an orchard full of quiet bees';
let house: Appliance;
let root: HttpClient;
let ann: HttpClient;
let annId: string;
beforeEach(async () => {
  house = await exampleAppliance();
  const tenant = house.home.tenant.id;
  await addUser(house, { login: 'root', tenant, role: 'administrator' });
  annId = await addUser(house, { login: 'ann', tenant, role: 'analyst' });
  [root, ann] = [await signedIn(house, 'root'), await signedIn(house, 'ann')];
});
const isIn = async (browser: HttpClient) => (await browser.get('/api/v1/auth/me')).status === 200;
const tryIn = (fields: object = {}) =>
  house.client().post('/api/v1/auth/login', { login: 'ann', password: PASSWORD, ...fields });
const lastAction = () => house.auditRows().at(-1)?.action;

describe('every way in which a session ends', () => {
  let program: TokenClient;
  let token: { accessToken: string; refreshToken: string };
  beforeEach(async () => {
    program = new TokenClient(house);
    token = (await program.signIn()).json;
    expect(await program.statusOf(token.accessToken)).toBe(200);
  });
  const ways: Record<string, () => Promise<unknown>> = {
    'the program signs out': () => program.post('/api/v1/auth/logout', undefined, bearer(token.accessToken)),
    'the person ends it': async () => {
      const { items } = (await ann.get('/api/v1/auth/sessions')).json;
      return ann.delete(`/api/v1/auth/sessions/${items.find((s: { kind: string }) => s.kind === 'token').id}`);
    },
    'the person signs out everywhere': () => ann.delete('/api/v1/auth/sessions'),
    'the person changes the password': () => ann.post('/api/v1/auth/password', { current: PASSWORD, password: WORDS }),
    'the person sets up a second factor': () => giveSecondFactor(ann, house.clock.now()),
    'an administrator ends it': async () => {
      const { items } = (await root.get(`${USERS}/${annId}/sessions`)).json;
      return root.delete(`${USERS}/${annId}/sessions/${items.find((s: { kind: string }) => s.kind === 'token').id}`);
    },
    'an administrator ends them all': () => root.delete(`${USERS}/${annId}/sessions`),
    'an administrator disables the account': () => root.post(`${USERS}/${annId}/disable`),
    'a new password is chosen at a link': async () => {
      const link = (await root.post(`${USERS}/${annId}/reset-password`)).json.path.split('/').at(-1);
      const browser = house.client();
      const csrf = csrfOf((await browser.get('/sign-in')).text);
      const body = new URLSearchParams({ csrf, token: link, password: WORDS, again: WORDS });
      return browser.send('/welcome', { method: 'POST', body });
    },
    'its refresh token comes twice': async () => {
      await program.refresh(token.refreshToken);
      return program.refresh(token.refreshToken);
    },
    'it is too old': async () => house.clock.advance(7 * 86_400_000),
  };
  test.each(Object.keys(ways))('%s: the access token is void that moment', async (name) => {
    await ways[name]!();
    expect(await program.statusOf(token.accessToken)).toBe(401);
    expect((await program.refresh(token.refreshToken)).status).toBe(401);
  });

  test('resetting the second factor ends it as well', async () => {
    const { secret } = await giveSecondFactor(ann, house.clock.now());
    house.clock.advance(60_000);
    const got = await program.signIn('ann', { code: shownByApp(secret, house.clock.now()) });
    expect(await program.statusOf(got.json.accessToken)).toBe(200);
    expect((await root.post(`${USERS}/${annId}/reset-second-factor`)).status).toBe(204);
    expect([await program.statusOf(got.json.accessToken), await isIn(ann)]).toEqual([401, false]);
  });
});

describe('administrators', () => {
  test('see and end the sessions of others, one or all, and of nobody else', async () => {
    const other = await signedIn(house, 'ann');
    const { items, total } = (await root.get(`${USERS}/${annId}/sessions`)).json;
    expect([total, items[0].kind]).toEqual([2, 'browser']);
    expect(JSON.stringify(items)).not.toContain(ann.cookies.get('adit')!);
    expect((await root.delete(`${USERS}/${annId}/sessions/${items[0].id}`)).status).toBe(204);
    expect([await isIn(ann), await isIn(other)].filter(Boolean)).toHaveLength(1);
    expect((await root.delete(`${USERS}/${annId}/sessions/${items[0].id}`)).status).toBe(404);
    expect((await root.delete(`${USERS}/${annId}/sessions`)).status).toBe(204);
    expect([await isIn(ann), await isIn(other), await isIn(root)]).toEqual([false, false, true]);
    expect(lastAction()).toBe('session.end-all');
    expect((await other.get(`${USERS}/${annId}/sessions`)).status).toBe(401);
  });

  test('lift a lock, of the name and of the second factor', async () => {
    const { secret } = await giveSecondFactor(ann, house.clock.now());
    house.clock.advance(60_000);
    for (let i = 0; i < 3; i++) await tryIn({ password: 'not it at all' });
    expect((await root.get(`${USERS}/${annId}/access`)).json.lockedUntil).toBe('2026-01-01T00:11:00.000Z');
    expect((await root.post(`${USERS}/${annId}/unlock`)).status).toBe(204);
    expect(lastAction()).toBe('user.unlock');
    for (let i = 0; i < 3; i++) await tryIn({ code: '000000' });
    const code = shownByApp(secret, house.clock.now());
    expect((await tryIn({ code })).status).toBe(429);
    await root.post(`${USERS}/${annId}/unlock`);
    expect((await root.get(`${USERS}/${annId}/access`)).json.lockedUntil).toBeNull();
    expect((await tryIn({ code })).status).toBe(200);
  });

  test('reset a second factor: after a fresh proof, of nobody who is more than they are, and once', async () => {
    expect((await root.post(`${USERS}/${annId}/reset-second-factor`)).json.code).toBe('user.noSecondFactor');
    await giveSecondFactor(ann, house.clock.now());
    house.clock.advance(5 * 60_000);
    const late = await root.post(`${USERS}/${annId}/reset-second-factor`);
    expect([late.status, late.json.code]).toEqual([403, 'sign-in.confirmNeeded']);
    expect((await root.get(`${USERS}/${annId}/access`)).json.secondFactor).toBe(true);
    await root.post('/api/v1/auth/confirm', { password: PASSWORD });
    await root.post('/api/v1/admin/roles', { name: 'clerk', permissions: ['admin:users'] });
    await addUser(house, { login: 'ben', tenant: house.home.tenant.id, role: 'clerk' as 'viewer' });
    const ben = await signedIn(house, 'ben');
    expect((await ben.post(`${USERS}/${annId}/reset-second-factor`)).json.code).toBe('access.beyondOwn');
    expect((await root.post(`${USERS}/${annId}/reset-second-factor`)).status).toBe(204);
    expect(house.db.all(sql`select 1 from secrets union all select 1 from recovery_codes`)).toEqual([]);
    expect((await tryIn()).status).toBe(200);
    expect(house.auditRows().map((row) => row.action)).toContain('second-factor.reset');
  });

  test('reach nobody of another tenant', async () => {
    const { tenant } = otherTenant(house);
    await addUser(house, { login: 'eve', tenant, role: 'administrator' });
    const eve = await signedIn(house, 'eve');
    const asked = [
      await eve.get(`${USERS}/${annId}/access`),
      await eve.get(`${USERS}/${annId}/sessions`),
      await eve.delete(`${USERS}/${annId}/sessions`),
      await eve.post(`${USERS}/${annId}/unlock`),
      await eve.post(`${USERS}/${annId}/reset-second-factor`),
      await eve.delete(`${INVITATIONS}/${annId}`),
    ];
    expect(asked.map((got) => got.status)).toEqual(asked.map(() => 404));
  });
});

describe('invitations', () => {
  const invite = (fields: object = {}) => root.post(USERS, { login: 'eva', roles: ['viewer'], ...fields });

  test('are listed until they are used, withdrawn or too old; what they open is not', async () => {
    const made = await invite({ email: ' eva@example.org ' });
    await root.post(`${USERS}/${annId}/reset-password`);
    const list = await root.get(INVITATIONS);
    expect(list.json.items).toEqual([
      expect.objectContaining({ login: 'ann', first: false, email: null, expiresAt: '2026-01-01T00:30:00.000Z' }),
      expect.objectContaining({
        ...{ login: 'eva', first: true, email: 'eva@example.org', issuedBy: 'root' },
        expiresAt: '2026-01-02T00:00:00.000Z',
      }),
    ]);
    expect(list.text).not.toContain(made.json.link.path.split('/').at(-1));
    house.clock.advance(30 * 60_000);
    root = await signedIn(house, 'root');
    expect((await root.get(INVITATIONS)).json.total).toBe(1);
    expect((await root.delete(`${INVITATIONS}/${made.json.user.id}`)).status).toBe(204);
    expect((await house.client().get(made.json.link.path)).status).toBe(404);
    expect((await root.delete(`${INVITATIONS}/${made.json.user.id}`)).status).toBe(404);
    expect([(await root.get(INVITATIONS)).json.total, lastAction()]).toEqual([0, 'welcome-link.withdraw']);
  });

  test.each(['eva', 'eva@', '@x', 'a b@x', 'a@b@c', 'a\n@x', 'a@x\u202e', `${'a'.repeat(250)}@x.org`])(
    '%j is no address',
    async (email) => {
      const got = await invite({ email });
      expect([got.status, ['name.badEmail', 'http.invalidBody'].includes(got.json.code)]).toEqual([400, true]);
    },
  );
});

describe('the own address', () => {
  test('is changed after a fresh proof, taken away, and is no way in', async () => {
    expect((await ann.put(EMAIL, { email: 'root@example.org' })).status).toBe(204);
    expect((await ann.get(EMAIL)).json).toEqual({ email: 'root@example.org' });
    expect((await tryIn({ login: 'root@example.org' })).status).toBe(401);
    house.clock.advance(5 * 60_000);
    expect((await ann.put(EMAIL, { email: 'thief@example.org' })).json.code).toBe('sign-in.confirmNeeded');
    await ann.post('/api/v1/auth/confirm', { password: PASSWORD });
    expect((await ann.put(EMAIL, { email: null })).status).toBe(204);
    expect((await ann.get(EMAIL)).json).toEqual({ email: null });
    expect(lastAction()).toBe('user.change-email');
  });
});

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
import type { HttpClient } from '../../../tests/http-client.ts';
import { bearer, claimsOf, TokenClient } from '../../../tests/token-client.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const sessions = () => house.db.all(sql`select kind from sessions`);
let house: Appliance;
let program: TokenClient;
beforeEach(async () => {
  house = await exampleAppliance();
  program = new TokenClient(house);
  await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
});

describe('a refresh token', () => {
  test('is used once, for the next pair; access tokens given before hold on', async () => {
    const first = (await program.signIn()).json;
    house.clock.advance(16 * MINUTE_MS);
    const second = await program.refresh(first.refreshToken);
    expect(second.status).toBe(200);
    expect(second.json.refreshToken).not.toBe(first.refreshToken);
    expect(await program.statusOf(second.json.accessToken)).toBe(200);
    expect(claimsOf(second.json.accessToken).sid).toBe(claimsOf(first.accessToken).sid);
    expect(sessions()).toEqual([{ kind: 'token' }]);
    expect(
      house
        .auditRows()
        .map((row) => row.action)
        .slice(-2),
    ).toEqual(['session.open', 'session.refresh']);
  });

  test('that comes twice ends the session, whoever comes second: the thief or the robbed', async () => {
    const first = (await program.signIn()).json;
    const thief = (await program.refresh(first.refreshToken)).json;
    const robbed = await program.refresh(first.refreshToken);
    expect([robbed.status, robbed.json.code]).toEqual([401, 'sign-in.badRefreshToken']);
    expect(await program.statusOf(thief.accessToken)).toBe(401);
    expect(await program.statusOf(first.accessToken)).toBe(401);
    expect((await program.refresh(thief.refreshToken)).status).toBe(401);
    expect(sessions()).toEqual([]);
    expect(house.db.all(sql`select 1 from refresh_tokens`)).toEqual([]);
    const row = house.auditRows().at(-1);
    expect([row?.action, row?.outcome, row?.tenant_id]).toEqual(['session.end', 'failure', house.home.tenant.id]);
    expect(house.audit.verify(house.db).findings).toEqual([]);
  });

  test('also an old one, many steps later, and after a week in which the client came back', async () => {
    const first = (await program.signIn()).json;
    let last = first;
    for (let day = 0; day < 6; day++) {
      house.clock.advance(DAY_MS);
      last = (await program.refresh(last.refreshToken)).json;
    }
    expect(await program.statusOf(last.accessToken)).toBe(200);
    expect((await program.refresh(first.refreshToken)).status).toBe(401);
    expect(await program.statusOf(last.accessToken)).toBe(401);
  });

  test('another session of the same person goes on', async () => {
    const [stolen, other] = [(await program.signIn()).json, (await program.signIn()).json];
    const browser = await signedIn(house, 'ann');
    await program.refresh(stolen.refreshToken);
    await program.refresh(stolen.refreshToken);
    expect(await program.statusOf(other.accessToken)).toBe(200);
    expect((await program.refresh(other.refreshToken)).status).toBe(200);
    expect((await browser.get('/api/v1/auth/me')).status).toBe(200);
  });

  test('ten at once: one wins, and the session ends', async () => {
    const { refreshToken } = (await program.signIn()).json;
    const answers = await Promise.all(Array.from({ length: 10 }, () => program.refresh(refreshToken)));
    expect(answers.filter((got) => got.status === 200)).toHaveLength(1);
    expect(sessions()).toEqual([]);
  });

  test('holds for seven days, and rests longer than a browser may', async () => {
    const { refreshToken } = (await program.signIn()).json;
    house.clock.advance(7 * DAY_MS - 1);
    const next = (await program.refresh(refreshToken)).json;
    expect(next.refreshExpiresAt).toBe(new Date(house.clock.now() + 7 * DAY_MS).toISOString());
    house.clock.advance(7 * DAY_MS);
    expect((await program.refresh(next.refreshToken)).status).toBe(401);
  });

  test('is not an access token, and no access token is one', async () => {
    const { accessToken, refreshToken } = (await program.signIn()).json;
    expect(await program.statusOf(refreshToken)).toBe(401);
    expect((await program.refresh(accessToken)).status).not.toBe(200);
    expect((await program.refresh(claimsOf(accessToken).sid)).status).toBe(401);
  });
});

describe('ends at once', () => {
  test.each([
    [
      'by signing out with it',
      async (_: HttpClient, token: string) => program.post('/api/v1/auth/logout', undefined, bearer(token)),
    ],
    [
      'from the list of sessions',
      async (browser: HttpClient) => {
        const { items } = (await browser.get('/api/v1/auth/sessions')).json;
        return browser.delete(`/api/v1/auth/sessions/${items.find((s: { kind: string }) => s.kind === 'token').id}`);
      },
    ],
    ['by signing out everywhere', async (browser: HttpClient) => browser.delete('/api/v1/auth/sessions')],
    [
      'with a new password',
      async (browser: HttpClient) =>
        browser.post('/api/v1/auth/password', { current: PASSWORD, password: 'an orchard full of quiet bees' }),
    ],
    [
      'with the account',
      async () => {
        await addUser(house, { login: 'root', tenant: house.home.tenant.id, role: 'administrator' });
        const root = await signedIn(house, 'root');
        const { items } = (await root.get('/api/v1/admin/users')).json;
        return root.post(`/api/v1/admin/users/${items.find((u: { login: string }) => u.login === 'ann').id}/disable`);
      },
    ],
  ])('%s', async (_, end) => {
    const browser = await signedIn(house, 'ann');
    const { accessToken, refreshToken } = (await program.signIn()).json;
    expect(await program.statusOf(accessToken)).toBe(200);
    expect((await end(browser, accessToken)).status).toBeLessThan(300);
    expect(await program.statusOf(accessToken)).toBe(401);
    expect((await program.refresh(refreshToken)).status).toBe(401);
  });

  test('what it may do follows the roles of now, not those of then', async () => {
    const { accessToken } = (await program.signIn()).json;
    house.db.run(sql`update grants set role = 'auditor'`);
    const got = await program.post('/api/v1/projects', { name: 'Late' }, bearer(accessToken));
    expect([got.status, got.json.code]).toEqual([403, 'access.forbidden']);
  });
});

describe('signing in for tokens', () => {
  test('says the same as signing in with a browser, and shares its lock', async () => {
    await addUser(house, { login: 'dora', tenant: house.home.tenant.id, role: 'analyst' });
    house.db.run(sql`update users set status = 'disabled' where login = 'dora'`);
    const words = async (login: string, password: string) => {
      const got = await program.signIn(login, { password });
      return [got.status, got.json.code, got.json.detail];
    };
    const refusal = await words('ann', 'wrong');
    expect(refusal).toEqual([401, 'sign-in.refused', 'The name or the password is not right.']);
    expect(await words('nobody', PASSWORD)).toEqual(refusal);
    expect(await words('dora', PASSWORD)).toEqual(refusal);
    const browser = house.client();
    await browser.post('/api/v1/auth/login', { login: 'ann', password: 'wrong' });
    await words('ann', 'wrong');
    expect((await program.signIn()).status).toBe(429);
    expect((await browser.post('/api/v1/auth/login', { login: 'ann', password: PASSWORD })).status).toBe(429);
    house.clock.advance(10 * MINUTE_MS);
    expect((await program.signIn()).status).toBe(200);
  });

  test('looks at no cookie and sets none; pages from elsewhere cannot send it', async () => {
    const browser = await signedIn(house, 'ann');
    const got = await browser.post('/api/v1/auth/token', { login: 'ann', password: PASSWORD });
    expect([got.status, got.headers.getSetCookie()]).toEqual([200, []]);
    const foreign = await program.post(
      '/api/v1/auth/refresh',
      { refreshToken: 'x' },
      { origin: 'https://evil.example' },
    );
    expect(foreign.status).toBe(403);
    // A client that sends its dead access token along can still refresh.
    const again = await program.post('/api/v1/auth/refresh', { refreshToken: got.json.refreshToken }, bearer('dead'));
    expect(again.status).toBe(200);
  });

  test('programs push out no browser, and the eleventh the oldest program', async () => {
    const browser = await signedIn(house, 'ann');
    const first = (await program.signIn()).json;
    for (let i = 0; i < 10; i++) {
      house.clock.advance(1);
      await program.signIn();
    }
    expect(await program.statusOf(first.accessToken)).toBe(401);
    expect((await browser.get('/api/v1/auth/me')).status).toBe(200);
    expect((await browser.get('/api/v1/auth/sessions')).json.total).toBe(11);
  });

  test('two tenants with one name need the tenant; its token sees nothing of the other', async () => {
    const { tenant, project } = otherTenant(house);
    await addUser(house, { login: 'ann', tenant, role: 'administrator' });
    expect((await program.signIn()).status).toBe(401);
    const theirs = (await program.signIn('ann', { tenant: 'Other' })).json.accessToken;
    expect(claimsOf(theirs).tenant).toBe(tenant);
    expect((await program.me(theirs)).json.tenant).toEqual({ id: tenant, name: 'Other' });
    expect((await program.get(`/api/v1/projects/${project}`, bearer(theirs))).status).toBe(200);
    expect((await program.get(`/api/v1/projects/${house.home.project.id}`, bearer(theirs))).status).toBe(404);
  });
});

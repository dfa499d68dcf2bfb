/** Signing out at both ends: from here, and from the provider by the back channel. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { addUser, exampleAppliance, signedIn } from '../../../tests/example-appliance.ts';
import { signingKey } from '../../../tests/example-provider-keys.ts';
import { csrfOf, type HttpClient } from '../../../tests/http-client.ts';
import { type Arrived, type OidcHouse, oidcHouse } from '../../../tests/oidc-house.ts';

const LOGOUT = '/api/v1/auth/oidc/corp/logout';
let world: OidcHouse;
beforeAll(async () => {
  world = await oidcHouse();
  for (const name of ['ann', 'ben']) world.peer.people[name] = { groups: ['analysts'] };
}, 30_000);
afterAll(() => world.end());
beforeEach(() => {
  world.peer.tamper = null;
  // Keys of the test before are asked for again.
  world.house.clock.advance(11_000);
});

const signOut = async (browser: HttpClient) =>
  browser.send('/sign-out', {
    method: 'POST',
    body: new URLSearchParams({ csrf: csrfOf((await browser.get('/')).text) }),
  });
const statusOf = async (browser: HttpClient) => (await browser.get('/api/v1/auth/me')).status;
const linkOf = (html: string) =>
  [...html.matchAll(/href="(http[^"]+)"/g)].map(([, href]) => href!.replaceAll('&amp;', '&')).at(0) ?? null;

describe('signing out here', () => {
  test('ends the session, and offers to end that of the provider; from there one comes back to sign in', async () => {
    const { browser, visitor } = await world.signIn('ann');
    const got = await signOut(browser);
    expect([got.status, await statusOf(browser)]).toEqual([200, 401]);
    expect(got.text).toContain('Sign out of Example Bank too');
    expect(got.text).not.toContain('http-equiv="refresh"');
    const link = new URL(linkOf(got.text)!);
    expect([link.origin, link.searchParams.get('client_id')]).toEqual([world.peer.issuer, 'adit']);
    expect(link.searchParams.get('post_logout_redirect_uri')).toBe(`${world.site}/sign-in`);
    const back = await visitor.follow(link.href, { logout: 'yes' });
    expect(back.href).toStartWith(`${world.site}/sign-in`);
  });

  test('of a local account nothing is left to do elsewhere', async () => {
    await addUser(world.house, { login: 'local', tenant: world.house.home.tenant.id, role: 'viewer' });
    const got = await signOut(await signedIn(world.house, 'local'));
    expect([got.status, got.headers.get('location')]).toEqual([303, '/sign-in']);
  });

  test.each([
    ['always', true, true],
    ['never', false, false],
  ] as const)('sign_out = "%s"', async (sign_out, leads, isAtOnce) => {
    const fresh = await oidcHouse({ provider: { sign_out } });
    fresh.peer.people.ann = { groups: ['analysts'] };
    const got = await signOut((await fresh.signIn('ann')).browser);
    expect([got.text.includes('Sign out of'), got.text.includes('http-equiv="refresh"')]).toEqual([leads, isAtOnce]);
    await fresh.end();
  });

  test('is not held up by a provider that is down, also after a restart', async () => {
    const { browser } = await world.signIn('ann');
    const restarted = await exampleAppliance({ foundations: world.house });
    const again = restarted.client();
    for (const [name, value] of browser.cookies) again.cookies.set(name, value);
    world.peer.isDown = true;
    const got = await signOut(again);
    world.peer.isDown = false;
    expect([got.status, linkOf(got.text), await statusOf(browser)]).toEqual([200, null, 401]);
    expect(got.text).toContain('Your session at Example Bank may still be open');
  });
});

describe('signing out at the provider', () => {
  /** Ends the session at the provider as another application would. */
  const leave = async ({ visitor }: Arrived) => {
    const query = new URLSearchParams({ client_id: 'adit', post_logout_redirect_uri: `${world.site}/sign-in` });
    await visitor.follow(`${world.peer.issuer}/session/end?${query}`, { logout: 'yes' });
  };

  test('ends the session here at once, and no other', async () => {
    const [one, two] = [await world.signIn('ann'), await world.signIn('ann')];
    const other = await world.signIn('ben');
    expect(await statusOf(one.browser)).toBe(200);
    await leave(one);
    expect(await statusOf(one.browser)).toBe(401);
    expect([await statusOf(two.browser), await statusOf(other.browser)]).toEqual([200, 200]);
    const row = world.house.auditRows().at(-1) as unknown as { action: string; actor: string; before_json?: string };
    expect([row.action, row.actor]).toEqual(['session.end', 'system/oidc:corp']);
  });
});

describe('a logout token', () => {
  const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} };
  const seconds = () => Math.floor(world.house.clock.now() / 1000);
  const claims = (more: object) => ({
    ...{ iss: world.peer.issuer, aud: 'adit', iat: seconds(), exp: seconds() + 120, events: EVENTS },
    ...{ jti: crypto.randomUUID(), ...more },
  });
  /** As the provider sends it: no cookie, no header of ours, a form. */
  const send = (token: string, headers: Record<string, string> = {}) =>
    world.house.app.handle(
      new Request(`http://localhost${LOGOUT}`, {
        ...{ method: 'POST', headers, body: new URLSearchParams({ logout_token: token }) },
      }),
    );
  const withKey = async () => {
    const key = await signingKey(crypto.randomUUID());
    world.peer.tamper = (path, answer) => (path === '/jwks' ? { keys: [key.jwk] } : answer);
    world.house.clock.advance(11_000);
    return (more: object) => key.sign(claims(more), { typ: 'logout+jwt' });
  };

  test('about a person ends all of the sessions that began there', async () => {
    const [one, two] = [await world.signIn('ann'), await world.signIn('ann')];
    const other = await world.signIn('ben');
    const make = await withKey();
    expect((await send(await make({ sub: 'ann' }))).status).toBe(204);
    expect([await statusOf(one.browser), await statusOf(two.browser), await statusOf(other.browser)]).toEqual([
      401, 401, 200,
    ]);
  });

  test('about another person than the session is of ends nothing', async () => {
    const { browser } = await world.signIn('ann');
    const sid = world.house.db.get<{ sid: string }>(sql`select sid from oidc_sessions where subject = 'ann'`)!.sid;
    const make = await withKey();
    expect((await send(await make({ sub: 'ben', sid }))).status).toBe(204);
    expect(await statusOf(browser)).toBe(200);
    expect((await send(await make({ sid }))).status).toBe(204);
    expect(await statusOf(browser)).toBe(401);
  });

  test('that comes twice is refused', async () => {
    const token = await (await withKey())({ sub: 'nobody' });
    expect([(await send(token)).status, (await send(token)).status]).toEqual([204, 400]);
  });

  test('that is not right is refused without a word of why, and ends nothing', async () => {
    const { browser } = await world.signIn('ann');
    const foreign = await signingKey('key-1');
    for (const token of [
      await foreign.sign(claims({ sub: 'ann' }), { typ: 'logout+jwt' }),
      await foreign.sign(claims({ sub: 'ann' }), { alg: 'RS256', typ: 'logout+jwt', kid: 'unknown' }),
      'x',
      '',
    ]) {
      const got = await send(token);
      const problem = (await got.json()) as { code: string; detail: string };
      expect([got.status, problem.code]).toEqual([400, 'oidc.badLogoutToken']);
      expect(problem.detail).not.toMatch(/signature|key/);
    }
    expect(await statusOf(browser)).toBe(200);
    expect(world.house.lines.filter((line) => line.includes('oidc.logoutRefused')).length).toBeGreaterThanOrEqual(4);
  });

  test.each([
    ['no form', 'application/json', '{"logout_token":"x"}'],
    ['no token', 'application/x-www-form-urlencoded', 'token=x'],
    ['two tokens', 'application/x-www-form-urlencoded', 'logout_token=x&logout_token=y'],
  ])('%s: says what is to be sent', async (_name, type, body) => {
    const request = new Request(`http://localhost${LOGOUT}`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });
    const got = await world.house.app.handle(request);
    expect([got.status, ((await got.json()) as { code: string }).code]).toEqual([400, 'oidc.noLogoutToken']);
  });

  test('from a page of another site is refused, as everything is that a browser sends from there', async () => {
    expect((await send('x', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  test('of a provider that is not configured', async () => {
    const request = new Request('http://localhost/api/v1/auth/oidc/other/logout', {
      ...{ method: 'POST', body: new URLSearchParams({ logout_token: 'x' }) },
    });
    expect((await world.house.app.handle(request)).status).toBe(404);
  });
});

/** Signing in at a real provider (oidc-provider, in this process), through the one door for connections that leave. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { whoIs as me, type OidcHouse, oidcHouse, said } from '../../../tests/oidc-house.ts';
import { PeerVisitor } from '../../../tests/oidc-peer.ts';
import { effortOf } from '../../platform/http/rate-limits.ts';

let world: OidcHouse;
beforeAll(async () => {
  world = await oidcHouse({ provider: { attributes: { department: 'region' } } });
  const { people } = world.peer;
  people.ann = { groups: ['analysts', 'staff'], name: 'Ann Example', email: 'ann@bank.example', department: 'north' };
  people.bob = { groups: ['staff'] };
  people.eve = { groups: ['analysts'], email: 'ann@bank.example', preferred_username: 'ann' };
  people.kim = { groups: ['adit-readers'], preferred_username: 'root' };
}, 30_000);
afterAll(() => world.end());
beforeEach(() => {
  world.peer.tamper = null;
});

const logged = () => world.house.lines.filter((line) => line.includes('"oidc.refused"'));

describe('a person of the provider', () => {
  test('is signed in with the roles of its groups, and goes on to where it wanted to go', async () => {
    const { browser, status, location } = await world.signIn('ann', { next: '/projects' });
    expect([status, location]).toEqual([303, '/projects']);
    expect(await me(browser)).toMatchObject({ login: 'ann', displayName: 'Ann Example', roles: ['analyst'] });
    const row = world.house.db.get<{ attributes: string; groups: string; provider: string }>(
      sql`select provider, attributes, groups from identities where subject = 'ann'`,
    )!;
    expect([row.provider, JSON.parse(row.attributes), JSON.parse(row.groups)]).toEqual([
      'oidc:corp',
      { region: ['north'] },
      ['analysts', 'staff'],
    ]);
    const actions = world.house.auditRows().map(({ action }) => action);
    expect(actions.slice(-2)).toEqual(['user.create', 'session.open']);
  });

  test('is the same account at every sign-in, whatever the name is by then', async () => {
    world.peer.people.dan = { groups: ['analysts'], name: 'Dan' };
    const first = await me((await world.signIn('dan')).browser);
    world.peer.people.dan = { groups: ['adit-readers'], name: 'Daniela', preferred_username: 'daniela' };
    const second = await me((await world.signIn('dan')).browser);
    expect([second.id, second.login, second.displayName, second.roles]).toEqual([
      first.id,
      'daniela',
      'Daniela',
      ['viewer'],
    ]);
  });

  test('is nobody else: login and mail lead to no other account', async () => {
    const ann = await me((await world.signIn('ann')).browser);
    const eve = await me((await world.signIn('eve')).browser);
    expect([eve.id === ann.id, eve.login]).toEqual([false, 'ann@corp']);
  });

  test('without a group that gives a role is refused, and told so', async () => {
    const { status, text, browser } = await world.signIn('bob');
    expect([status, said(text)]).toEqual([403, expect.stringContaining('none of your groups there has a role')]);
    expect(browser.cookies.has('adit')).toBe(false);
    expect(logged().at(-1)).toContain('bob is in 1 groups: staff');
    expect(world.house.db.get(sql`select 1 from identities where subject = 'bob'`)).toBeNull();
  });

  test('who lost the last group is out, with every session', async () => {
    world.peer.people.lea = { groups: ['analysts'] };
    const { browser } = await world.signIn('lea');
    world.peer.people.lea = { groups: ['staff'] };
    expect((await world.signIn('lea')).status).toBe(403);
    expect((await browser.get('/api/v1/auth/me')).status).toBe(401);
    world.peer.people.lea = { groups: ['analysts'] };
    expect((await world.signIn('lea')).status).toBe(303);
  });

  test('whom an administrator disabled stays out', async () => {
    world.peer.people.max = { groups: ['analysts'] };
    await world.signIn('max');
    world.house.db.run(sql`update users set status = 'disabled' where login = 'max'`);
    const { status, text } = await world.signIn('max');
    expect([status, said(text)]).toEqual([403, 'Your account in Adit is disabled. Ask your administrator.']);
  });

  test('has no password here: the name is tried against nothing', async () => {
    await world.signIn('ann');
    const got = await world.house.client().post('/api/v1/auth/login', { login: 'ann', password: 'ann' });
    expect(got.status).toBe(401);
  });
});

describe('what is refused', () => {
  const start = async (browser = world.house.client()) => ({
    browser,
    to: new URL((await browser.get('/sign-in/oidc/corp')).headers.get('location')!),
  });
  const back = async (to: URL, login = 'ann') =>
    new PeerVisitor(world.peer).follow(to.href, { login, password: 'any' });

  test('the request names state, nonce and an S256 challenge, each new', async () => {
    const [one, two] = [(await start()).to.searchParams, (await start()).to.searchParams];
    expect(one.get('code_challenge_method')).toBe('S256');
    expect(one.get('redirect_uri')).toBe(`${world.site}/sign-in/oidc/corp/callback`);
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(one.get(name)).toMatch(/^[\w-]{43}$/);
      expect(one.get(name)).not.toBe(two.get(name));
    }
  });

  test('an answer in another browser, and an answer that comes twice', async () => {
    const { browser, to } = await start();
    const answer = await back(to);
    const path = answer.pathname + answer.search;
    const thief = world.house.client();
    for (const foreign of [thief, (await start(thief)).browser]) {
      const got = await foreign.get(path);
      expect([got.status, said(got.text)]).toEqual([401, expect.stringContaining('was not begun in this browser')]);
    }
    // The thief’s try has not spoiled it.
    expect((await browser.get(path)).status).toBe(303);
    expect((await browser.get(path)).status).toBe(401);
  });

  test('an answer after ten minutes', async () => {
    const { browser, to } = await start();
    const answer = await back(to);
    world.house.clock.advance(10 * 60_000);
    expect((await browser.get(answer.pathname + answer.search)).status).toBe(401);
    world.house.clock.set(Date.now());
  });

  test('two sign-ins under way in one browser do not disturb each other', async () => {
    const browser = world.house.client();
    const [one, two] = [await start(browser), await start(browser)];
    const [first, second] = [await back(one.to), await back(two.to)];
    for (const answer of [second, first]) expect((await browser.get(answer.pathname + answer.search)).status).toBe(303);
  });

  test.each([
    ['without a state', (q: URLSearchParams) => q.delete('state'), 401],
    ['with another state', (q: URLSearchParams) => q.set('state', 'x'.repeat(43)), 401],
    ['with two states', (q: URLSearchParams) => q.append('state', q.get('state')!), 401],
    ['of another provider (iss): mix-up', (q: URLSearchParams) => q.set('iss', 'https://evil.example'), 401],
    ['without the promised iss', (q: URLSearchParams) => q.delete('iss'), 401],
    ['without a code', (q: URLSearchParams) => q.delete('code'), 401],
    ['with another code', (q: URLSearchParams) => q.set('code', 'x'.repeat(43)), 401],
    ['with two codes', (q: URLSearchParams) => q.append('code', 'x'), 401],
    ['that brings a token itself', (q: URLSearchParams) => q.set('response', 'e30.e30.e30'), 401],
  ] as const)('an answer %s', async (_name, spoil, status) => {
    const { browser, to } = await start();
    const answer = await back(to);
    spoil(answer.searchParams);
    const got = await browser.get(answer.pathname + answer.search);
    expect([got.status, browser.cookies.has('adit')]).toEqual([status, false]);
  });

  test('an error of the provider is told in our words, and ends the sign-in', async () => {
    const { browser, to } = await start();
    const query = new URLSearchParams({
      error: 'access_denied',
      iss: world.peer.issuer,
      state: to.searchParams.get('state')!,
    });
    query.set('error_description', '<script>alert(1)</script>');
    const got = await browser.get(`/sign-in/oidc/corp/callback?${query}`);
    expect([got.status, said(got.text)]).toEqual([401, 'The provider did not let you in, or you called it off.']);
    expect(got.text).not.toContain('alert(1)');
  });

  test('what others add to the answer is let be', async () => {
    const { browser, to } = await start();
    const answer = await back(to);
    answer.searchParams.set('session_state', 'x');
    answer.searchParams.set('client_info', 'y');
    expect((await browser.get(answer.pathname + answer.search)).status).toBe(303);
  });

  test('HEAD, by which programs only look, uses nothing up', async () => {
    const { browser, to } = await start();
    const answer = await back(to);
    await browser.send(answer.pathname + answer.search, { method: 'HEAD' });
    expect((await browser.get(answer.pathname + answer.search)).status).toBe(303);
  });

  test('a provider that is not configured', async () => {
    for (const path of ['/sign-in/oidc/other', '/sign-in/oidc/__proto__', '/sign-in/oidc/other/callback?state=x'])
      expect((await world.house.client().get(path)).status).toBe(404);
  });
});

test('going to a provider and coming back count as attempts to sign in, its own logouts as plain requests', () => {
  const efforts = world.house.routes
    .filter(({ path }) => path.includes('/oidc/'))
    .map((route) => [route.path, effortOf(route)]);
  expect(Object.fromEntries(efforts)).toEqual({
    '/sign-in/oidc/:provider': 'sign-in',
    '/sign-in/oidc/:provider/callback': 'sign-in',
    '/api/v1/auth/oidc/:provider/logout': 'plain',
  });
});

/** What a real provider (oidc-provider, in this process) may send, and how it may fail. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { signingKey } from '../../../tests/example-provider-keys.ts';
import { type OidcHouse, type OidcHouseOptions, oidcHouse, said, whoIs } from '../../../tests/oidc-house.ts';

let world: OidcHouse;
beforeAll(async () => {
  world = await oidcHouse();
  world.peer.people.ann = { groups: ['analysts'], name: 'Ann Example' };
}, 30_000);
afterAll(() => world.end());
beforeEach(() => {
  world.peer.tamper = null;
});

const logged = () => world.house.lines.filter((line) => line.includes('"oidc.refused"'));

describe('tokens on their way from the provider', () => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const partsOf = (token: unknown) =>
    (token as string)
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString())) as [
      Record<string, unknown>,
      Record<string, unknown>,
    ];
  /** Exchanges the ID token for what `make` gives. */
  const forge = (
    make: (header: Record<string, unknown>, claims: Record<string, unknown>) => Promise<string> | string,
  ) => {
    world.peer.tamper = async (path, answer) =>
      path === '/token' ? { ...answer, id_token: await make(...partsOf(answer.id_token)) } : answer;
  };

  test.each([
    ['alg none', { alg: 'none' }, {}],
    ['alg HS256', { alg: 'HS256' }, {}],
    ['signed by nobody we know', {}, {}],
    ['its own key in the header', { jwk: true }, {}],
    ['wrong issuer', {}, { iss: 'https://evil.example' }],
    ['wrong audience', {}, { aud: 'payroll' }],
    ['wrong nonce', {}, { nonce: 'x' }],
    ['ended', {}, { exp: 1 }],
  ] as const)('%s: nobody is signed in, and the log says why', async (_name, header, claims) => {
    const foreign = await signingKey('foreign');
    forge((kept, own) => {
      const about = { ...kept, ...header, ...('jwk' in header ? { jwk: foreign.jwk } : {}) };
      if ('alg' in header) return `${encode(about)}.${encode({ ...own, ...claims })}.c2ln`;
      return foreign.sign({ ...own, ...claims }, { ...about, kid: kept.kid });
    });
    const before = logged().length;
    const { status, text, browser } = await world.signIn('ann');
    expect([status, browser.cookies.has('adit')]).toEqual([401, false]);
    expect(said(text)).toContain('What the provider sent is not right');
    expect(logged().length).toBe(before + 1);
    expect(world.house.auditRows().at(-1)).toMatchObject({ action: 'session.refuse', outcome: 'failure' });
  });

  test('no ID token, no JSON, and an answer of a megabyte', async () => {
    world.peer.tamper = (path, { id_token, ...answer }) => (path === '/token' ? answer : { id_token, ...answer });
    expect((await world.signIn('ann')).status).toBe(401);
    world.peer.tamper = (path, answer) => (path === '/token' ? { ...answer, more: 'x'.repeat(1_100_000) } : answer);
    expect((await world.signIn('ann')).status).toBe(401);
    expect(logged().at(-1)).toContain('more than 1048576 bytes');
  });

  test('neither codes nor tokens nor the secret reach the log, the audit log or a page', async () => {
    const seen: string[] = [];
    world.peer.tamper = (path, answer) => {
      if (path === '/token') seen.push(String(answer.id_token), String(answer.access_token));
      return answer;
    };
    const { text } = await world.signIn('ann');
    world.peer.tamper = null;
    const written = world.house.lines.join('') + JSON.stringify(world.house.auditRows()) + text;
    for (const secret of [...seen, 'a secret of 32 random characters']) expect(written).not.toContain(secret);
    expect(seen).toHaveLength(2);
  });
});

describe('the provider', () => {
  test('changes its keys: the next sign-in takes the new one', async () => {
    await world.signIn('ann');
    await world.peer.rotate();
    world.house.clock.advance(11_000);
    expect((await world.signIn('ann')).status).toBe(303);
    world.house.clock.set(Date.now());
  });

  test('is down: local accounts sign in, the page to sign in asks nobody', async () => {
    const fresh = await oidcHouse();
    fresh.peer.isDown = true;
    const page = await fresh.house.client().get('/sign-in?next=/projects');
    expect([page.status, fresh.peer.asked]).toEqual([200, []]);
    expect(page.text).toContain('href="/sign-in/oidc/corp?next=%2Fprojects"');
    expect(page.text).toContain('Sign in with Example Bank');
    const tried = await fresh.signIn('ann');
    expect([tried.status, said(tried.text)]).toEqual([503, expect.stringContaining('does not answer as it should')]);
    expect((await fresh.house.client().post('/api/v1/auth/login', { login: 'x', password: 'y' })).status).toBe(401);
    fresh.peer.isDown = false;
    fresh.peer.people.ann = { groups: ['analysts'] };
    expect((await fresh.signIn('ann')).status).toBe(303);
    await fresh.end();
  });

  test('calls itself otherwise than configured: nobody is sent there', async () => {
    const fresh = await oidcHouse();
    fresh.peer.tamper = (path, answer) =>
      path.startsWith('/.well-known/') ? { ...answer, issuer: `${fresh.peer.issuer}/` } : answer;
    expect((await fresh.signIn('ann')).status).toBe(503);
    expect(fresh.house.lines.filter((line) => line.includes('both must be the same')).length).toBe(1);
    await fresh.end();
  });
});

describe('settings', () => {
  const signedInBy = async (options: OidcHouseOptions, claims: Record<string, unknown>) => {
    const fresh = await oidcHouse(options);
    fresh.peer.people.ann = claims;
    const got = await fresh.signIn('ann');
    const who = got.status === 303 ? await whoIs(got.browser) : said(got.text);
    await fresh.end();
    return [got.status, who] as const;
  };

  test('a public client does without a secret', async () => {
    expect((await signedInBy({ isPublic: true }, { groups: ['analysts'] }))[0]).toBe(303);
  });

  test('acr and amr that are wanted must be there', async () => {
    const [status, why] = await signedInBy({ provider: { amr_values: ['mfa'] } }, { groups: ['analysts'] });
    expect([status, why]).toEqual([403, expect.stringContaining('a stronger proof')]);
    expect((await signedInBy({ provider: { acr_values: ['urn:strong'] } }, { groups: ['analysts'] }))[0]).toBe(403);
  });

  test('UserInfo is asked where it is switched on, and only there', async () => {
    const claims = { groups: ['analysts'], name: 'Ann' };
    const [status, who] = await signedInBy({ provider: { userinfo: true }, hasSparseTokens: true }, claims);
    expect([status, who]).toEqual([303, expect.objectContaining({ displayName: 'Ann' })]);
    const [other, why] = await signedInBy({ hasSparseTokens: true }, claims);
    expect([other, why]).toEqual([403, expect.stringContaining('does not say by which name')]);
  });
});

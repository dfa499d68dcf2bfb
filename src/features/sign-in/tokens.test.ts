import { beforeEach, describe, expect, test } from 'bun:test';
import { createHmac } from 'node:crypto';
import { jwt } from '@elysiajs/jwt';
import fc from 'fast-check';
import { sql } from '#sdk';
import { type Appliance, addUser, exampleAppliance, otherTenant, signedIn } from '../../../tests/example-appliance.ts';
import { exampleFoundations } from '../../../tests/example-foundations.ts';
import { bearer, claimsOf, TokenClient } from '../../../tests/token-client.ts';

const MINUTE_MS = 60_000;
let house: Appliance;
let program: TokenClient;
beforeEach(async () => {
  house = await exampleAppliance();
  program = new TokenClient(house);
  await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
});

describe('an access token', () => {
  test('says who, where, until when, and what one may; only hashes are stored', async () => {
    const { status, json } = await program.signIn();
    expect([status, json.tokenType]).toEqual([200, 'Bearer']);
    expect([json.expiresAt, json.refreshExpiresAt]).toEqual(['2026-01-01T00:15:00.000Z', '2026-01-08T00:00:00.000Z']);
    const claims = claimsOf(json.accessToken);
    const account = house.db.get<{ id: string }>(sql`select id from users where login = 'ann'`);
    expect(claims).toMatchObject({ iss: 'adit', aud: 'adit-api', sub: account!.id, tenant: house.home.tenant.id });
    expect(claims).toMatchObject({ roles: ['analyst'], exp: Date.UTC(2026, 0, 1, 0, 15) / 1000 });
    expect(claims.permissions).toContain('write:datasets');
    for (const name of ['sid', 'jti']) expect(claims[name]).toBeString();
    expect(claims.iat).toBeNumber();
    const got = await program.me(json.accessToken);
    expect(got.json).toMatchObject({ login: 'ann', permissions: claims.permissions });
    const stored = JSON.stringify(
      ['sessions', 'refresh_tokens'].map((t) => house.db.all({ text: `select * from ${t}`, values: [] })),
    );
    for (const secret of [json.accessToken, json.refreshToken])
      expect(stored + JSON.stringify(house.auditRows()) + house.lines.join('')).not.toContain(secret);
  });

  test('changes things without a header of ours, and is named in the audit log', async () => {
    const { accessToken } = (await program.signIn()).json;
    const made = await program.post('/api/v1/projects', { name: 'By a program' }, bearer(accessToken));
    expect(made.status).toBe(201);
    const row = house.auditRows().at(-1) as unknown as { action: string; method: string };
    expect([row.action, row.method]).toEqual(['project.create', 'token']);
  });

  test('holds for fifteen minutes', async () => {
    const { accessToken } = (await program.signIn()).json;
    house.clock.advance(15 * MINUTE_MS - 1000);
    expect(await program.statusOf(accessToken)).toBe(200);
    house.clock.advance(1000);
    const got = await program.me(accessToken);
    expect([got.status, got.json.code]).toEqual([401, 'http.badCredential']);
    expect(got.headers.get('www-authenticate')).toStartWith('Bearer');
  });

  test('lives as long as the settings say', async () => {
    const foundations = exampleFoundations({
      ADIT__SESSION__ACCESS_TOKEN_MINUTES: '2',
      ADIT__SESSION__REFRESH_TOKEN_DAYS: '30',
    });
    const other = await exampleAppliance({ foundations });
    await addUser(other, { login: 'ann', tenant: other.home.tenant.id, role: 'analyst' });
    const { json } = await new TokenClient(other).signIn();
    expect([json.expiresAt, json.refreshExpiresAt]).toEqual(['2026-01-01T00:02:00.000Z', '2026-01-31T00:00:00.000Z']);
  });
});

describe('is refused', () => {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const forged = async (claims: object, key: string | Uint8Array = house.tokenKey) =>
    jwt({ secret: key }).decorator.jwt.sign(claims as Record<string, string>);

  test('without a signature, with another algorithm, with a foreign key, altered', async () => {
    const { accessToken } = (await program.signIn()).json;
    const [header, payload, signature] = accessToken.split('.');
    const body = encode({ ...claimsOf(accessToken), roles: ['administrator'] });
    const hs512 = encode({ alg: 'HS512', typ: 'JWT' });
    const mac = createHmac('sha512', house.tokenKey).update(`${hs512}.${payload}`).digest('base64url');
    const forgeries = [
      `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`,
      `${encode({ alg: 'None', typ: 'JWT' })}.${payload}.${signature}`,
      `${hs512}.${payload}.${mac}`,
      `${header}.${body}.${signature}`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${header}.${payload}.${signature}.x`,
      await forged(claimsOf(accessToken), crypto.getRandomValues(new Uint8Array(32))),
      await forged(claimsOf(accessToken), 'secret'),
    ];
    for (const token of forgeries) expect([await program.statusOf(token), token]).toEqual([401, token]);
    expect(await program.statusOf(accessToken)).toBe(200);
  });

  test('with our key, but for somebody else or somewhere else', async () => {
    const { accessToken } = (await program.signIn()).json;
    const own = claimsOf(accessToken);
    expect(await program.statusOf(await forged(own))).toBe(200);
    const { tenant } = otherTenant(house);
    const ben = await addUser(house, { login: 'ben', tenant, role: 'administrator' });
    const cookie = (await signedIn(house, 'ann')).cookies.get('adit')!;
    const browser = house.db.get<{ id: string }>(sql`select id_hash as id from sessions where kind = 'browser'`)!;
    for (const wrong of [
      ...[{ aud: 'elsewhere' }, { iss: 'elsewhere' }, { aud: undefined }, { exp: undefined }, { sid: undefined }],
      ...[{ tenant }, { sub: ben }, { sub: ben, tenant }, { sid: 'x' }, { sid: 7 }, { sid: browser.id }, { nbf: 4e9 }],
    ])
      expect([await program.statusOf(await forged({ ...own, ...wrong })), wrong]).toEqual([401, wrong]);
    expect(await program.statusOf(cookie)).toBe(401);
    // And the other way round: no token is a cookie.
    const thief = house.client();
    for (const secret of [accessToken, own.sid, own.jti]) {
      thief.cookies.set('adit', secret);
      expect((await thief.get('/api/v1/auth/me')).status).toBe(401);
    }
  });

  test('at another appliance', async () => {
    const other = await exampleAppliance();
    expect((await new TokenClient(other).me((await program.signIn()).json.accessToken)).status).toBe(401);
  });

  test('whatever else it is: no fault of ours, no word of it in the log', async () => {
    const { accessToken } = (await program.signIn()).json;
    const mutated = fc.tuple(fc.nat(accessToken.length - 1), fc.constantFrom(...'AZaz09-_.')).map(([at, char]) => {
      return accessToken.slice(0, at) + char + accessToken.slice(at + 1);
    });
    const visible = fc.string({
      unit: fc.integer({ min: 0x21, max: 0x7e }).map((c) => String.fromCharCode(c)),
      maxLength: 300,
    });
    const segments = fc.array(
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
      { maxLength: 5 },
    );
    const anything = fc.oneof(
      mutated,
      visible,
      segments.map((parts) => parts.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (token) => {
        // The last character of a signature holds two bits that say nothing.
        if (token.slice(0, -1) === accessToken.slice(0, -1)) return;
        const got = await program.get('/api/v1/auth/me', { authorization: `Bearer ${token}` });
        expect(got.status).toBe(401);
        const spent = await program.refresh(token || 'x');
        expect([400, 401]).toContain(spent.status);
      }),
      { numRuns: 300 },
    );
    expect(house.lines.filter((line) => line.includes('http.defect'))).toEqual([]);
  });
});

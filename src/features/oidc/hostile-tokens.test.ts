/** Tokens that somebody made up, altered, stole or kept: each is refused, and for its own reason. */
import { beforeAll, describe, expect, test } from 'bun:test';
import { createHmac, createPublicKey } from 'node:crypto';
import { exampleAppliance } from '../../../tests/example-appliance.ts';
import { handMade, type SigningKey, signingKey } from '../../../tests/example-provider-keys.ts';
import { TokenClient } from '../../../tests/token-client.ts';
import { testClock } from '../../platform/clock.ts';
import { keySet } from './key-set.ts';
import { type Reason, TokenRefused } from './token-refused.ts';
import { readIdToken, readLogoutToken, type TokenRules } from './tokens.ts';

const ISSUER = 'https://login.corp.example/realms/corp';
const NONCE = 'n-0S6_WzA2Mj';
const clock = testClock();
const NOW = clock.now() / 1000;
const CLAIMS = { iss: ISSUER, aud: 'adit', sub: '248289761001', exp: NOW + 300, iat: NOW, nonce: NONCE };
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const LOGOUT = {
  ...{ iss: ISSUER, aud: 'adit', sub: '248289761001', sid: 's-1', iat: NOW, exp: NOW + 120, jti: 'bWJq' },
  events: { [EVENT]: {} },
};
const LOGOUT_TYPE = { typ: 'logout+jwt' };

let rsa: SigningKey;
let ec: SigningKey;
let ed: SigningKey;
let foreign: SigningKey;
let encryption: SigningKey;
let ps256: SigningKey;
let rules: TokenRules;

beforeAll(async () => {
  [rsa, ec, ed, foreign, encryption, ps256] = await Promise.all([
    signingKey('rsa-1'),
    signingKey('ec-1', 'ES256'),
    signingKey('ed-1', 'EdDSA'),
    signingKey('rsa-1'),
    signingKey('enc-1', 'RS256', { use: 'enc' }),
    signingKey('ps-1', 'RS256', { alg: 'PS256' }),
  ]);
  const keys = [rsa, ec, ed, encryption, ps256].map(({ jwk }) => jwk);
  const symmetric = {
    kty: 'oct',
    kid: 'oct-1',
    k: Buffer.from('a shared secret of 32 bytes, at least').toString('base64url'),
  };
  const published = { keys: [...keys, symmetric] };
  rules = { issuer: ISSUER, clientId: 'adit', clock, keys: keySet({ clock, fetchKeys: async () => published }) };
});

const without = <T extends object>(claims: T, ...names: (keyof T)[]) =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name as keyof T)));
const hs = (header: object, claims: object, secret: string | Buffer) => {
  const unsigned = handMade(header, claims, '').slice(0, -1);
  return `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`;
};
const publicPem = () =>
  createPublicKey({ key: rsa.jwk as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
const swapped = async (claims: object) => {
  const [header, , signature] = (await rsa.sign(CLAIMS)).split('.');
  return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`;
};

type Made = () => string | Promise<string>;

const HOSTILE_ID_TOKENS: readonly (readonly [name: string, reason: Reason, make: Made])[] = [
  ['no signature, alg "none"', 'algorithm', () => handMade({ alg: 'none', typ: 'JWT' }, CLAIMS, '')],
  ['alg "None" with a signature left over', 'algorithm', () => handMade({ alg: 'None', kid: 'rsa-1' }, CLAIMS)],
  ['no algorithm at all', 'algorithm', () => handMade({ kid: 'rsa-1' }, CLAIMS)],
  ['alg as a list', 'algorithm', () => handMade({ alg: ['RS256'], kid: 'rsa-1' }, CLAIMS)],
  [
    'HS256 with the public key as the secret',
    'algorithm',
    () => hs({ alg: 'HS256', kid: 'rsa-1' }, CLAIMS, publicPem() as string),
  ],
  ['HS256 with the client secret', 'algorithm', () => hs({ alg: 'HS256', kid: 'rsa-1' }, CLAIMS, 'the client secret')],
  [
    'HS256 with a symmetric key of the JWKS',
    'algorithm',
    () => hs({ alg: 'HS256', kid: 'oct-1' }, CLAIMS, 'a shared secret of 32 bytes, at least'),
  ],
  ['PS256, which is not taken', 'algorithm', () => handMade({ alg: 'PS256', kid: 'rsa-1' }, CLAIMS)],
  ['RS512, which is not taken', 'algorithm', () => handMade({ alg: 'RS512', kid: 'rsa-1' }, CLAIMS)],
  ['RS256 that points to a symmetric key', 'unknown-key', () => handMade({ alg: 'RS256', kid: 'oct-1' }, CLAIMS)],
  ['brings its own key (jwk)', 'key-in-header', () => foreign.sign(CLAIMS, { jwk: foreign.jwk })],
  ['says where its key is (jku)', 'key-in-header', () => foreign.sign(CLAIMS, { jku: 'https://evil.example/jwks' })],
  [
    'says where its certificate is (x5u)',
    'key-in-header',
    () => foreign.sign(CLAIMS, { x5u: 'https://evil.example/c.pem' }),
  ],
  ['brings its own certificate (x5c)', 'key-in-header', () => foreign.sign(CLAIMS, { x5c: ['MIIB'] })],
  ['signed by another key of the same name', 'signature', () => foreign.sign(CLAIMS)],
  ['names no key', 'no-key-id', () => handMade({ alg: 'RS256' }, CLAIMS)],
  ['names a key that is not published', 'unknown-key', () => foreign.sign(CLAIMS, { kid: 'rsa-2' })],
  ['names a file as its key', 'unknown-key', () => foreign.sign(CLAIMS, { kid: '../../dev/null' })],
  ['names its key by a number', 'no-key-id', () => handMade({ alg: 'RS256', kid: 1 }, CLAIMS)],
  ['names a key of another kind', 'key-does-not-fit', () => rsa.sign(CLAIMS, { kid: 'ec-1' })],
  ['signed by a key that is for encryption', 'key-does-not-fit', () => encryption.sign(CLAIMS)],
  ['signed by a key that is for another algorithm', 'key-does-not-fit', () => ps256.sign(CLAIMS)],
  ['claims exchanged under a right signature', 'signature', () => swapped({ ...CLAIMS, sub: 'root' })],
  ['signature cut off', 'signature', async () => (await rsa.sign(CLAIMS)).replace(/[^.]+$/, '')],
  [
    'signature of zeros (ES256)',
    'signature',
    () => handMade({ alg: 'ES256', kid: 'ec-1', typ: 'JWT' }, CLAIMS, new Uint8Array(64)),
  ],
  [
    'ES256 signature in another form (DER)',
    'signature',
    () => handMade({ alg: 'ES256', kid: 'ec-1', typ: 'JWT' }, CLAIMS, Buffer.from('3006020100020100', 'hex')),
  ],
  [
    'asks for an extension (crit)',
    'critical-header',
    () => handMade({ alg: 'RS256', kid: 'rsa-1', crit: ['exp'] }, CLAIMS),
  ],
  [
    'leaves its content unencoded (b64)',
    'critical-header',
    () => handMade({ alg: 'RS256', kid: 'rsa-1', b64: false }, CLAIMS),
  ],
  ['packed (zip)', 'critical-header', () => handMade({ alg: 'RS256', kid: 'rsa-1', zip: 'DEF' }, CLAIMS)],
  ['an access token (at+jwt)', 'type', () => rsa.sign(CLAIMS, { typ: 'at+jwt' })],
  ['a logout token', 'type', () => rsa.sign({ ...LOGOUT, nonce: NONCE }, LOGOUT_TYPE)],
  ['of another provider', 'issuer', () => rsa.sign({ ...CLAIMS, iss: 'https://evil.example' })],
  ['issuer with a slash more', 'issuer', () => rsa.sign({ ...CLAIMS, iss: `${ISSUER}/` })],
  ['issuer in capitals', 'issuer', () => rsa.sign({ ...CLAIMS, iss: ISSUER.toUpperCase() })],
  ['issuer as a list', 'issuer', () => rsa.sign({ ...CLAIMS, iss: [ISSUER] })],
  ['without an issuer', 'issuer', () => rsa.sign(without(CLAIMS, 'iss'))],
  ['for another client', 'audience', () => rsa.sign({ ...CLAIMS, aud: 'payroll' })],
  ['for another client too', 'audience', () => rsa.sign({ ...CLAIMS, aud: ['adit', 'payroll'], azp: 'adit' })],
  ['for nobody', 'audience', () => rsa.sign(without(CLAIMS, 'aud'))],
  ['audience that only begins alike', 'audience', () => rsa.sign({ ...CLAIMS, aud: 'adit-test' })],
  ['given to another client (azp)', 'authorized-party', () => rsa.sign({ ...CLAIMS, azp: 'payroll' })],
  ['ended', 'expired', () => rsa.sign({ ...CLAIMS, iat: NOW - 600, exp: NOW - 60 })],
  ['without an end', 'times', () => rsa.sign(without(CLAIMS, 'exp'))],
  ['end as text', 'times', () => rsa.sign({ ...CLAIMS, exp: String(NOW + 300) })],
  ['end beyond all numbers', 'times', () => rsa.sign(JSON.stringify(CLAIMS).replace(/"exp":\d+/, '"exp":1e400'))],
  ['made in the future', 'not-yet-valid', () => rsa.sign({ ...CLAIMS, iat: NOW + 61, exp: NOW + 300 })],
  ['not yet valid', 'not-yet-valid', () => rsa.sign({ ...CLAIMS, nbf: NOW + 61 })],
  ['ends before it was made', 'times', () => rsa.sign({ ...CLAIMS, iat: NOW + 50, exp: NOW + 10 })],
  ['of another sign-in (nonce)', 'nonce', () => rsa.sign({ ...CLAIMS, nonce: 'another' })],
  ['without a nonce', 'nonce', () => rsa.sign(without(CLAIMS, 'nonce'))],
  ['nonce as a list', 'nonce', () => rsa.sign({ ...CLAIMS, nonce: [NONCE] })],
  ['of nobody', 'subject', () => rsa.sign(without(CLAIMS, 'sub'))],
  ['of nobody, with an empty name', 'subject', () => rsa.sign({ ...CLAIMS, sub: '' })],
  ['subject as a number', 'subject', () => rsa.sign({ ...CLAIMS, sub: 248289761001 })],
  ['subject with a line break', 'subject', () => rsa.sign({ ...CLAIMS, sub: '248289761001\nroot' })],
  ['subject without end', 'subject', () => rsa.sign({ ...CLAIMS, sub: 'x'.repeat(256) })],
  ['encrypted (five parts)', 'malformed', () => 'eyJhbGciOiJSU0EtT0FFUCJ9.YQ.YQ.YQ.YQ'],
  ['two parts', 'malformed', async () => (await rsa.sign(CLAIMS)).split('.').slice(0, 2).join('.')],
  ['padded', 'malformed', async () => `${await rsa.sign(CLAIMS)}==`],
  ['header that is a list', 'malformed', () => handMade([], CLAIMS)],
  ['header that is no JSON', 'malformed', () => handMade('{alg:RS256}', CLAIMS)],
  ['claims that are a list', 'malformed', () => rsa.sign([CLAIMS])],
  ['claims that are no JSON', 'malformed', () => rsa.sign('sub=root')],
  ['empty', 'malformed', () => ''],
  ['without end', 'too-large', async () => `${await rsa.sign(CLAIMS)}${'A'.repeat(65_536)}`],
];

const logout = (claims: object, header: object = LOGOUT_TYPE) => rsa.sign(claims, header as Record<string, unknown>);

const HOSTILE_LOGOUT_TOKENS: readonly (readonly [name: string, reason: Reason, make: Made])[] = [
  ['an ID token', 'type', () => rsa.sign(CLAIMS)],
  ['typed as any JWT', 'type', () => logout(LOGOUT, { typ: 'JWT' })],
  ['typed as nothing', 'type', () => logout(LOGOUT, { typ: undefined })],
  ['no signature', 'algorithm', () => handMade({ alg: 'none', ...LOGOUT_TYPE }, LOGOUT, '')],
  ['signed by another key of the same name', 'signature', () => foreign.sign(LOGOUT, LOGOUT_TYPE)],
  ['of another provider', 'issuer', () => logout({ ...LOGOUT, iss: 'https://evil.example' })],
  ['for another client', 'audience', () => logout({ ...LOGOUT, aud: 'payroll' })],
  ['ended', 'expired', () => logout({ ...LOGOUT, iat: NOW - 300, exp: NOW - 60 })],
  ['without an end', 'times', () => logout(without(LOGOUT, 'exp'))],
  ['valid for a year', 'lives-too-long', () => logout({ ...LOGOUT, exp: NOW + 31_536_000 })],
  ['with a nonce', 'nonce', () => logout({ ...LOGOUT, nonce: NONCE })],
  ['without its event', 'events', () => logout(without(LOGOUT, 'events'))],
  ['with another event', 'events', () => logout({ ...LOGOUT, events: { 'http://evil.example/event': {} } })],
  ['event as a list', 'events', () => logout({ ...LOGOUT, events: { [EVENT]: [] } })],
  ['event as a text', 'events', () => logout({ ...LOGOUT, events: EVENT })],
  ['without an id', 'no-token-id', () => logout(without(LOGOUT, 'jti'))],
  ['about nobody', 'no-session-named', () => logout(without(LOGOUT, 'sub', 'sid'))],
  ['session as an object', 'no-session-named', () => logout({ ...LOGOUT, sid: {} })],
];

const reasonOf = async (reading: Promise<unknown>): Promise<string> => {
  try {
    return `taken: ${JSON.stringify(await reading)}`;
  } catch (error) {
    return error instanceof TokenRefused ? error.reason : String(error);
  }
};

describe('an ID token is refused', () => {
  test.each(HOSTILE_ID_TOKENS)('%s: %s', async (_name, reason, make) => {
    expect(await reasonOf(readIdToken(rules, await make(), NONCE))).toBe(reason);
  });
});

describe('a logout token is refused', () => {
  test.each(HOSTILE_LOGOUT_TOKENS)('%s: %s', async (_name, reason, make) => {
    expect(await reasonOf(readLogoutToken(rules, await make()))).toBe(reason);
  });
});

describe('taken is', () => {
  test('what the provider signed for us, by each of the three algorithms', async () => {
    for (const key of [rsa, ec, ed]) {
      const { subject, claims } = await readIdToken(rules, await key.sign(CLAIMS), NONCE);
      expect([subject, claims.nonce]).toEqual(['248289761001', NONCE]);
    }
  });

  test.each([
    ['a list of one audience, and ourselves as the authorized party', { aud: ['adit'], azp: 'adit' }],
    ['a minute of difference between clocks', { iat: NOW + 60, nbf: NOW + 60, exp: NOW + 61 }],
    ['an end that is not a minute ago', { iat: NOW - 600, exp: NOW - 59 }],
  ])('%s', async (_name, claims) => {
    expect((await readIdToken(rules, await rsa.sign({ ...CLAIMS, ...claims }), NONCE)).subject).toBe('248289761001');
  });

  test('a token without a type, as ADFS and others send it', async () => {
    const token = await rsa.sign(CLAIMS, { typ: undefined });
    expect((await readIdToken(rules, token, NONCE)).subject).toBe('248289761001');
  });

  test('a logout token, with person, session or both', async () => {
    const read = async (claims: object) => readLogoutToken(rules, await logout(claims));
    expect(await read(LOGOUT)).toEqual({
      ...{ tokenId: 'bWJq', subject: '248289761001', sid: 's-1' },
      expiresAtMs: (NOW + 180) * 1000,
    });
    expect(await read(without(LOGOUT, 'sid'))).toMatchObject({ subject: '248289761001', sid: null });
    expect(await read(without(LOGOUT, 'sub'))).toMatchObject({ subject: null, sid: 's-1' });
  });
});

test('neither the hostile ones nor the right one open the API: that takes only what we signed', async () => {
  const program = new TokenClient(await exampleAppliance());
  const hostile = await Promise.all(HOSTILE_ID_TOKENS.map(([, , make]) => make()));
  const sendable = hostile.filter((token) => token !== '' && token.length < 8000);
  for (const token of [...sendable, await rsa.sign(CLAIMS), await ed.sign(CLAIMS)])
    expect([token, await program.statusOf(token)]).toEqual([token, 401]);
  expect(sendable.length).toBeGreaterThanOrEqual(40);
});

import { describe, expect, test } from 'bun:test';
import type { JWK } from 'jose';
import { type SigningKey, signingKey } from '../../../tests/example-provider-keys.ts';
import { testClock } from '../../platform/clock.ts';
import { keySet, misfit } from './key-set.ts';
import { readIdToken } from './tokens.ts';

const ISSUER = 'https://login.corp.example';

/** A provider that counts how often it is asked for its keys. */
function provider(...keys: SigningKey[]) {
  const clock = testClock();
  const state = { published: keys, asked: 0, down: false };
  const set = keySet({
    clock,
    fetchKeys: async () => {
      state.asked++;
      await Promise.resolve();
      if (state.down) throw new Error('the provider is down');
      return { keys: state.published.map(({ jwk }) => jwk) };
    },
  });
  const read = async (key: SigningKey) => {
    const now = clock.now() / 1000;
    const claims = { iss: ISSUER, aud: 'adit', sub: 'ann', exp: now + 60, iat: now, nonce: 'n' };
    const rules = { keys: set, clock, issuer: ISSUER, clientId: 'adit' };
    return readIdToken(rules, await key.sign(claims), 'n').then(({ subject }) => subject, String);
  };
  return { clock, state, set, read };
}

describe('keys are rotated', () => {
  test('a token with a new key makes us ask again, and the old key holds as long as it is published', async () => {
    const [old, fresh] = [await signingKey('2025'), await signingKey('2026', 'ES256')];
    const { clock, state, read } = provider(old);
    expect(await read(old)).toBe('ann');
    state.published = [old, fresh];
    clock.advance(10_000);
    expect([await read(fresh), await read(old), state.asked]).toEqual(['ann', 'ann', 2]);
    state.published = [fresh];
    clock.advance(60 * 60_000);
    expect([await read(fresh), state.asked]).toEqual(['ann', 3]);
    expect(await read(old)).toContain('publishes no key "2025"');
  });

  test('a key that is taken back is not taken for longer than an hour', async () => {
    const [stolen, fresh] = [await signingKey('stolen'), await signingKey('fresh')];
    const { clock, state, read } = provider(stolen);
    expect(await read(stolen)).toBe('ann');
    state.published = [fresh];
    clock.advance(60 * 60_000);
    expect(await read(stolen)).toContain('publishes no key');
  });
});

test('invented key ids do not make us ask more than once in ten seconds', async () => {
  const [known, unknown] = [await signingKey('known'), await signingKey('unknown')];
  const { clock, state, read } = provider(known);
  await read(known);
  for (let i = 0; i < 20; i++) expect(await read(unknown)).toContain('publishes no key');
  expect(state.asked).toBe(1);
  clock.advance(10_000);
  for (let i = 0; i < 20; i++) await read(unknown);
  expect(state.asked).toBe(2);
});

test('twenty tokens at once ask once', async () => {
  const key = await signingKey('k');
  const { state, read } = provider(key);
  expect(new Set(await Promise.all(Array.from({ length: 20 }, () => read(key))))).toEqual(new Set(['ann']));
  expect(state.asked).toBe(1);
});

test('a provider that is down fails this sign-in, not the next one', async () => {
  const key = await signingKey('k');
  const { state, read } = provider(key);
  state.down = true;
  expect(await read(key)).toContain('is down');
  state.down = false;
  expect(await read(key)).toBe('ann');
});

test.each([[null], [[]], [{}], [{ keys: {} }], ['keys']])('%j is no JWKS document', async (document) => {
  const set = keySet({ clock: testClock(), fetchKeys: async () => document });
  await expect(set.keyFor('k', 'RS256')).rejects.toThrow('no JWKS document');
});

test('private parts of keys, and keys that are none, are not even kept', async () => {
  const key = await signingKey('k');
  const published = [{ ...key.jwk, d: 'private' }, null, 'x', { kid: 1, kty: 'RSA' }, { kty: 'oct', kid: 'o', k: 'x' }];
  const set = keySet({ clock: testClock(), fetchKeys: async () => ({ keys: published }) });
  const kept = await set.list();
  expect(kept.map(({ kid }) => kid)).toEqual(['k']);
  expect(JSON.stringify(kept)).not.toContain('private');
});

test('a key fits one algorithm', async () => {
  const [rsa, ec, ed] = [await signingKey('r'), await signingKey('e', 'ES256'), await signingKey('d', 'EdDSA')];
  const bare = ({ jwk: { alg: _, use: __, ...key } }: SigningKey) => key;
  expect([misfit(bare(rsa), 'RS256'), misfit(bare(ec), 'ES256'), misfit(bare(ed), 'EdDSA')]).toEqual([
    null,
    null,
    null,
  ]);
  const wrong: [JWK, 'RS256' | 'ES256' | 'EdDSA', string][] = [
    [bare(ec), 'RS256', 'of another kind'],
    [bare(rsa), 'EdDSA', 'of another kind'],
    [{ ...bare(ec), crv: 'P-384' }, 'ES256', 'of another kind'],
    [{ ...bare(rsa), n: Buffer.alloc(128, 255).toString('base64url') }, 'RS256', 'too short'],
    [
      { ...bare(rsa), n: Buffer.concat([Buffer.alloc(200), Buffer.alloc(128, 255)]).toString('base64url') },
      'RS256',
      'too short',
    ],
    [{ ...bare(rsa), use: 'enc' }, 'RS256', 'not for signatures'],
    [{ ...bare(rsa), key_ops: ['encrypt'] }, 'RS256', 'not for checking'],
    [{ ...bare(rsa), alg: 'RS512' }, 'RS256', 'is for RS512'],
  ];
  for (const [key, algorithm, why] of wrong) expect(misfit(key, algorithm)).toContain(why);
});

/**
 * The presets, on discovery documents that the products published (tests/oidc-discovery.ts says where they are from). What answers here
 * is FAKE: it has these documents, a key of its own and tokens as the products document them. No live product was tried.
 */
import { expect, test } from 'bun:test';
import { signingKey } from '../../../tests/example-provider-keys.ts';
import { DISCOVERY } from '../../../tests/oidc-discovery.ts';
import { testClock } from '../../platform/clock.ts';
import { claimedPerson } from './claims.ts';
import { type Outgoing, provider } from './provider.ts';
import { providerSettings } from './settings.ts';

type Preset = keyof typeof DISCOVERY;

/** Claims of an ID token, as each product documents them. */
const TOKENS: Record<Preset, Record<string, unknown>> = {
  'entra-id': {
    ...{ ver: '2.0', tid: '88888888-8888-8888-8888-888888888888', oid: '00000000-0000-0000-66f3-3332eca7ea81' },
    ...{ preferred_username: 'Ann@corp.example', name: 'Ann Example', email: 'ann@corp.example' },
    groups: ['9f1c6b1e-2a3f-4a55-9f0a-7d2f0f5c1a11'],
  },
  adfs: {
    ...{
      upn: 'ann@corp.example',
      unique_name: 'CORP\\ann',
      sid: 'S-1-5-21-1-2-3-1104',
      auth_time: 1,
      apptype: 'Confidential',
    },
    ...{ name: 'Ann Example', email: 'ann@corp.example', group: 'Adit Analysts' },
  },
  keycloak: {
    ...{ preferred_username: 'ann', name: 'Ann Example', email: 'ann@corp.example', email_verified: true, azp: 'adit' },
    ...{ sid: '1b3e6f', acr: '1', groups: ['adit-analysts'], realm_access: { roles: ['offline_access'] } },
  },
};

const EXPECTED: Record<Preset, { scope: string; login: string; groups: string[] }> = {
  'entra-id': {
    ...{ scope: 'openid profile email', login: 'ann@corp.example' },
    groups: ['9f1c6b1e-2a3f-4a55-9f0a-7d2f0f5c1a11'],
  },
  adfs: { scope: 'openid profile email allatclaims', login: 'ann@corp.example', groups: ['Adit Analysts'] },
  keycloak: { scope: 'openid profile email', login: 'ann', groups: ['adit-analysts'] },
};

const HANDSHAKE = {
  ...{
    redirectUri: 'https://adit.corp.example/sign-in/oidc/corp/callback',
    state: 's'.repeat(43),
    nonce: 'n'.repeat(43),
  },
  verifier: 'v'.repeat(43),
};

test.each(Object.keys(DISCOVERY) as Preset[])('%s: from its discovery document to who somebody is', async (preset) => {
  const document = DISCOVERY[preset];
  const clock = testClock(Date.now());
  const key = await signingKey('X5eXk4xyojNFum1kl2Ytv8dlNP4', 'RS256', { x5t: 'X5eXk4xyojNFum1kl2Ytv8dlNP4' });
  const nowS = Math.floor(clock.now() / 1000);
  const idToken = await key.sign(
    {
      iss: document.issuer,
      aud: 'adit',
      sub: 'pairwise-1',
      iat: nowS,
      exp: nowS + 300,
      nonce: HANDSHAKE.nonce,
      ...TOKENS[preset],
    },
    { x5t: 'X5eXk4xyojNFum1kl2Ytv8dlNP4' },
  );
  const sent: URLSearchParams[] = [];
  const outgoing: Outgoing = async (url, init) => {
    if (url === `${document.issuer}/.well-known/openid-configuration`) return Response.json(document);
    if (url === document.jwks_uri) return Response.json({ keys: [key.jwk] });
    expect(url).toBe(document.token_endpoint);
    sent.push(new URLSearchParams(String(init.body)));
    return Response.json({ token_type: 'Bearer', access_token: 'opaque', expires_in: 3600, id_token: idToken });
  };
  const settings = providerSettings({
    ...{ id: 'corp', title: '', preset, issuer: document.issuer, client_id: 'adit', client_secret: 'hush' },
    ...{ scopes: [], sign_out: 'ask', login_claim: '', name_claim: '', email_claim: '', groups_claim: '' },
    ...{ attributes: {}, userinfo: false, acr_values: [], amr_values: [] },
  });
  const asked = provider({ settings, clock, outgoing });

  const to = new URL(await asked.authorizationUrl(HANDSHAKE));
  expect(to.origin + to.pathname).toBe(document.authorization_endpoint);
  expect(to.searchParams.get('scope')).toBe(EXPECTED[preset].scope);
  expect(to.searchParams.get('code_challenge_method')).toBe('S256');

  const redeemed = await asked.redeem(`?code=c&state=${HANDSHAKE.state}&session_state=x`, HANDSHAKE);
  const [form] = sent;
  expect([form?.get('client_secret'), form?.get('code_verifier'), form?.get('redirect_uri')]).toEqual([
    ...['hush', HANDSHAKE.verifier, HANDSHAKE.redirectUri],
  ]);
  const { login, groups } = EXPECTED[preset];
  expect(claimedPerson(settings, redeemed.claims)).toMatchObject({
    ...{ login, groups, displayName: 'Ann Example', email: 'ann@corp.example' },
  });

  const end = new URL((await asked.endSessionUrl(redeemed.encoded, 'https://adit.corp.example/sign-in'))!);
  expect(end.origin + end.pathname).toBe(document.end_session_endpoint);
  expect(end.searchParams.get('id_token_hint')).toBe(idToken);
});

/** `adit oidc test` against a real provider, and against what is none. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { AditBench, problemOf } from '../adit-bench.ts';
import { CLIENT, type OidcPeer, oidcPeer } from '../oidc-peer.ts';

const TIMEOUT_MS = 60_000;
const SITE = 'https://adit.corp.example';
const bench = new AditBench();
let peer: OidcPeer;
beforeAll(async () => {
  peer = await oidcPeer({ site: SITE, id: 'corp' });
});
beforeEach(() => {
  peer.tamper = null;
  peer.isDown = false;
});
afterAll(async () => {
  await peer.stop();
  await bench[Symbol.asyncDispose]();
});

const configured = (more = '', issuer = peer.issuer) =>
  bench.file(
    'oidc.toml',
    `[server]\npublic_url = "${SITE}"\nbase_path = "/adit"\n[[oidc.providers]]\nid = "corp"\nissuer = "${issuer}"\nclient_id = "${CLIENT.id}"\n${more}`,
  );
const RULE = '[[oidc.role_map]]\nprovider = "corp"\ngroup = "analysts"\nrole = "analyst"\n';
const ask = async (config: string, ...more: string[]) => {
  const ran = await bench.adit(['oidc', 'test', '--config', config, '--json', ...more]);
  return { ...ran, report: ran.out ? JSON.parse(ran.out).items[0] : null };
};

test(
  'a provider that is right: its keys, its clock, and what is to be registered there',
  async () => {
    const { code, report } = await ask(configured(RULE));
    expect(code).toBe(0);
    expect(report).toMatchObject({ id: 'corp', isRight: true, problems: [], warnings: [] });
    expect(report.keys).toEqual([{ kid: 'key-1', kind: 'RSA', algorithms: ['RS256'] }]);
    expect(Math.abs(report.clockAheadS)).toBeLessThanOrEqual(2);
    expect(report.register).toEqual({
      redirectUri: `${SITE}/adit/sign-in/oidc/corp/callback`,
      afterSignOut: `${SITE}/adit/sign-in`,
      backChannelLogout: `${SITE}/adit/api/v1/auth/oidc/corp/logout`,
    });
    const text = await bench.adit(['oidc', 'test', 'corp', '--config', configured(RULE)]);
    expect(text.out).toContain('corp: people can sign in\n');
    expect(text.out).toContain(`  redirect URI         ${SITE}/adit/sign-in/oidc/corp/callback\n`);
  },
  TIMEOUT_MS,
);

test(
  'what is in the way is said, with what to do',
  async () => {
    expect((await ask(configured())).report.warnings).toEqual([expect.stringContaining('nobody gets in')]);
    peer.tamper = (path, answer) => (path === '/jwks' ? { keys: [] } : { ...answer, issuer: `${peer.issuer}/` });
    const other = await ask(configured(RULE));
    expect([other.code, other.report.problems]).toEqual([1, [expect.stringContaining('to the last character')]]);
    peer.tamper = (path, answer) =>
      path === '/jwks' ? { keys: [{ kty: 'RSA', kid: 'x', use: 'enc', n: 'AQAB', e: 'AQAB' }] } : answer;
    expect((await ask(configured(RULE))).report.problems).toEqual([expect.stringContaining('None of its 1 keys')]);
    peer.tamper = (path, answer) => (path === '/jwks' ? { keys: [] } : answer);
    expect((await ask(configured(RULE))).report.problems).toEqual([expect.stringContaining('None of its 0 keys')]);
    peer.tamper = (_path, { code_challenge_methods_supported: _, backchannel_logout_supported: __, ...answer }) => ({
      ...answer,
      ...('issuer' in answer ? { token_endpoint: 'https://tokens.corp.example/token' } : {}),
    });
    const warned = (await ask(configured(`scopes = ["openid", "allatclaims"]\n${RULE}`))).report.warnings;
    expect(warned).toEqual([
      expect.stringContaining('whether it supports PKCE'),
      'It does not know the scopes allatclaims.',
      expect.stringContaining('does not promise back-channel logout'),
      'It also answers at tokens.corp.example:443, which "egress.allow" must name.',
    ]);
  },
  TIMEOUT_MS,
);

test(
  'a provider that is down, that is none, or that nobody configured',
  async () => {
    peer.isDown = true;
    const down = await ask(configured(RULE));
    expect([down.code, down.report.problems]).toEqual([1, [expect.stringContaining('status code')]]);
    const none = await ask(configured(RULE, 'http://127.0.0.1:9'));
    expect([none.code, none.report.problems]).toEqual([1, [expect.stringContaining('127.0.0.1')]]);
    const unknown = await bench.adit(['oidc', 'test', 'crop', '--config', configured(RULE), '--json']);
    expect([unknown.code, problemOf(unknown).code]).toEqual([1, 'oidc.unknownProvider']);
    expect((await bench.adit(['oidc', 'tst', '--config', configured(RULE)])).code).toBe(2);
  },
  TIMEOUT_MS,
);

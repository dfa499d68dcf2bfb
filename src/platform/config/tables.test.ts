import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppError } from '#sdk';
import { configExample, configOrigins, loadConfig, secretValues } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'adit-tables-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'adit.toml');
const load = (text: string, env: Record<string, string> = {}) => {
  writeFileSync(file, text);
  return loadConfig({ file, env, cwd: folder });
};
const problems = (text: string, env: Record<string, string> = {}) => {
  try {
    load(text, env);
  } catch (error) {
    return (error as AppError).details;
  }
  return [];
};

const SERVER =
  '[[ldap.servers]]\nid = "a"\nurls = ["ldaps://dc1"]\nbase = "DC=x"\nbind_dn = "cn=s"\nbind_password_file = "pw"\n';

/** The block of one table in the example, without its marks. */
function blockOf(name: string): string {
  const lines = configExample().split('\n');
  const from = lines.indexOf(`#: [[${name}]]`);
  const to = lines.findIndex((line, i) => i > from && !line.startsWith('#:'));
  return lines
    .slice(from, to)
    .map((line) => line.slice(3))
    .join('\n');
}

test('each table has its own defaults, paths and origins', () => {
  const loaded = load(
    `${SERVER}ca_file = "ca.pem"\n[ldap.servers.attributes]\ndepartment = "region"\n${SERVER.replace('"a"', '"b"')}`,
  );
  const [a, b] = loaded.config.ldap.servers;
  expect([a?.id, b?.id, a?.page_size, b?.tls]).toEqual(['a', 'b', 500, 'ldaps']);
  expect([a?.ca_file, b?.ca_file]).toEqual([join(folder, 'ca.pem'), '']);
  expect({ ...a?.attributes }).toEqual({ department: 'region' });
  const origins = configOrigins(loaded).filter(({ name }) => name.startsWith('ldap.'));
  expect(origins.find(({ name }) => name === 'ldap.servers.1.id')?.origin).toBe(`${file}:11:6`);
  expect(origins.find(({ name }) => name === 'ldap.servers.1.tls')?.origin).toBe('default');
});

test('the block of the example is taken once its addresses are filled in', () => {
  const ldap = blockOf('ldap.servers').replace('urls = []', 'urls = ["ldaps://dc1"]');
  const filled = ldap.replace('bind_dn = ""', 'bind_dn = "cn=s"').replace('password_file = ""', 'password_file = "pw"');
  expect(load(filled).config.ldap.servers).toEqual(
    load(SERVER.replace('"a"', '"corp"').replace('DC=x', 'DC=corp,DC=example')).config.ldap.servers,
  );
});

test('so is that of a provider', () => {
  const own = '[server]\npublic_url = "https://adit.corp.example"\n';
  const named = 'id = "corp"\nissuer = "https://login.corp.example/realms/corp"\nclient_id = "adit"\n';
  expect(load(own + blockOf('oidc.providers')).config.oidc.providers).toEqual(
    load(`${own}[[oidc.providers]]\n${named}`).config.oidc.providers,
  );
});

test('the environment sets one setting of one table, and makes the next table', () => {
  const { servers } = load(SERVER, {
    ADIT__LDAP__SERVERS__0__PAGE_SIZE: '7',
    ADIT__LDAP__SERVERS__0__URLS: '["ldaps://dc9"]',
  }).config.ldap;
  expect([servers[0]?.page_size, servers[0]?.urls, servers[0]?.id]).toEqual([7, ['ldaps://dc9'], 'a']);
  const whole = load('', {
    ADIT__LDAP__SERVERS: '[{"id":"c","urls":["ldaps://d"],"base":"DC=x","preset":"openldap"}]',
  });
  expect(whole.config.ldap.servers[0]?.preset).toBe('openldap');
  expect(problems(SERVER, { ADIT__LDAP__SERVERS__3__ID: 'x' })[0]?.message).toContain('the next index is 1');
  expect(problems(SERVER, { ADIT__LDAP__SERVERS__0__PGE_SIZE: '7' })[0]?.message).toContain('no setting');
});

const PROVIDER =
  'server.public_url = "https://a"\n[[oidc.providers]]\nid = "corp"\nissuer = "https://idp.example/r"\nclient_id = "adit"\n';

test('the secret of a provider comes by file, and is shown nowhere', () => {
  writeFileSync(join(folder, 'secret'), 'canary-secret\n', { mode: 0o600 });
  const loaded = load(`${PROVIDER}client_secret_file = "secret"`);
  expect(loaded.config.oidc.providers[0]?.client_secret).toBe('canary-secret');
  expect(secretValues(loaded)).toEqual(['canary-secret']);
  expect(JSON.stringify(configOrigins(loaded))).not.toContain('canary-secret');
});

test.each([
  [PROVIDER.replace('server.public_url = "https://a"', ''), 3, '"server.public_url" is needed'],
  [PROVIDER.replace('https://idp', 'http://idp'), 4, 'must begin with https'],
  [PROVIDER.replace('https://idp.example/r', 'https://idp.example/r?x=1'), 4, 'must be a text like https://login'],
  [PROVIDER.replace('https://idp.example/r', 'https://ann@idp.example/r'), 4, 'must be a text like https://login'],
  [`${PROVIDER}scopes = ["profile"]`, 6, 'lacks "openid"'],
  [`${PROVIDER}scopes = ["openid profile"]`, 6, 'a list of texts like openid'],
  [`${PROVIDER}preset = "okta"`, 6, 'one of "generic", "entra-id", "adfs", "keycloak"'],
  [`${PROVIDER}${PROVIDER.slice(PROVIDER.indexOf('[['))}`, 7, 'has the id "corp" too'],
  [`${PROVIDER}[[oidc.role_map]]\nprovider = "crop"\ngroup = "g"\nrole = "viewer"\n`, 7, 'There is no provider "crop"'],
  [
    PROVIDER.replace('https://idp.example/r', 'https://login.microsoftonline.com/common/v2.0').concat(
      'preset = "entra-id"',
    ),
    4,
    'people of every organisation',
  ],
] as const)('%j is refused on line %d: %s', (text, line, message) => {
  const [found] = problems(text);
  expect([found?.message, found?.line as number]).toEqual([expect.stringContaining(message), line]);
});

test('a provider on this machine may do without TLS', () => {
  expect(problems(PROVIDER.replace('https://idp.example', 'http://127.0.0.1:3000'))).toEqual([]);
});

test.each([
  ['[ldap]\nservers = 3', 2, '"ldap.servers" are tables: write [[ldap.servers]]'],
  ['[ldap]\nservers = [3]', 2, 'are tables'],
  ['[ldap.servers]\nid = "a"', 1, 'are tables'],
  [
    '[[ldap.servers]]\nurls = ["ldaps://a"]\nbase = "DC=x"',
    1,
    '"ldap.servers.0.id" is missing; it must be a text like corp',
  ],
  [`${SERVER}[[ldap.servers]]\nid = "b"\nbse = "DC=x"`, 9, 'Did you mean "ldap.servers.1.base"?'],
  [`${SERVER}page_size = 0`, 7, '"ldap.servers.0.page_size" must be a whole number from 1 to 1000'],
  [`${SERVER}tls = "ssl"`, 7, 'one of "ldaps", "starttls", "none"'],
  [SERVER.replace('"a"', '"Corp AD"'), 2, 'like corp'],
  [`${SERVER}bind_password = "secret"`, 7, 'no setting "ldap.servers.0.bind_password"'],
  [SERVER + SERVER, 8, 'has the id "a" too'],
  [`${SERVER}tls = "starttls"`, 3, 'does not fit tls = "starttls": write ldap://dc1'],
  [SERVER.replace('ldaps:', 'ldap:'), 3, 'does not fit tls = "ldaps": write ldaps://dc1'],
  [`${SERVER.replace('ldaps:', 'ldap:')}tls = "none"`, 7, 'readable'],
  [SERVER.replace('["ldaps://dc1"]', '[]'), 3, 'names no replica'],
  [SERVER.replace('bind_password_file = "pw"', ''), 5, 'needs "bind_password_file"'],
  [SERVER.replace('bind_dn = "cn=s"', ''), 6, 'needs "bind_dn"'],
  [SERVER.replace('bind_dn = "cn=s"\nbind_password_file = "pw"\n', ''), 1, 'Active Directory lets nobody search'],
  [`${SERVER}cert_file = "c.pem"`, 7, 'go together'],
  [`${SERVER}mode = "direct"`, 1, 'needs "bind_name"'],
  [`${SERVER}mode = "upn"\nbind_name = "ann@x"`, 8, 'like uid={login}'],
  [`${SERVER}bind_name = "{login}@x"`, 7, 'belongs to mode'],
  [
    `[[ldap.servers]]\nid = "d"\nurls = ["ldaps://d"]\nbase = "DC=x"\nmode = "upn"\nbind_name = "{login}@x"\n${SERVER}`,
    5,
    'Put it last',
  ],
] as const)('%j is refused on line %d: %s', (text, line, message) => {
  const [found] = problems(text).filter((detail) => detail.message.includes(message));
  expect(found?.message).toContain(message);
  expect(found?.line as number).toBe(line);
});

test('tls = "none" is taken for this machine, and for others where it is allowed', () => {
  const plain = `${SERVER}tls = "none"\n`;
  expect(problems(plain.replace('ldaps://dc1', 'ldap://127.0.0.1:389'))).toEqual([]);
  expect(problems(`${plain.replace('ldaps:', 'ldap:')}allow_plaintext = true`)).toEqual([]);
});

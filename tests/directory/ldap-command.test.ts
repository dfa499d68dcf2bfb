/** `adit ldap test` and `adit ldap groups` as an administrator runs them, without a data folder. */
import { afterAll, describe, expect } from 'bun:test';
import { join } from 'node:path';
import { AditBench, problemOf } from '../adit-bench.ts';
import { group, person } from './openldap-data.ts';
import { slapdTest, useSlapd } from './openldap-house.ts';
import { BASE, SERVICE } from './slapd.ts';

const { slapd } = useSlapd();
const bench = new AditBench();
afterAll(() => bench[Symbol.asyncDispose]());

const table = (id: string, more = '') => `[[ldap.servers]]
id = "${id}"
preset = "openldap"
urls = ["ldaps://localhost:${slapd().tlsPort}"]
base = "${BASE}"
ca_file = "${join(slapd().folder, 'ca.crt')}"
bind_dn = "${SERVICE.dn}"
bind_password_file = "${join(slapd().folder, 'password')}"
${more}
`;
const ldap = (text: string, ...args: string[]) =>
  bench.adit(['ldap', ...args, '--config', bench.file('adit.toml', text)]);

describe('adit ldap test', () => {
  slapdTest('a right directory: chain, names, days, authorities, people', async () => {
    const { code, out, err } = await ldap(table('corp'), 'test');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('right  directory "corp"');
    expect(out).toContain(`TLS TLSv1.3; authorities tried: ${join(slapd().folder, 'ca.crt')}`);
    expect(out).toMatch(
      /certificate CN=localhost, by CN=Example ca, \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d\n {6}good for DNS:localhost, IP Address:127\.0\.0\.1/,
    );
    expect(out).toContain('people   20 looked at');
    expect(out).not.toContain('S3rvice');
  });

  slapdTest('a wrong one ends with 1 and says what to do', async () => {
    const wrong = table('corp') + table('other', 'login_attributes = ["sAMAccountName"]');
    const { code, out } = await ldap(wrong, 'test');
    expect(code).toBe(1);
    expect(out).toContain('right  directory "corp"');
    expect(out).toContain('WRONG  directory "other"');
    expect(out).toContain('Correct "login_attributes".');
    expect((await ldap(wrong, 'test', 'corp')).code).toBe(0);
  });

  slapdTest('for programs', async () => {
    const { code, out } = await ldap(table('corp'), 'test', '--json');
    const { items, total } = JSON.parse(out);
    expect([code, total, items[0].id, items[0].isRight, items[0].replicas[0].tls.protocol]).toEqual([
      0,
      1,
      'corp',
      true,
      'TLSv1.3',
    ]);
  });

  slapdTest('nothing configured, an unknown id, a wrong call', async () => {
    const nothing = await ldap('', 'test', '--json');
    expect([nothing.code, problemOf(nothing).code]).toEqual([1, 'directory.unknown']);
    expect((await ldap(table('corp'), 'test', 'corq')).err).toContain(
      'There is no directory "corq". Configured: corp.',
    );
    expect((await ldap(table('corp'), 'look')).code).toBe(2);
    expect((await ldap(table('corp'), 'groups')).code).toBe(2);
  });
});

describe('adit ldap groups', () => {
  slapdTest('who that is, and every group with its nesting', async () => {
    const { code, out } = await ldap(table('corp'), 'groups', 'ANN');
    expect(code).toBe(0);
    expect(out).toContain('ann (Ann Berg) in "corp"');
    expect(out).toContain(`name     ${person('ann')}`);
    for (const name of ['direct', 'middle', 'top', 'unique']) expect(out).toContain(`    ${group(name)}\n`);
    expect((await ldap(table('corp'), 'groups', 'locked')).out).toContain('state    locked');
  });

  slapdTest('for programs, of one directory, and of nobody', async () => {
    const two = table('first', 'person_filter = "(uid=bob)"') + table('second');
    const found = await ldap(two, 'groups', 'ann', '--json');
    expect(JSON.parse(found.out)).toMatchObject({ directory: 'second', login: 'ann', groups: { length: 4 } });
    const missing = await ldap(two, 'groups', 'ann', '--server', 'first', '--json');
    expect([missing.code, problemOf(missing).code]).toEqual([1, 'directory.noSuchPerson']);
  });

  slapdTest('a directory that is down is told by its own exit code', async () => {
    const down = table('corp').replace(/urls = .*/, 'urls = ["ldaps://localhost:1"]');
    const ran = await ldap(down, 'groups', 'ann', '--json');
    expect([ran.code, problemOf(ran).code]).toEqual([3, 'directory.unavailable']);
  });
});

describe('adit check-config', () => {
  slapdTest('a filter that is none is named before anything starts', async () => {
    const wrong = bench.file('adit.toml', table('corp', 'group_filter = "(&(objectClass=group)"'));
    const { code, err } = await bench.adit(['check-config', '--config', wrong]);
    expect([code, err]).toEqual([1, expect.stringContaining('"group_filter" of the directory "corp" is no filter')]);
    const right = bench.file('adit.toml', table('corp', 'group_filter = "(objectClass=group)"'));
    expect((await bench.adit(['check-config', '--config', right])).code).toBe(0);
  });
});

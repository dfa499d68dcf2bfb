import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { Attribute, Change } from 'ldapts';
import type { Directory, DirectoryPerson } from '../../src/features/directory/index.ts';
import type { LdapServer } from '../../src/platform/config/index.ts';
import { configuredFor, kept, opened } from './configured.ts';
import { type Ds389, ds389Needs, MANAGER, startDs389 } from './ds389.ts';
import { loginOf, signal, uncounted } from './openldap-house.ts';
import { BASE } from './slapd.ts';

/** Beyond its limit of 2,000 entries for one search, unless it is paged. */
const CROWD = 2100;
const dn = (uid: string) => `uid=${uid},${BASE}`;
const groupDn = (cn: string) => `cn=${cn},${BASE}`;

let server: Ds389;
beforeAll(async () => {
  if (ds389Needs !== '') return;
  server = await startDs389();
  await server.as(async (client) => {
    const add = (uid: string, more: Record<string, string | string[]> = {}) =>
      client.add(dn(uid), { objectClass: ['inetOrgPerson'], uid, cn: uid, sn: uid, ...more });
    await add('ann', { userPassword: 'ann-secret', mail: 'ann@corp.example', l: 'Graz' });
    await add('bob', { userPassword: 'bob-secret' });
    await add('locked', { userPassword: 'locked-secret', nsAccountLock: 'true' });
    for (let i = 0; i < CROWD; i += 50) await Promise.all(Array.from({ length: 50 }, (_, j) => add(`u${i + j}`)));
    const group = (cn: string, member: string[]) =>
      client.add(groupDn(cn), { objectClass: ['groupOfNames'], cn, member });
    await group('direct', [dn('ann')]);
    await group('top', [groupDn('direct')]);
    await client.add(groupDn('unique'), {
      objectClass: ['groupOfUniqueNames'],
      cn: 'unique',
      uniqueMember: [dn('ann')],
    });
  });
}, 60_000);
afterAll(() => server?.end(), 30_000);

const log = kept();
const directory = (settings: Partial<LdapServer> = {}): Directory =>
  opened(
    configuredFor({ tlsPort: 0, folder: server.folder }, MANAGER.dn, {
      ...{ preset: '389ds', tls: 'none', urls: [`ldap://127.0.0.1:${server.port}`], ca_file: '', max_qps: 0 },
      ...settings,
    }),
    log.log,
  );
const prove = async (login: string, password: string, settings: Partial<LdapServer> = {}) =>
  loginOf(await directory(settings).prove(login, password, signal, uncounted));
const groupsOf = async (login: string, settings: Partial<LdapServer> = {}) =>
  (await directory(settings).find({ login }, signal))?.groups.map(({ name }) => name);
const ds389Test = (name: string, work: () => Promise<void>) =>
  test.skipIf(ds389Needs !== '')(`${name}${ds389Needs}`, work, 30_000);

describe('389 Directory Server', () => {
  ds389Test('rule 6: right, wrong, unknown; by search and direct', async () => {
    for (const settings of [{}, { mode: 'direct', bind_name: `uid={login},${BASE}` }] as const) {
      expect(await prove('ann', 'ann-secret', settings)).toBe('ann');
      expect(await prove('ann', 'wrong', settings)).toBe('refused');
      expect(await prove('nobody', 'wrong', settings)).toBe('not-found');
    }
  });

  ds389Test('rule 7: an empty password is refused', async () => {
    expect(await prove('ann', '')).toBe('refused');
  });

  ds389Test('rule 12: nsUniqueId stays when somebody is renamed', async () => {
    const before = (await directory().find({ login: 'bob' }, signal)) as DirectoryPerson;
    expect(before.subject).toMatch(/^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/);
    await server.as((client) => client.modifyDN(dn('bob'), 'uid=robert'));
    const after = (await directory().find({ subject: before.subject }, signal)) as DirectoryPerson;
    expect([after.login, after.dn]).toEqual(['robert', dn('robert')]);
    expect(await prove('robert', 'bob-secret')).toBe('robert');
    expect(await prove('bob', 'bob-secret')).toBe('not-found');
  });

  ds389Test('rule 15: nsAccountLock, refused by the server with a code of its own', async () => {
    expect((await directory().find({ login: 'locked' }, signal))?.disabledBy).toBe('disabled');
    expect(await prove('locked', 'locked-secret')).toBe('refused');
    await server.as((client) =>
      client.modify(dn('locked'), [
        new Change({ operation: 'replace', modification: new Attribute({ type: 'nsAccountLock', values: ['false'] }) }),
      ]),
    );
    expect(await prove('locked', 'locked-secret')).toBe('locked');
  });

  ds389Test('rule 16: groupOfNames and groupOfUniqueNames, direct and nested', async () => {
    expect(await groupsOf('ann')).toEqual(['direct', 'top', 'unique']);
    expect(await groupsOf('ann', { nested_groups: false })).toEqual(['direct', 'unique']);
    expect(await groupsOf('ann', { group_member_attribute: 'uniqueMember' })).toEqual(['unique']);
  });

  ds389Test('rule 19: everybody, beyond the limit of one search', async () => {
    for (const page_size of [500, 1000]) {
      const people = await Array.fromAsync(directory({ page_size, group_strategy: 'memberof' }).people(signal));
      expect(new Set(people.map(({ subject }) => subject)).size).toBe(CROWD + 3);
    }
  });

  ds389Test('rule 27: synchronising and signing in see the same person', async () => {
    for await (const person of directory({
      attributes: { l: 'site' },
      person_filter: '(|(uid=ann)(uid=robert))',
    }).people(signal))
      expect(await directory({ attributes: { l: 'site' } }).find({ subject: person.subject }, signal)).toEqual(person);
  });

  ds389Test('a base that is not there, about which this server says nothing, is told by adit ldap test', async () => {
    const nowhere = directory({ base: 'dc=other,dc=example' });
    expect(await nowhere.find({ login: 'ann' }, signal)).toBeNull();
    const { isRight, problems, warnings } = await nowhere.test(signal);
    expect([isRight, problems.join()]).toEqual([false, expect.stringContaining('Nobody below "dc=other,dc=example"')]);
    expect(warnings.join()).toContain('is not in this directory');
  });

  ds389Test('adit ldap test', async () => {
    const report = await directory().test(signal);
    expect([report.isRight, report.problems, report.sampled, report.replicas[0]?.kind]).toEqual([
      true,
      [],
      20,
      'other',
    ]);
  });
});

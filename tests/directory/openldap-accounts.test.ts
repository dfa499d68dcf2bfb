import { afterAll, beforeAll, describe, expect } from 'bun:test';
import { sql } from '#sdk';
import type { Directory, SyncReport } from '../../src/features/directory/index.ts';
import { systemActor } from '../../src/platform/access/actor.ts';
import type { LdapServer } from '../../src/platform/config/index.ts';
import { AditBench } from '../adit-bench.ts';
import { directoryRule } from '../directory-appliance.ts';
import { type Appliance, addUser, exampleAppliance, signedIn } from '../example-appliance.ts';
import { exampleFoundations } from '../example-foundations.ts';
import { lockPerson, unlockPerson } from './change-directory.ts';
import { configuredFor } from './configured.ts';
import { CROWD } from './openldap-data.ts';
import { signal, slapdTest, useSlapd } from './openldap-house.ts';
import { type RecordingProxy, startProxy } from './recording-proxy.ts';
import { SERVICE } from './slapd.ts';

/** Comparisons that are cut off: ADIT_TEST_CUTS of them, 10 by default. */
const CUTS = Number(process.env.ADIT_TEST_CUTS ?? 10);
const operator = systemActor('operator', null, 'command-line');
const { directory, slapd } = useSlapd();

let proxy: RecordingProxy;
beforeAll(async () => {
  proxy = await startProxy(await portOf());
});
afterAll(() => proxy?.end());
const portOf = async () => slapd().tlsPort;

async function applianceFor(settings: Partial<LdapServer> = {}, instead?: Directory): Promise<Appliance> {
  const foundations = exampleFoundations();
  foundations.config.ldap.role_map = [directoryRule('comma*', 'analyst')];
  foundations.config.ldap.default_role = 'viewer';
  return exampleAppliance({ foundations, directories: [instead ?? directory({ max_qps: 0, ...settings })] });
}
async function sync(house: Appliance): Promise<SyncReport> {
  const [report] = await house.directory.syncNow(operator, null, { dryRun: false, force: false }, signal);
  return report!;
}
const state = (house: Appliance) =>
  Bun.hash(
    JSON.stringify([
      house.db.all(sql`select * from users order by id`),
      house.db.all(sql`select principal_id, role, source from grants order by 1, 2, 3`),
      house.db.all(sql`select subject, missing_since, missing_syncs from identities order by 1`),
    ]),
  );

describe('OpenLDAP: accounts', () => {
  slapdTest('sign-in by groups, out within five minutes of being locked there, back when it is undone', async () => {
    const house = await applianceFor();
    const carol = house.client();
    const credentials = { login: 'carol', password: 'carol-secret' };
    expect((await carol.post('/api/v1/auth/login', credentials)).status).toBe(200);
    expect((await carol.get('/api/v1/auth/me')).json.roles.toSorted()).toEqual(['analyst', 'viewer']);
    await lockPerson(slapd(), 'carol');
    house.clock.advance(5 * 60_000);
    expect((await carol.get('/api/v1/auth/me')).status).toBe(401);
    expect((await house.client().post('/api/v1/auth/login', credentials)).status).toBe(401);
    await unlockPerson(slapd(), 'carol');
    house.clock.advance(60 * 60_000);
    expect((await house.client().post('/api/v1/auth/login', credentials)).status).toBe(200);
  });

  slapdTest(
    'rule 28: three wrong passwords under three spellings, and nothing more reaches the directory',
    async () => {
      const house = await applianceFor({ login_attributes: ['uid', 'mail'] });
      const tryAs = (login: string, password: string) => house.client().post('/api/v1/auth/login', { login, password });
      for (const login of ['ann', 'ann@corp.example', 'ANN']) expect((await tryAs(login, 'wrong')).status).toBe(401);
      expect((await tryAs('ann@corp.example', 'Ann-secret ☃')).status).toBe(401);
      house.clock.advance(10 * 60_000);
      expect((await tryAs('ann@corp.example', 'Ann-secret ☃')).status).toBe(200);
    },
  );

  slapdTest('a comparison makes everybody; a second one finds no difference; one of ours stays as it is', async () => {
    const house = await applianceFor();
    await addUser(house, { login: 'u7', tenant: house.home.tenant.id, role: 'administrator' });
    const report = await sync(house);
    expect([report.outcome, report.message]).toEqual(['applied', null]);
    expect(report.people).toBeGreaterThan(CROWD);
    const logins = house.db.all<{ login: string; kind: string }>(
      sql`select login, kind from users where login in ('u7', 'u7@corp') order by login`,
    );
    expect(logins).toEqual([
      { login: 'u7', kind: 'local' },
      { login: 'u7@corp', kind: 'directory' },
    ]);
    expect((await sync(house)).changes).toEqual([]);
    const root = await signedIn(house, 'u7');
    expect((await root.get('/api/v1/admin/users?limit=1')).json.total).toBeGreaterThan(CROWD);
  });
});

describe('OpenLDAP: rule 24', () => {
  slapdTest(`${CUTS} comparisons cut off in the middle change nobody`, async () => {
    const url = `ldaps://localhost:${proxy.port}`;
    const house = await applianceFor({ urls: [url], operation_timeout_seconds: 1, connect_timeout_seconds: 1 });
    proxy.behave('pass');
    const complete = await sync(house);
    const bytes = proxy.received().length;
    expect([complete.outcome, bytes > 100_000]).toEqual(['applied', true]);
    // Were it taken for complete, everybody who was not read would be missing.
    const before = state(house);
    for (let i = 0; i < CUTS; i++) {
      // From the first page on, to just before the end of the last.
      proxy.behave({ cut: Math.floor(bytes * (0.05 + (0.5 * i) / CUTS)) });
      expect((await sync(house)).outcome).toBe('failed');
      expect(state(house)).toBe(before);
    }
    proxy.behave('pass');
    expect((await sync(house)).changes).toEqual([]);
  });

  slapdTest('a server that freezes in the middle of a page changes nobody', async () => {
    const real = directory({ operation_timeout_seconds: 1, max_qps: 0 });
    let freezesAt = Number.POSITIVE_INFINITY;
    const freezing: Directory = Object.assign(Object.create(real), {
      async *people(until: AbortSignal) {
        let seen = 0;
        for await (const one of real.people(until)) {
          if (++seen === freezesAt) slapd().signal('SIGSTOP');
          yield one;
        }
      },
    });
    const house = await applianceFor({}, freezing);
    await sync(house);
    const before = state(house);
    try {
      for (freezesAt of [1, 300, 500, 501, 1000]) {
        const { outcome, people } = await sync(house);
        expect([outcome, people, state(house)]).toEqual(['failed', null, before]);
        slapd().signal('SIGCONT');
      }
    } finally {
      slapd().signal('SIGCONT');
    }
    freezesAt = Number.POSITIVE_INFINITY;
    expect((await sync(house)).changes).toEqual([]);
  });
});

describe('adit ldap sync and explain', () => {
  const bench = new AditBench();
  afterAll(() => bench[Symbol.asyncDispose]());
  const ldap = (...args: string[]) => bench.adit(['ldap', ...args, '--config', 'ldap.toml', '--data', bench.data]);

  slapdTest('as the operator calls them', async () => {
    const server = configuredFor(slapd(), SERVICE.dn);
    const toml = [
      '[[ldap.servers]]',
      ...['id', 'preset', 'urls', 'base', 'ca_file', 'bind_dn', 'bind_password_file'].map(
        (key) => `${key} = ${JSON.stringify(server[key as keyof LdapServer])}`,
      ),
      '[[ldap.role_map]]',
      'group = "comma*"',
      'role = "analyst"',
      '[egress]',
      `allow = ["localhost:${slapd().tlsPort}"]`,
    ].join('\n');
    bench.file('ldap.toml', toml);
    const dry = await ldap('sync', '--dry-run');
    expect([dry.code, dry.out]).toEqual([0, expect.stringContaining('create   carol')]);
    expect(dry.out).toContain('analyst by group cn=comma\\2C (and) star*');
    const real = await ldap('sync', '--json');
    expect(JSON.parse(real.out).items[0]).toMatchObject({ outcome: 'applied', server: 'corp' });
    const carol = await ldap('explain', 'carol');
    expect([carol.code, carol.out]).toEqual([
      0,
      expect.stringMatching(/carol may sign in\.[\s\S]*account carol, active/),
    ]);
    const bob = await ldap('explain', 'bob');
    expect([bob.code, bob.out]).toEqual([1, expect.stringContaining('no group gives a role')]);
    expect((await ldap('explain')).code).toBe(2);
    expect((await ldap('explain', 'x', '--force')).code).toBe(2);
  });
});

import { beforeEach, describe, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { type Appliance, addUser, exampleAppliance, otherTenant, signedIn } from '../../../tests/example-appliance.ts';
import { systemActor } from '../../platform/access/actor.ts';
import type { ExternalAccounts, ExternalIdentity, GivenGrant } from './index.ts';

let house: Appliance;
let external: ExternalAccounts;
const tenant = () => house.home.tenant.id;
const actor = () => systemActor('directory', tenant());

beforeEach(async () => {
  house = await exampleAppliance();
  external = house.externalAccounts;
});

const identity = (fields: Partial<ExternalIdentity> = {}): ExternalIdentity => ({
  ...{ tenant: tenant(), provider: 'ldap:corp', subject: 'guid-1', login: 'ann', displayName: 'Ann Berg' },
  ...{ email: 'ann@corp.example', dn: 'CN=Ann Berg,DC=corp', attributes: { region: ['north'] }, groups: ['CN=A'] },
  ...fields,
});
const analyst: GivenGrant = { role: 'analyst', workspace: null, because: 'rule 1' };
const viewer: GivenGrant = { role: 'viewer', workspace: null };
const come = (fields: Partial<ExternalIdentity> = {}, grants: readonly GivenGrant[] = [analyst]) =>
  external.confirm(actor(), identity(fields), grants, 'sync');
const userRow = (id: string) => house.db.get<Record<string, unknown>>(sql`select * from users where id = ${id}`);
const grantsOf = (id: string) =>
  house.db
    .all<{ role: string; source: string }>(sql`select role, source from grants where principal_id = ${id}
      order by role, source`)
    .map(({ role, source }) => `${role} ${source}`);
const actions = () => house.auditRows().map((row) => row.action);

describe('admitting', () => {
  test('makes an account without a password, with the roles and their source', () => {
    const { user, login, status } = come();
    expect([login, status]).toEqual(['ann', 'active']);
    expect(userRow(user)).toMatchObject({ kind: 'directory', email: 'ann@corp.example', password_hash: null });
    expect(grantsOf(user)).toEqual(['analyst ldap:corp']);
    const [row] = house.db.all<{ after: string }>(sql`select after from audit_log where action = 'user.create'`);
    expect(JSON.parse(row!.after)).toMatchObject({ roles: [analyst], because: 'sync', subject: 'guid-1' });
  });

  test('again the same: nothing changes but the time, nothing is recorded', () => {
    const { user } = come();
    const before = actions().length;
    house.clock.advance(1000);
    expect(come().user).toBe(user);
    expect(actions()).toHaveLength(before);
    expect(external.findOf(tenant(), user)?.seenAtMs).toBe(house.clock.now());
  });

  test('rule 12: renamed and moved it is the same account; the audit row names what differs and nothing else', () => {
    const { user } = come();
    const moved = { login: 'ann.berg', dn: 'CN=Ann Berg-Holm,OU=Vienna,DC=corp', displayName: 'Ann Berg-Holm' };
    expect(come(moved)).toMatchObject({ user, login: 'ann.berg' });
    const row = house.db.get<{ before: string; after: string }>(
      sql`select before, after from audit_log where action = 'user.change'`,
    );
    expect(Object.keys(JSON.parse(row!.before))).toEqual(['displayName', 'dn', 'name', 'login']);
    expect(JSON.parse(row!.after)).toMatchObject({ ...moved, because: 'sync', provider: 'ldap:corp' });
  });

  test('rule 12: login and mail never lead to somebody else’s account', async () => {
    const own = await addUser(house, { login: 'ann', tenant: tenant(), role: 'administrator' });
    house.db.run(sql`update users set email = 'ann@corp.example' where id = ${own}`);
    const first = come();
    const second = come({ provider: 'ldap:branch', subject: 'guid-1' });
    const third = come({ provider: 'oidc:entra', subject: 'guid-1' });
    expect([first.login, second.login, third.login]).toEqual(['ann@corp', 'ann@branch', 'ann@entra']);
    expect(new Set([own, first.user, second.user, third.user]).size).toBe(4);
    expect(grantsOf(own)).toEqual(['administrator local']);
    expect(userRow(third.user)).toMatchObject({ kind: 'oidc' });
  });

  test('the login of the demo is nobody’s', () => {
    expect(come({ login: 'demo' }).login).toBe('demo@corp');
  });

  test('in each tenant the same person has an account of their own', () => {
    const other = otherTenant(house);
    const [here, there] = [come(), come({ tenant: other.tenant })];
    expect(there.user).not.toBe(here.user);
    expect(
      external
        .list('ldap:corp', 'guid-1')
        .map((known) => known.tenant)
        .toSorted(),
    ).toEqual([tenant(), other.tenant].toSorted());
  });

  test.each(['', 'a b', 'a\u202Eb', 'x'.repeat(121)])('rule 13: a login such as %j is refused', (login) => {
    expect(() => come({ login })).toThrow('cannot be seen');
    expect(external.list('ldap:corp', 'guid-1')).toEqual([]);
  });

  test('rule 13: a name that cannot be shown is cleaned, not refused', () => {
    const { user } = come({ displayName: ` \u202EAnn\n\u001b[31m Berg${'x'.repeat(200)}` });
    expect(userRow(user)?.display_name).toBe(`Ann[31m Berg${'x'.repeat(108)}`);
    expect(userRow(come({ subject: '2', login: 'bo', displayName: '\u200B' }).user)?.display_name).toBe('bo');
  });
});

test('everybody of a provider, page after page, each once', async () => {
  const other = otherTenant(house);
  for (let i = 0; i < 250; i++) {
    come({ subject: `s${i}`, login: `p${i}` });
    if (i % 2 === 0) come({ subject: `s${i}`, login: `p${i}`, tenant: other.tenant });
    come({ subject: `s${i}`, login: `q${i}`, provider: 'ldap:branch' });
  }
  const all = await Array.fromAsync(external.everybody('ldap:corp'));
  expect(new Set(all.map((known) => `${known.subject} ${known.tenant}`)).size).toBe(375);
  expect([all.length, await Array.fromAsync(external.everybody('ldap:none'))]).toEqual([375, []]);
});

describe('roles', () => {
  test('a provider replaces what it gave; what an administrator gave stays, and the other way round', async () => {
    await addUser(house, { login: 'root', tenant: tenant(), role: 'administrator' });
    const root = await signedIn(house, 'root');
    const { user } = come();
    const got = await root.put(`/api/v1/admin/users/${user}/roles`, { roles: ['auditor', 'analyst'] });
    expect(got.json).toMatchObject({ kind: 'directory', roles: ['analyst', 'auditor'], givenRoles: ['analyst'] });
    expect(grantsOf(user)).toEqual(['analyst ldap:corp', 'analyst local', 'auditor local']);
    come({}, [viewer, viewer]);
    expect(grantsOf(user)).toEqual(['analyst local', 'auditor local', 'viewer ldap:corp']);
    await root.put(`/api/v1/admin/users/${user}/roles`, { roles: [] });
    expect(grantsOf(user)).toEqual(['viewer ldap:corp']);
  });
});

describe('withdrawing', () => {
  const gone = { status: 'disabled', why: 'locked', occasion: 'check' } as const;

  test('ends sessions, takes back roles, says why; coming again undoes it', () => {
    const { user } = come();
    house.db.run(sql`insert into sessions (id_hash, tenant_id, user_id, created_at, last_seen_at, expires_at, csrf)
      values ('x', ${tenant()}, ${user}, 0, 0, 0, '')`);
    external.withdraw(actor(), external.findOf(tenant(), user)!, gone);
    expect(userRow(user)).toMatchObject({ status: 'disabled', disabled_by: 'ldap:corp', disabled_why: gone.why });
    expect(house.db.all(sql`select 1 from sessions`)).toEqual([]);
    expect(grantsOf(user)).toEqual([]);
    expect(come()).toMatchObject({ user, status: 'active' });
    expect(userRow(user)).toMatchObject({ status: 'active', disabled_by: null, disabled_why: null });
    expect(actions().slice(-3)).toEqual(['user.disable', 'user.change', 'user.enable']);
  });

  test('missing is only a note', () => {
    const { user } = come();
    external.withdraw(actor(), external.findOf(tenant(), user)!, { ...gone, status: 'missing' });
    expect([userRow(user)?.status, grantsOf(user)]).toEqual(['missing', ['analyst ldap:corp']]);
    external.noteMissing(external.findOf(tenant(), user)!);
    expect(external.findOf(tenant(), user)).toMatchObject({ missingSyncs: 1, missingSinceMs: house.clock.now() });
    expect(come()).toMatchObject({ user, status: 'active' });
    expect(external.findOf(tenant(), user)).toMatchObject({ missingSyncs: 0, missingSinceMs: null });
  });

  test('whom an administrator disabled, no provider enables; whom a provider disabled, no administrator', async () => {
    await addUser(house, { login: 'root', tenant: tenant(), role: 'administrator' });
    const root = await signedIn(house, 'root');
    const { user } = come();
    await root.post(`/api/v1/admin/users/${user}/disable`);
    expect(come({ displayName: 'Ann B.' })).toMatchObject({ status: 'disabled' });
    expect(come({ displayName: 'Ann B.' })).toMatchObject({ status: 'disabled' });
    external.withdraw(actor(), external.findOf(tenant(), user)!, gone);
    expect((await root.post(`/api/v1/admin/users/${user}/enable`)).status).toBe(200);
    external.withdraw(actor(), external.findOf(tenant(), user)!, gone);
    const got = await root.post(`/api/v1/admin/users/${user}/enable`);
    expect([got.status, got.json.code]).toEqual([409, 'user.disabledElsewhere']);
    expect((await root.post(`/api/v1/admin/users/${user}/reset-password`)).status).toBe(409);
  });
});

test('the login of somebody from a directory is taken for new accounts', async () => {
  await addUser(house, { login: 'root', tenant: tenant(), role: 'administrator' });
  const root = await signedIn(house, 'root');
  come();
  const got = await root.post('/api/v1/admin/users', { login: 'ann', roles: ['viewer'] });
  expect([got.status, got.json.code]).toEqual([409, 'user.loginTaken']);
});

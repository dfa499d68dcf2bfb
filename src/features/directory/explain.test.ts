import { beforeEach, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { directoryAppliance, directoryRule } from '../../../tests/directory-appliance.ts';
import { addUser, otherTenant } from '../../../tests/example-appliance.ts';
import { FakeDirectory } from '../../../tests/fake-directory.ts';
import { systemActor, userActor } from '../../platform/access/actor.ts';

let house: Awaited<ReturnType<typeof directoryAppliance>>;
let branch: FakeDirectory;
const { signal } = new AbortController();
const operator = systemActor('operator', null, 'command-line');
const explain = (login: string, actor = operator) => house.directory.explain(actor, login, signal);

beforeEach(async () => {
  const corp = new FakeDirectory();
  branch = new FakeDirectory('branch');
  house = await directoryAppliance({
    directories: [corp, branch],
    rules: [
      directoryRule('Analysts', 'analyst'),
      directoryRule('B-*', 'viewer', { tenant: 'Other', workspace: 'Other' }),
      directoryRule('Staff', 'god'),
      directoryRule('Staff', 'viewer', { server: 'branch' }),
    ],
  });
  otherTenant(house);
  corp.put({ login: 'ann', groups: ['Analysts', 'B-Team', 'Staff'] });
  corp.put({ login: 'guest', groups: ['Staff'] });
  corp.put({ login: 'dora', groups: ['Analysts'], isDisabled: true, disabledBy: 'locked' });
  branch.put({ login: 'bo', groups: ['Staff'] });
});

test('says what somebody would get, by which rule and group, and changes nothing', async () => {
  const got = await explain('ann');
  expect(got).toMatchObject({ verdict: 'let-in', asked: [{ server: 'corp', problem: null }] });
  expect(got.rules.map(({ number, by, mistake }) => [number, by?.slice(0, 11) ?? null, mistake])).toEqual([
    [1, 'CN=Analysts', null],
    [2, 'CN=B-Team,O', null],
    [3, 'CN=Staff,OU', 'There is no role "god".'],
  ]);
  expect(got.tenants.map(({ roles, account }) => [roles.map(({ role }) => role), account])).toEqual([
    [['analyst'], null],
    [['viewer'], null],
  ]);
  expect(house.db.all(sql`select 1 from users`)).toEqual([]);
});

test('each verdict', async () => {
  await addUser(house, { login: 'root', tenant: house.home.tenant.id, role: 'administrator' });
  for (const [login, verdict] of [
    ['bo', 'let-in'],
    ['guest', 'no-role'],
    ['dora', 'disabled'],
    ['nobody', 'not-found'],
    ['ROOT', 'local'],
  ] as const)
    expect((await explain(login)).verdict).toBe(verdict);
  house.corp.put({ login: 'root', groups: ['Analysts'] });
  expect(await explain('root')).toMatchObject({ verdict: 'local', asked: [], person: null });
  expect(explain('a b')).rejects.toThrow('without spaces');
});

test('names the account that there is, and who closed it', async () => {
  await house.client().post('/api/v1/auth/login', { login: 'ann', password: 'password of ann' });
  house.db.run(sql`update users set status = 'disabled'`);
  const got = await explain('ann', personIn(house.home.tenant.id));
  expect(got.verdict).toBe('disabled-here');
  expect(got.tenants[0]?.account).toEqual({ login: 'ann', status: 'disabled', why: null, disabledBy: null });
});

test('a directory that is away ends the search, as it ends signing in', async () => {
  house.corp.isDown = true;
  const got = await explain('bo');
  expect([got.verdict, got.asked]).toEqual([
    'unreachable',
    [{ server: 'corp', problem: 'The directory "corp" is away.' }],
  ]);
});

test('somebody of a tenant sees rules and accounts of that tenant alone', async () => {
  const got = await explain('ann', personIn(house.home.tenant.id));
  expect([got.rules.map(({ number }) => number), got.tenants.map(({ tenant }) => tenant)]).toEqual([
    [1, 3],
    [house.home.tenant.id],
  ]);
  expect(JSON.stringify([got.rules, got.tenants])).not.toContain('Other');
});

const personIn = (tenant: string) =>
  userActor({
    ...{
      id: 'u',
      name: 'root',
      tenant,
      method: 'session',
      session: null,
      ip: null,
      requestId: null,
      openWorkspaces: [],
    },
    grants: [{ role: 'administrator', workspace: null }],
  });

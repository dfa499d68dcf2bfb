import { beforeEach, describe, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { directoryAppliance, directoryRule } from '../../../tests/directory-appliance.ts';
import { addUser, otherTenant, PASSWORD } from '../../../tests/example-appliance.ts';
import { FakeDirectory } from '../../../tests/fake-directory.ts';
import { argon2Passwords, type Passwords } from '../sign-in/index.ts';

const MINUTE = 60_000;
let house: Awaited<ReturnType<typeof directoryAppliance>>;
let corp: FakeDirectory;
let hashes = 0;

const counting = (): Passwords => {
  const real = argon2Passwords({ memoryKiB: 64, passes: 1 });
  return {
    ...real,
    verify(password, hash) {
      hashes++;
      return real.verify(password, hash);
    },
  };
};
const tryAs = (login: string, password: string, tenant?: string) =>
  house.client().post('/api/v1/auth/login', { login, password, ...(tenant ? { tenant } : {}) });
const right = (login: string) => tryAs(login, `password of ${login}`);
const users = () =>
  house.db.all<{ login: string; kind: string; tenant_id: string }>(
    sql`select login, kind, tenant_id from users order by login`,
  );

beforeEach(async () => {
  corp = new FakeDirectory();
  house = await directoryAppliance({ directories: [corp], passwords: counting() });
  corp.put({ login: 'ann', groups: ['Analysts', 'Staff'], displayName: 'Ann Berg' });
  corp.put({ login: 'guest', groups: ['Staff'] });
  corp.put({ login: 'dora', groups: ['Analysts'], isDisabled: true, disabledBy: 'disabled' });
  await addUser(house, { login: 'root', tenant: house.home.tenant.id, role: 'administrator' });
  hashes = 0;
});

describe('signing in', () => {
  test('makes the account with what its groups give; signing in again finds it', async () => {
    const got = await right('ann');
    expect([got.status, got.json.displayName]).toEqual([200, 'Ann Berg']);
    const browser = house.client();
    await browser.post('/api/v1/auth/login', { login: 'ann', password: 'password of ann' });
    const me = await browser.get('/api/v1/auth/me');
    expect(me.json).toMatchObject({ id: got.json.id, login: 'ann', roles: ['analyst'], tenant: { name: 'Main' } });
    expect(house.auditRows().map(({ action }) => action)).toEqual([
      ...['tenant.open', 'user.create', 'session.open', 'session.open'],
    ]);
    const created = house.db.get<{ after: string }>(sql`select after from audit_log where action = 'user.create'`);
    expect(created?.after).toContain('group CN=Analysts,OU=Groups,DC=corp,DC=example by Analysts');
  });

  test('rule 29: wrong password, unknown, disabled, in no group: one bind, no Argon2, one answer', async () => {
    const answers: string[] = [];
    for (const [login, password] of [
      ['ann', 'wrong'],
      ['nobody', 'password of nobody'],
      ['dora', 'password of dora'],
      ['dora', 'wrong'],
      ['guest', 'password of guest'],
    ] as const) {
      const before = corp.counts.binds;
      const got = await tryAs(login, password);
      expect([corp.counts.binds - before, hashes]).toEqual([1, 0]);
      answers.push(`${got.status} ${got.text.replace(got.json.requestId, '')}`);
    }
    expect(new Set(answers).size).toBe(1);
    const local = await tryAs('root', 'wrong');
    expect(`${local.status} ${local.text.replace(local.json.requestId, '')}`).toBe(answers[0]!);
    expect(users().map(({ login }) => login)).toEqual(['root']);
  });

  test('rule 30: a local name never goes to a directory, right or wrong, and costs one Argon2', async () => {
    corp.put({ login: 'root', groups: ['Analysts'] });
    corp.put({ login: 'kim', groups: ['Analysts'] });
    const { tenant } = otherTenant(house);
    await addUser(house, { login: 'kim', tenant, role: 'viewer' });
    for (const [login, password, status] of [
      ['root', PASSWORD, 200],
      ['root', 'password of root', 401],
      ['ROOT', 'wrong', 401],
      ['kim', 'password of kim', 401],
    ] as const) {
      hashes = 0;
      expect((await tryAs(login, password)).status).toBe(status);
      expect([hashes, corp.counts.binds, corp.counts.finds]).toEqual([1, 0, 0]);
    }
    expect((await tryAs('kim', 'password of kim', 'Main')).status).toBe(401);
  });

  test('rule 30: break-glass: a local account comes in while every directory is away; others hear that it is', async () => {
    await right('ann');
    corp.isDown = true;
    expect((await tryAs('root', PASSWORD)).status).toBe(200);
    for (let i = 0; i < 5; i++) {
      const got = await right('ann');
      expect([got.status, got.json.code]).toEqual([503, 'directory.unavailable']);
    }
    corp.isDown = false;
    // What was not looked at is no failure.
    expect((await right('ann')).status).toBe(200);
  });

  test('rule 12: the account follows the person and not the name', async () => {
    const { id } = (await right('ann')).json;
    corp.put({ subject: 'guid-ann', login: 'ann.holm', dn: 'CN=Ann Holm,OU=Vienna,DC=corp', password: 'new' });
    corp.put({ subject: 'another', login: 'ann', groups: ['Viewers'], password: 'other' });
    expect((await tryAs('ann.holm', 'new')).json).toMatchObject({ id, login: 'ann.holm' });
    const namesake = await tryAs('ann', 'other');
    expect([namesake.status, namesake.json.id === id]).toEqual([200, false]);
  });

  test('without a directory an unknown name costs an Argon2, as before', async () => {
    house = await directoryAppliance({ directories: [], passwords: counting() });
    hashes = 0;
    expect((await tryAs('nobody', 'x')).status).toBe(401);
    expect(hashes).toBe(1);
  });
});

describe('afterwards', () => {
  test('who confirms by password is asked at the own directory, under the name there', async () => {
    await addUser(house, { login: 'ann', tenant: otherTenant(house).tenant, role: 'viewer' });
    await addUser(house, { login: 'ann.b', tenant: house.home.tenant.id, role: 'viewer' });
    corp.put({ login: 'ann', dn: 'CN=Ann', groups: ['Analysts'] });
    const browser = house.client();
    await browser.post('/api/v1/auth/login', { login: 'corp\\ann', password: 'password of ann' });
    const confirm = (password: string) => browser.post('/api/v1/auth/confirm', { password });
    expect([(await confirm('wrong')).status, (await confirm(PASSWORD)).status]).toEqual([400, 400]);
    hashes = 0;
    expect([(await confirm('password of ann')).status, hashes]).toEqual([204, 0]);
  });

  test('the name is the directory’s to give; the rest of the profile is the person’s', async () => {
    const browser = house.client();
    await browser.post('/api/v1/auth/login', { login: 'ann', password: 'password of ann' });
    const path = house.routes.find(({ path: at, method }) => at.includes('settings') && method === 'PATCH')!.path;
    const change = (body: object) => browser.send(path, { method: 'PATCH', body });
    expect((await change({ displayName: 'Queen' })).json.code).toBe('user.nameGiven');
    expect((await change({ displayName: 'Ann Berg', theme: 'dark' })).status).toBe(200);
    expect((await browser.get('/profile')).text).toContain('given where this account comes from');
  });

  test('an administrator of a directory is none for emergencies: the set-up link is still there', async () => {
    const fresh = await directoryAppliance({
      directories: [corp],
      rules: [directoryRule('Analysts', 'administrator')],
    });
    await fresh.client().post('/api/v1/auth/login', { login: 'ann', password: 'password of ann' });
    expect(fresh.db.all(sql`select role from grants`)).toEqual([{ role: 'administrator' }]);
    expect(fresh.signIn.issueSetupLink(fresh.home.tenant.id)).not.toBeNull();
  });
});

describe('tenants', () => {
  const both = [
    directoryRule('Analysts', 'analyst'),
    directoryRule('Branch', 'viewer', { tenant: 'Other', workspace: 'Other' }),
  ];

  test('who has roles in several has an account in each; without a name the first rule decides', async () => {
    house = await directoryAppliance({ directories: [corp], rules: both });
    const other = otherTenant(house);
    corp.put({ login: 'ann', groups: ['Analysts', 'Branch'] });
    const [here, there] = [await right('ann'), await tryAs('ann', 'password of ann', 'Other')];
    expect([here.status, there.status]).toEqual([200, 200]);
    expect(
      users()
        .map(({ tenant_id }) => tenant_id)
        .toSorted(),
    ).toEqual([house.home.tenant.id, other.tenant].toSorted());
    expect((await tryAs('ann', 'password of ann', 'Nowhere')).status).toBe(401);
    const grants = house.db.all<{ role: string; workspace_id: string | null }>(
      sql`select role, workspace_id from grants where tenant_id = ${other.tenant}`,
    );
    expect(grants).toEqual([{ role: 'viewer', workspace_id: other.workspace }]);
  });

  test('out of the last group of a tenant, the account there ends with what it has open; back again it is the same', async () => {
    house = await directoryAppliance({ directories: [corp], rules: both });
    otherTenant(house);
    corp.put({ login: 'ann', groups: ['Analysts', 'Branch'] });
    const browser = house.client();
    const { id } = (await browser.post('/api/v1/auth/login', { login: 'ann', password: 'password of ann' })).json;
    corp.put({ login: 'ann', groups: ['Branch'] });
    expect((await tryAs('ann', 'password of ann')).status).toBe(200);
    expect((await browser.get('/api/v1/auth/me')).status).toBe(401);
    corp.put({ login: 'ann', groups: ['Analysts'] });
    expect((await right('ann')).json.id).toBe(id);
  });
});

test('rule 1: the next directory only for names that the one before does not know', async () => {
  const branch = new FakeDirectory('branch');
  house = await directoryAppliance({ directories: [corp, branch] });
  branch.put({ login: 'bo', groups: ['Viewers'] });
  branch.put({ login: 'ann', groups: ['Viewers'], password: 'branch' });
  expect((await right('bo')).status).toBe(200);
  expect((await tryAs('ann', 'branch')).status).toBe(401);
  expect(branch.counts.binds).toBe(1);
  corp.isDown = true;
  expect((await right('bo')).status).toBe(503);
});

describe('rule 28: own lockout below the directory’s', () => {
  test('after three failures nothing is forwarded, by whatever name, and nobody can tell from the answers', async () => {
    for (const typed of ['ann', 'corp\\ann', 'ann@corp.example'])
      expect((await tryAs(typed, 'wrong')).status).toBe(401);
    expect(corp.counts.binds).toBe(3);
    for (const typed of ['ann', 'corp\\ann', 'ann@corp.example']) {
      hashes = 0;
      const held = await tryAs(typed, 'password of ann');
      const unknown = await tryAs(`un${typed}`, 'password');
      expect([held.status, held.json.code]).toEqual([unknown.status, unknown.json.code]);
      // In the place of the bind.
      expect(hashes).toBe(1);
    }
    expect(corp.counts.binds).toBe(6);
    house.clock.advance(10 * MINUTE);
    expect((await right('ann')).status).toBe(200);
  });

  test('a hundred at once are three; in any half hour four at most', async () => {
    const spellings = ['ann', 'corp\\ann', 'ann@corp.example'];
    await Promise.all(Array.from({ length: 100 }, (_, i) => tryAs(spellings[i % 3]!, `guess ${i}`)));
    expect(corp.counts.binds).toBe(3);
    const atMs: number[] = [0, 0, 0];
    for (let minute = 1; minute <= 240; minute++) {
      house.clock.advance(MINUTE);
      const before = corp.counts.binds;
      await Promise.all(spellings.map((typed) => tryAs(typed, `guess at ${minute}`)));
      for (let i = before; i < corp.counts.binds; i++) atMs.push(minute);
    }
    expect(atMs.length).toBeGreaterThan(8);
    for (const start of atMs) expect(atMs.filter((at) => at >= start && at < start + 30).length).toBeLessThanOrEqual(4);
  });

  test('a right password forgets the failures of every name', async () => {
    for (let i = 0; i < 4; i++) {
      await tryAs('corp\\ann', 'wrong');
      await tryAs('ann', 'wrong');
      expect((await right('ann')).status).toBe(200);
    }
  });
});

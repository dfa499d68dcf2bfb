import { beforeEach, describe, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { directoryAppliance } from '../../../tests/directory-appliance.ts';
import { addUser, runNow, signedIn } from '../../../tests/example-appliance.ts';
import type { FakeDirectory } from '../../../tests/fake-directory.ts';
import { systemActor } from '../../platform/access/actor.ts';
import type { SyncReport } from './index.ts';

const HOUR = 3_600_000;
let house: Awaited<ReturnType<typeof directoryAppliance>>;
let corp: FakeDirectory;
const operator = systemActor('operator', null, 'command-line');
const { signal } = new AbortController();

beforeEach(async () => {
  house = await directoryAppliance();
  corp = house.corp;
});

async function sync(options: { dryRun?: boolean; force?: boolean } = {}): Promise<SyncReport> {
  const [report] = await house.directory.syncNow(operator, null, { dryRun: false, force: false, ...options }, signal);
  return report!;
}
const said = ({ changes }: SyncReport) =>
  changes.map(({ kind, login, why }) => [kind, login, why].filter(Boolean).join(' '));
/** Accounts and roles as they stand, without the times at which a directory was heard. */
const state = () =>
  Bun.hash(
    JSON.stringify([
      house.db.all(sql`select * from users order by id`),
      house.db.all(sql`select tenant_id, principal_id, role, workspace_id, source from grants order by 2, 3, 5`),
      house.db.all(sql`select subject, user_id, groups, missing_since, missing_syncs from identities order by subject`),
    ]),
  );
const people = (count: number, groups = ['Analysts']) => {
  for (let i = 0; i < count; i++) corp.put({ login: `p${i}`, groups });
};
const counts = () =>
  Object.fromEntries(
    house.db
      .all<{ key: string; n: number }>(sql`select kind || ' ' || status as key, count(*) as n from users group by 1`)
      .map(({ key, n }) => [key, n]),
  );

describe('a complete comparison', () => {
  test('makes accounts for those with a role, and for nobody else', async () => {
    corp.put({ login: 'ann', groups: ['Analysts', 'Viewers'] });
    corp.put({ login: 'guest', groups: ['Staff'] });
    corp.put({ login: 'dora', groups: ['Analysts'], isDisabled: true, disabledBy: 'disabled' });
    const report = await sync();
    expect([report.outcome, report.people, said(report)]).toEqual(['applied', 3, ['create ann']]);
    expect(house.db.all(sql`select role from grants order by role`)).toEqual([{ role: 'analyst' }, { role: 'viewer' }]);
    expect(said(await sync())).toEqual([]);
  });

  test('rule 26: says every change and its cause, and the audit log has it', async () => {
    for (const login of ['ann', 'bea', 'carl', 'dave', 'eve', 'finn', 'gus', 'hal', 'ida', 'jo'])
      corp.put({ login, groups: ['Analysts'] });
    await sync();
    corp.put({ login: 'ann', displayName: 'Ann Berg', groups: ['Viewers'] });
    corp.put({ login: 'bea', isDisabled: true, disabledBy: 'account-expired' });
    corp.put({ login: 'carl', groups: [] });
    corp.remove('guid-dave');
    const report = await sync();
    expect(said(report)).toEqual([
      ...['change ann', 'disable bea account-expired', 'disable carl no-role', 'miss dave missing'],
    ]);
    expect(report.changes[0]).toMatchObject({
      before: { displayName: 'ann', roles: [{ role: 'analyst', workspace: null }] },
      after: { displayName: 'Ann Berg', roles: [{ role: 'viewer', because: expect.stringContaining('CN=Viewers') }] },
    });
    const rows = house.db.all<{ action: string; after: string }>(
      sql`select action, after from audit_log order by seq desc limit 5`,
    );
    expect(rows.map(({ action }) => action)).toEqual([
      ...['directory.sync', 'user.miss', 'user.disable', 'user.disable', 'user.change'],
    ]);
    expect(JSON.parse(rows[2]!.after)).toMatchObject({ why: 'no-role', because: 'sync', provider: 'ldap:corp' });
    expect(JSON.parse(rows[0]!.after)).toMatchObject({ outcome: 'applied', people: 9, change: 1, disable: 2, miss: 1 });
  });

  test('rule 26: a dry run says the same and changes nothing', async () => {
    people(5);
    await sync();
    corp.put({ login: 'p0', isDisabled: true, disabledBy: 'locked' });
    corp.put({ login: 'new', groups: ['Viewers'] });
    const before = state();
    const dry = await sync({ dryRun: true });
    expect([dry.outcome, state()]).toEqual(['dry-run', before]);
    const real = await sync();
    expect(said(real)).toEqual(said(dry));
    expect(said(dry)).toEqual(['disable p0 locked', 'create new']);
  });

  test('an account that cannot be made is told, and stops nobody else', async () => {
    await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'viewer' });
    for (const login of ['ann@corp', 'ann@corp-2', 'ann@corp-3'])
      await addUser(house, { login, tenant: house.home.tenant.id, role: 'viewer' });
    corp.put({ login: 'ann', groups: ['Analysts'] });
    corp.put({ login: 'bo', groups: ['Analysts'] });
    const report = await sync();
    expect(said(report)).toEqual(['blocked ann', 'create bo']);
    expect(report.changes[0]?.message).toContain('is taken by others');
  });

  test('a subject that two entries have stops it: the wrong attribute is configured', async () => {
    const twice = [corp.put({ login: 'ann', groups: ['Analysts'] })];
    const { people: real } = corp;
    corp.people = async function* () {
      for await (const person of real.call(corp)) {
        yield person;
        yield { ...person, login: `${person.login}2` };
      }
    };
    const report = await sync();
    expect([report.outcome, report.message]).toEqual(['failed', expect.stringContaining(twice[0]!)]);
    expect(counts()).toEqual({});
  });
});

describe('rule 25: who is not found any more', () => {
  test('is missing, then after a second comparison and a day disabled, never deleted; back again, enabled', async () => {
    people(10);
    await sync();
    const browser = house.client();
    await browser.post('/api/v1/auth/login', { login: 'p0', password: 'password of p0' });
    corp.remove('guid-p0');
    expect(said(await sync())).toEqual(['miss p0 missing']);
    expect(counts()).toEqual({ 'directory active': 9, 'directory missing': 1 });
    house.clock.advance(23 * HOUR);
    expect(said(await sync())).toEqual([]);
    house.clock.advance(HOUR);
    expect(said(await sync())).toEqual(['disable p0 missing']);
    expect(counts()).toEqual({ 'directory active': 9, 'directory disabled': 1 });
    expect(said(await sync())).toEqual([]);
    corp.put({ login: 'p0', groups: ['Analysts'] });
    expect(said(await sync())).toEqual(['enable p0']);
    expect(counts()).toEqual({ 'directory active': 10 });
  });

  test('a day with only one comparison is not enough', async () => {
    people(10);
    await sync();
    corp.remove('guid-p0');
    await sync();
    house.clock.advance(24 * HOUR);
    corp.put({ login: 'p0', groups: ['Analysts'] });
    await sync();
    corp.remove('guid-p0');
    house.clock.advance(24 * HOUR);
    expect(said(await sync())).toEqual(['miss p0 missing']);
  });

  test('one comparison is never enough, also without a time of grace', async () => {
    house = await directoryAppliance({ directories: [corp], graceHours: 0 });
    people(10);
    await sync();
    corp.remove('guid-p0');
    expect(said(await sync())).toEqual(['miss p0 missing']);
    expect(said(await sync())).toEqual(['disable p0 missing']);
  });

  test('whom the directory calls disabled has no session from that moment on', async () => {
    people(10);
    await sync();
    const browser = house.client();
    await browser.post('/api/v1/auth/login', { login: 'p0', password: 'password of p0' });
    corp.put({ login: 'p0', isDisabled: true, disabledBy: 'disabled' });
    await sync();
    expect((await browser.get('/api/v1/auth/me')).status).toBe(401);
  });
});

describe('rule 24: all or nothing', () => {
  test.each([0, 1, 499, 500, 501, 998])('cut off after %d of 1,000 people: nothing changes', async (endsAfter) => {
    people(1000);
    await sync();
    corp.remove('guid-p999');
    people(10, ['Viewers']);
    corp.endsAfter = endsAfter;
    const before = state();
    const report = await sync({ force: true });
    expect([report.outcome, report.people, state()]).toEqual(['failed', null, before]);
  });

  test('a directory that cannot be reached changes nothing, a hundred times', async () => {
    people(20);
    await sync();
    corp.isDown = true;
    const before = state();
    for (let i = 0; i < 100; i++) expect((await sync()).outcome).toBe('failed');
    expect(state()).toBe(before);
    expect(house.lines.filter((line) => line.includes('directory.syncStopped'))).toHaveLength(100);
  });

  test('a fifth gone is believed, more is not; the operator may force it', async () => {
    people(10);
    await sync();
    for (let i = 0; i < 2; i++) corp.remove(`guid-p${i}`);
    expect((await sync()).outcome).toBe('applied');
    for (let i = 2; i < 4; i++) corp.remove(`guid-p${i}`);
    const before = state();
    const stopped = await sync();
    expect([stopped.outcome, stopped.message]).toEqual(['stopped', expect.stringContaining('has 6 people, and had 8')]);
    expect(state()).toBe(before);
    expect((await sync({ dryRun: true })).message).toBe(stopped.message);
    const forced = await sync({ force: true });
    expect([forced.outcome, said(forced)]).toEqual(['applied', ['miss p2 missing', 'miss p3 missing']]);
  });

  test('groups that can no longer be read do not take everybody’s access', async () => {
    people(20);
    await sync();
    people(20, []);
    const before = state();
    const report = await sync();
    expect([report.outcome, report.message]).toEqual([
      'stopped',
      expect.stringContaining('20 of 20 people would lose their access'),
    ]);
    expect(state()).toBe(before);
  });

  test('two comparisons of one directory at once are refused', async () => {
    people(3);
    const [one, two] = await Promise.allSettled([sync(), sync()]);
    expect([one.status, two.status]).toEqual(['fulfilled', 'rejected']);
  });
});

test.each([499, 500, 501, 2200])(
  '%d people with accounts of our own among them: each page counts, ours stay as they are',
  async (count) => {
    for (const login of ['root', 'p7', 'p600'])
      await addUser(house, { login, tenant: house.home.tenant.id, role: 'administrator' });
    const root = await signedIn(house, 'root');
    people(count);
    const ours = () => JSON.stringify(house.db.all(sql`select * from users where kind = 'local' order by id`));
    const before = ours();
    expect((await sync()).changes).toHaveLength(count);
    expect(counts()).toEqual({ 'local active': 3, 'directory active': count });
    expect((await sync()).changes).toEqual([]);
    corp.put({ login: 'p7', isDisabled: true, disabledBy: 'disabled' });
    expect(said(await sync())).toEqual(['disable p7@corp disabled']);
    expect(counts()).toEqual({ 'local active': 3, 'directory active': count - 1, 'directory disabled': 1 });
    expect(ours()).toBe(before);
    expect((await root.get('/api/v1/auth/me')).status).toBe(200);
  },
  30_000,
);

describe('on time', () => {
  const jobs = () => house.jobs.list({ kind: 'directory.sync' }).map(({ state: now }) => now);

  test('each hour one is put into the queue, as a job; one that waits already is enough', async () => {
    people(3);
    house.schedules.look();
    await runNow(house, 'directory.sync.corp');
    expect([jobs(), counts()]).toEqual([['done'], { 'directory active': 3 }]);
    house.clock.advance(HOUR);
    house.schedules.look();
    house.clock.advance(HOUR);
    house.schedules.look();
    expect(jobs()).toEqual(['ready', 'done']);
    expect(house.schedules.find('directory.sync.corp')).toMatchObject({ cron: '0 * * * *', isConfigured: true });
  });
});

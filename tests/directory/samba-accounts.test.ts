import { describe, expect } from 'bun:test';
import { sql } from '#sdk';
import type { SyncReport } from '../../src/features/directory/index.ts';
import { systemActor } from '../../src/platform/access/actor.ts';
import { directoryRule } from '../directory-appliance.ts';
import { type Appliance, exampleAppliance } from '../example-appliance.ts';
import { exampleFoundations } from '../example-foundations.ts';
import { signal } from './openldap-house.ts';
import { AD_CROWD, adGroup, adPerson, asAdministrator, change, PASSWORD, STAFF } from './samba-data.ts';
import { sambaTest, useSamba } from './samba-house.ts';

const { samba, directory } = useSamba();
const MINUTE = 60_000;
const LOGIN = '/api/v1/auth/login';

/** `top` is named by its SID: a group in a group of which people are known to be members only by the domain controller. */
async function applianceFor(env: Record<string, string> = {}): Promise<Appliance> {
  const foundations = exampleFoundations(env);
  const corp = directory({ max_qps: 0, login_attributes: ['sAMAccountName', 'userPrincipalName', 'mail'] });
  const top = (await corp.find({ login: 'ann' }, signal))?.groups.find(({ name }) => name === 'top');
  foundations.config.ldap.role_map = [
    directoryRule(top?.sid as string, 'analyst'),
    directoryRule(adGroup('primary').replace('OU=Groups', 'ou = groups'), 'auditor'),
    directoryRule('cro*', 'viewer'),
  ];
  return exampleAppliance({ foundations, directories: [corp] });
}
const signIn = (house: Appliance, login: string, password = PASSWORD) =>
  house.client().post(LOGIN, { login, password });
async function sync(house: Appliance): Promise<SyncReport> {
  const operator = systemActor('operator', null, 'command-line');
  const [report] = await house.directory.syncNow(operator, null, { dryRun: false, force: false }, signal);
  return report!;
}
const setControl = (name: string, userAccountControl: '512' | '514') =>
  asAdministrator(samba(), (client) => change(client, adPerson(name), { userAccountControl }));

describe('Active Directory: accounts', () => {
  sambaTest('rule 14: by every name it is one account; roles by nested and by primary group', async () => {
    const house = await applianceFor();
    const ids = [];
    for (const login of ['ann', 'CORP\\Ann', 'ann.berg@corp.example', 'ann@mail.example'])
      ids.push((await signIn(house, login)).json.id);
    expect([new Set(ids).size, house.db.all(sql`select login from users`)]).toEqual([1, [{ login: 'ann' }]]);
    const bob = house.client();
    await bob.post(LOGIN, { login: 'bob', password: PASSWORD });
    expect((await bob.get('/api/v1/auth/me')).json.roles.toSorted()).toEqual(['analyst', 'auditor']);
    for (const login of ['carol', 'dave', 'erin', 'frank', 'nobody', 'OTHER\\ann'])
      expect((await signIn(house, login)).status).toBe(401);
  });

  sambaTest('rule 23: disabled there, every session and token is dead within five minutes', async () => {
    const house = await applianceFor();
    const browser = house.client();
    await browser.post(LOGIN, { login: 'bob', password: PASSWORD });
    const tokens = (await house.client().post('/api/v1/auth/token', { login: 'bob', password: PASSWORD })).json;
    const bearer = { headers: { authorization: `Bearer ${tokens.accessToken}` } };
    await setControl('bob', '514');
    try {
      house.clock.advance(5 * MINUTE);
      expect((await house.client().send('/api/v1/auth/me', bearer)).status).toBe(401);
      expect((await browser.get('/api/v1/auth/me')).status).toBe(401);
      expect((await signIn(house, 'bob')).status).toBe(401);
      expect(house.db.all(sql`select status, disabled_why as why from users`)).toEqual([
        { status: 'disabled', why: 'disabled' },
      ]);
    } finally {
      await setControl('bob', '512');
    }
    expect((await sync(house)).changes).toContainEqual(expect.objectContaining({ kind: 'enable', login: 'bob' }));
    expect((await signIn(house, 'bob')).status).toBe(200);
  });

  sambaTest('rule 12: renamed, moved and married, the account is the same', async () => {
    const house = await applianceFor();
    await sync(house);
    const before = (await signIn(house, 'bob')).json.id;
    const renamed = `CN=Bob Holm,${STAFF}`;
    await asAdministrator(samba(), async (client) => {
      await client.modifyDN(adPerson('bob'), renamed);
      await change(client, renamed, { sAMAccountName: 'bholm', displayName: 'Bob Holm' });
    });
    try {
      expect((await signIn(house, 'bholm')).json).toMatchObject({ id: before, displayName: 'Bob Holm' });
      expect((await sync(house)).changes).toEqual([]);
    } finally {
      await asAdministrator(samba(), async (client) => {
        await client.modifyDN(renamed, adPerson('bob'));
        await change(client, adPerson('bob'), { sAMAccountName: 'bob' });
      });
    }
  });

  sambaTest('rule 28: guesses under four names never lock the account in the domain', async () => {
    const house = await applianceFor({ ADIT__SESSION__MAX_FAILURES: '2' });
    const names = ['ann', 'CORP\\Ann', 'ann.berg@corp.example', 'ann@mail.example'];
    for (let round = 0; round < 10; round++)
      for (const login of names) expect((await signIn(house, login, `guess ${round}`)).status).toBeGreaterThan(400);
    const ann = await directory().find({ login: 'ann' }, signal);
    expect(ann).toMatchObject({ isDisabled: false, disabledBy: null });
    house.clock.advance(40 * MINUTE);
    expect((await signIn(house, 'ann')).status).toBe(200);
  });

  sambaTest('a comparison makes accounts for those who may sign in, over pages', async () => {
    const house = await applianceFor();
    const report = await sync(house);
    expect(report.people).toBeGreaterThan(AD_CROWD);
    expect(report.changes.map(({ kind, login }) => `${kind} ${login}`).toSorted()).toEqual([
      ...['create ann', 'create bob', 'create smith'],
    ]);
    expect((await sync(house)).changes).toEqual([]);
  });
});

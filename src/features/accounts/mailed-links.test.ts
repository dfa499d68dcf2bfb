import { afterEach, beforeEach, expect, test } from 'bun:test';
import { ident, sql } from '#sdk';
import { type Appliance, addUser, signedIn } from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';
import { addReachable, MailServer, mailingAppliance, runDue, SITE, wordsOf } from '../../../tests/mail-house.ts';
import { operateUsers } from '../../operator-users.ts';
import { systemActor } from '../../platform/access/actor.ts';

const USERS = '/api/v1/admin/users';
let server: MailServer;
let house: Appliance;
let root: HttpClient;

beforeEach(async () => {
  server = await new MailServer().start();
  house = await mailingAppliance(server.port);
  await addUser(house, { login: 'root', tenant: house.home.tenant.id, role: 'administrator' });
  root = await signedIn(house, 'root');
});
afterEach(() => server.stop());

const linkIn = (mail: number) =>
  new RegExp(`${SITE}(/welcome/[\\w-]{43})\n`).exec(wordsOf(server.got[mail]!))?.[1] ?? 'none';

test('who is invited gets the link, and nobody else: not who invited, no row, no log', async () => {
  const made = await root.post(USERS, { login: 'eva', email: 'eva@corp.example', roles: [] });
  expect(made.json.link).toEqual({ path: null, sentTo: 'eva@corp.example', expiresAt: expect.any(String) });
  await runDue(house);
  const path = linkIn(0);
  expect(wordsOf(server.got[0]!)).toStartWith('Your account for Adit');
  expect((await house.client().get(path)).text).toContain('value="eva"');
  const rows = ['mails', 'jobs', 'outbox', 'audit_log'].map((table) =>
    JSON.stringify(house.db.all(sql`select * from ${ident(table)}`)),
  );
  expect(made.text + rows.join('') + house.lines.join('')).not.toContain(path);
});

test('the link is shown where it is asked for, where there is no address, and where mail there is paused', async () => {
  const { tenant } = house.home;
  house.db.run(
    sql`insert into mail_pauses (tenant_id, address, paused_at) values (${tenant.id}, 'gone@corp.example', 0)`,
  );
  const shown = [
    await root.post(USERS, { login: 'a', email: 'a@corp.example', roles: [], showLink: true }),
    await root.post(USERS, { login: 'b', roles: [] }),
    await root.post(USERS, { login: 'c', email: 'Gone@corp.example', roles: [] }),
  ].map(({ json }) => json.link);
  for (const link of shown) expect(link).toMatchObject({ path: expect.stringContaining('/welcome/'), sentTo: null });
  await runDue(house);
  expect(server.got).toEqual([]);
});

test('a new password goes by mail as well, in the person’s language', async () => {
  const ann = await addReachable(house, 'ann', 'ann@corp.example');
  house.db.run(sql`update users set language = 'de' where id = ${ann}`);
  expect((await root.post(`${USERS}/${ann}/reset-password`)).json.sentTo).toBe('ann@corp.example');
  await runDue(house);
  expect(wordsOf(server.got[0]!)).toStartWith('Ein neues Passwort für Adit');
  expect((await house.client().get(linkIn(0))).status).toBe(200);
  expect((await root.post(`${USERS}/${ann}/reset-password?showLink=true`)).json.path).toContain('/welcome/');
});

test('the pages say where the link went, and offer to show it', async () => {
  const fields = { login: 'eva', displayName: '', email: 'eva@corp.example', roles: 'viewer' };
  const sent = await root.submit('/admin/users', fields);
  expect(sent.text).toContain('A link is on its way to eva@corp.example.');
  expect(sent.text).not.toContain('/welcome/');
  const path = /href="(\/admin\/users\/[^"]+)"[^>]*>(?:<span>)?Back to eva/.exec(sent.text)![1]!;
  expect((await root.get(path)).text).toContain('The link goes to eva@corp.example.');
  expect((await root.submit(`${path}/link`, { showLink: 'true' })).text).toContain('/welcome/');
});

test('at the command line the link is given', () => {
  const actor = systemActor('operator', house.home.tenant.id, 'command-line');
  const eva = { login: 'eva', name: null, email: 'eva@corp.example', role: 'viewer' };
  const made = operateUsers(house as never, actor, { do: 'user', action: 'add', ...eva }, 'https://here');
  expect(made).toMatchObject({ link: { url: expect.stringContaining('https://here/welcome/') } });
});

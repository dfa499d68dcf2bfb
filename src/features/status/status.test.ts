import { expect, test } from 'bun:test';
import { addUser, exampleAppliance, signedIn } from '../../../tests/example-appliance.ts';
import { addReachable, answer, MailServer, mailingAppliance, runDue } from '../../../tests/mail-house.ts';

test('a server that sends no mail says so', async () => {
  const house = await exampleAppliance();
  await addUser(house, { login: 'root', tenant: house.home.tenant.id, role: 'administrator' });
  expect((await (await signedIn(house, 'root')).get('/status')).text).toContain('none: no relay is configured');
});

test('whether the relay takes mail, since when not, and why', async () => {
  const server = await new MailServer().start();
  const house = await mailingAppliance(server.port);
  const { tenant } = house.home;
  await addUser(house, { login: 'root', tenant: tenant.id, role: 'administrator' });
  const root = await signedIn(house, 'root');
  const ann = await addReachable(house, 'ann', 'ann@corp.example');
  const status = async () => (await root.get('/status')).text;
  expect(await status()).toContain(`localhost:${server.port}`);
  server.taken = () => answer(451, 'the disk <b>is</b> full');
  house.db.transaction((tx) =>
    house.mail.post(tx, {
      ...{ tenant: tenant.id, user: ann, address: 'ann@corp.example', locale: 'en', kind: 'notice', once: 'a' },
      ...{ subject: 'A notice', lines: [{ text: 'A notice', path: null }] },
    }),
  );
  await runDue(house);
  const ill = await status();
  expect(ill).toContain('takes no mail');
  expect(ill).toContain('the disk &lt;b&gt;is&lt;/b&gt; full');
  server.taken = () => null;
  house.clock.advance(60_000);
  await runDue(house);
  const well = await status();
  expect(well).not.toContain('takes no mail');
  expect(well.match(/<time /g)?.length).toBe(2);
  await server.stop();
});

import { afterEach, beforeEach, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { ALL_WAYS, INBOX } from '../../../tests/api/inbox-recipes.ts';
import { type Appliance, addDataset, exampleAppliance, signedIn } from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';
import {
  addReachable,
  answer,
  MailServer,
  mailingAppliance,
  runDue,
  SITE,
  wordsOf,
} from '../../../tests/mail-house.ts';

let server: MailServer;
let house: Appliance;
let ann: HttpClient;
let annId: string;
let dataset: string;

beforeEach(async () => {
  server = await new MailServer().start();
  house = await mailingAppliance(server.port);
  annId = await addReachable(house, 'ann', 'ann@corp.example');
  ann = await signedIn(house, 'ann');
  dataset = addDataset(house, house.home.tenant.id, house.home.project.id, 'Receipt');
});
afterEach(() => server.stop());

async function happens(user = annId): Promise<void> {
  const payload = { job: 'j', kind: 'dataset.import', dataset, user };
  const tenant = house.home.tenant.id;
  house.db.transaction((tx) =>
    house.bus.publish(tx, { type: 'upload.completed', tenant, correlationId: 'r', payload }),
  );
  await house.bus.settle();
  await runDue(house);
}
const entries = async (by = ann) => (await by.get(INBOX)).json.total;
const choose = (load: string) => ann.put(`${INBOX}/preferences`, { ...ALL_WAYS, load });

test.each([
  ['inbox', 1, 0],
  ['email', 0, 1],
  ['both', 1, 1],
  ['none', 0, 0],
])('who chose %s has %d entries and %d mails, however often the bus repeats itself', async (way, inbox, mails) => {
  expect((await choose(way)).json.load).toBe(way);
  await happens();
  house.db.run(sql`update outbox_cursors set seq = 0 where consumer = 'inbox'`);
  await house.bus.settle();
  await runDue(house);
  expect([await entries(), server.got.length]).toEqual([inbox, mails]);
});

test('a mail says the title and the link, in the person’s language, or in that of the server', async () => {
  await choose('email');
  await happens();
  expect(wordsOf(server.got[0]!)).toContain(`“Receipt” is loaded.\n${SITE}/datasets/${dataset}`);
  await ann.send('/api/v1/auth/me/settings', { method: 'PATCH', body: { language: 'de' } });
  await happens();
  expect(wordsOf(server.got[1]!)).toStartWith('„Receipt“ ist geladen.');
  await ann.send('/api/v1/auth/me/settings', { method: 'PATCH', body: { language: null } });
  house.config.mail.language = 'de';
  await happens();
  expect(wordsOf(server.got[2]!)).toStartWith('„Receipt“ ist geladen.');
});

test('whom no mail reaches is told in the inbox, and that it is so', async () => {
  house.db.run(sql`update users set email = null where id = ${annId}`);
  await choose('email');
  await happens();
  expect([await entries(), server.got.length]).toEqual([1, 0]);
  expect((await ann.get(`${INBOX}/email`)).json).toEqual({ configured: true, address: null, paused: false });
  expect((await ann.get('/inbox')).text).toContain('You have no e-mail address here');
});

test('an address that does not exist is paused, said, and written to again when its owner says so', async () => {
  await choose('email');
  expect((await ann.post(`${INBOX}/email/resume`)).status).toBe(409);
  server.recipient = () => answer(550, 'no such user');
  await happens();
  server.recipient = () => null;
  await happens();
  expect([await entries(), server.got.length]).toEqual([1, 0]);
  expect((await ann.get('/inbox')).text).toContain('there is no address ann@corp.example');
  expect((await ann.post(`${INBOX}/email/resume`)).status).toBe(204);
  await happens();
  expect(server.got.length).toBe(1);
});

test('of what one may not see any more no mail is sent', async () => {
  await choose('both');
  house.db.run(sql`delete from grants where principal_id = ${annId}`);
  await happens();
  expect(server.got.length).toBe(0);
});

test('a server that sends no mail offers none, and says so to programs', async () => {
  house = await exampleAppliance();
  annId = await addReachable(house, 'ann', 'ann@corp.example');
  ann = await signedIn(house, 'ann');
  const refused = await choose('both');
  expect([refused.status, refused.json.code]).toEqual([409, 'inbox.noMail']);
  house.db.run(sql`insert into inbox_preferences (tenant_id, user_id, kind, way)
    values (${house.home.tenant.id}, ${annId}, 'load', 'email')`);
  expect((await ann.get(`${INBOX}/preferences`)).json.load).toBe('inbox');
  expect((await ann.get('/inbox')).text).not.toContain('e-mail');
});

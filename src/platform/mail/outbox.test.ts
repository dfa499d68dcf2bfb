import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ident, sql } from '#sdk';
import type { Appliance } from '../../../tests/example-appliance.ts';
import { AUTHORITY } from '../../../tests/example-certificates.ts';
import {
  addReachable,
  answer,
  MAIL_PASSWORD,
  MailServer,
  mailingAppliance,
  runDue,
  SITE,
  wordsOf,
} from '../../../tests/mail-house.ts';
import type { NewMail } from './index.ts';

let server: MailServer;
let house: Appliance;
let ann: string;
const HOUR_MS = 3_600_000;

beforeEach(async () => {
  server = await new MailServer().start();
  house = await mailingAppliance(server.port, { ADIT__MAIL__PER_PERSON_PER_HOUR: '2', ADIT__MAIL__MAX_ATTEMPTS: '3' });
  ann = await addReachable(house, 'ann', 'ann@corp.example');
});
afterEach(() => server.stop());

const notice = (once: string, more: Partial<NewMail> = {}): NewMail => ({
  ...{ tenant: house.home.tenant.id, user: ann, address: 'ann@corp.example', locale: 'en', kind: 'notice', once },
  ...{ subject: `Notice ${once}`, lines: [{ text: `Notice ${once}`, path: `/datasets/${once}` }], ...more },
});
const post = (...mails: NewMail[]) =>
  house.db.transaction((tx) => {
    for (const mail of mails) house.mail.post(tx, mail);
  });
const jobs = (kind = 'mail.send') => house.jobs.list({ kind });
const states = () =>
  house.db.all<{ state: string }>(sql`select state from mails order by id`).map(({ state }) => state);
const later = async () => {
  house.clock.advance(HOUR_MS * 2);
  await runDue(house);
};

test('a mail is sent once, however often it is asked for', async () => {
  post(notice('a'), notice('a'));
  await runDue(house);
  post(notice('a'));
  await runDue(house);
  expect(server.got.map(wordsOf).map((words) => words.slice(0, 60))).toEqual([
    expect.stringContaining(`Notice a\nNotice a\n${SITE}/datasets/a`),
  ]);
  expect([states(), house.mail.health().lastFailure]).toEqual([['sent'], null]);
});

test('a change that is taken back sends nothing', async () => {
  const work = () =>
    house.db.transaction((tx) => {
      house.mail.post(tx, notice('a'));
      throw new Error('no');
    });
  expect(work).toThrow('no');
  await runDue(house);
  expect([server.got.length, jobs().length]).toEqual([0, 0]);
});

test('a relay that says "later" is asked again, under the same Message-ID, and told of when it stops and goes on', async () => {
  server.taken = () => answer(451, 'later');
  post(notice('a'));
  await runDue(house);
  expect([states(), jobs()[0]?.state, house.mail.health().lastFailure]).toEqual([
    ['waiting'],
    'ready',
    expect.stringContaining('later'),
  ]);
  server.taken = () => null;
  await later();
  expect(server.got[0]?.text).toContain(`Message-ID: <${house.db.get<{ id: string }>(sql`select id from mails`)!.id}@`);
  expect(house.mail.health().lastFailure).toBeNull();
  expect(
    house
      .events()
      .map((event) => event.event_type)
      .filter((type) => type.startsWith('mail.')),
  ).toEqual(['mail.stopped', 'mail.resumed']);
});

test('what was taken and could not be noted is sent once more, and can be told by its Message-ID', async () => {
  // As after a crash: somebody else has the job by the time that the relay answers.
  const taken = Promise.withResolvers<void>();
  server.taken = () => {
    house.db.run(sql`update jobs set fence = fence + 1, state = 'dead' where kind = 'mail.send'`);
    taken.resolve();
    return null;
  };
  post(notice('a'));
  house.runner.start();
  await taken.promise;
  await house.runner.stop(10_000);
  expect([states(), server.got.length]).toEqual([['waiting'], 1]);
  server.taken = () => null;
  house.db.transaction((tx) => house.jobs.retry(tx, jobs()[0]!.id));
  await runDue(house);
  const ids = server.got.map(({ text }) => /^Message-ID: (.*)$/m.exec(text)?.[1]);
  expect([states(), ids.length, new Set(ids).size]).toEqual([['sent'], 2, 1]);
});

test('after so many attempts it is given up; by hand it is tried again', async () => {
  server.taken = () => answer(451, 'later');
  post(notice('a'));
  await runDue(house);
  await later();
  await later();
  expect([states(), jobs()[0]?.state, jobs()[0]?.attempt]).toEqual([['dead'], 'dead', 3]);
  server.taken = () => null;
  house.db.transaction((tx) => house.jobs.retry(tx, jobs()[0]!.id));
  await runDue(house);
  expect([states(), server.got.length]).toEqual([['sent'], 1]);
});

test('what is refused for good is not tried again, and an address that does not exist gets nothing more', async () => {
  server.recipient = () => answer(550, '5.1.1 no such user');
  post(notice('a'));
  await runDue(house);
  expect([states(), jobs()[0]?.state, jobs()[0]?.attempt]).toEqual([['dead'], 'dead', 1]);
  const tenant = house.home.tenant.id;
  expect(house.mail.isPaused(tenant, 'Ann@corp.example')).toBe(true);
  server.recipient = () => null;
  post(notice('b'));
  await runDue(house);
  expect(server.got.length).toBe(0);
  house.db.transaction((tx) => house.mail.resume(tx, tenant, 'ann@corp.example'));
  post(notice('c'));
  await runDue(house);
  expect(server.got.length).toBe(1);
});

test('a relay that refuses the sender pauses nobody', async () => {
  server.recipient = () => answer(550, '5.7.1 relaying denied');
  post(notice('a'));
  await runDue(house);
  expect([states(), house.mail.isPaused(house.home.tenant.id, 'ann@corp.example')]).toEqual([['dead'], false]);
});

test('what is too much in an hour comes together in one mail', async () => {
  post(...['a', 'b', 'c', 'd', 'e'].map((once) => notice(once)));
  await runDue(house);
  expect([server.got.length, jobs('mail.gather').length]).toEqual([2, 1]);
  await later();
  expect(server.got.length).toBe(3);
  const words = wordsOf(server.got[2]!);
  expect(words).toStartWith('3 more notices from Adit');
  for (const once of ['c', 'd', 'e']) expect(words).toContain(`Notice ${once}\n${SITE}/datasets/${once}`);
  expect(words).not.toContain('Notice b');
  post(notice('f'));
  await runDue(house);
  expect(server.got.length).toBe(4);
});

test('a single-use link goes at once, lies sealed until then, and is worth nothing later', async () => {
  const link = (once: string) =>
    notice(once, { kind: 'link', secretPath: `/welcome/secret-${once}`, expiresAtMs: house.clock.now() + HOUR_MS });
  post(notice('a'), notice('b'), link('c'));
  const kept = JSON.stringify([house.db.all(sql`select * from mails`), house.db.all(sql`select * from jobs`)]);
  expect(kept).not.toContain('secret-c');
  await runDue(house);
  expect(server.got.map(wordsOf).join('')).toContain(`${SITE}/welcome/secret-c`);
  server.taken = () => answer(451, 'later');
  post(link('d'));
  await runDue(house);
  server.taken = () => null;
  await later();
  expect(server.got.map(wordsOf).join('')).not.toContain('secret-d');
  expect(house.db.get(sql`select 1 from secrets where name like 'mail.%'`)).toBeNull();
});

test('links that nobody could send are forgotten with their time', async () => {
  post(notice('a', { kind: 'link', secretPath: '/welcome/x', expiresAtMs: house.clock.now() + HOUR_MS }));
  house.clock.advance(HOUR_MS);
  house.mail.prune(HOUR_MS * 10);
  expect([states(), house.db.get(sql`select 1 from secrets where name like 'mail.%'`)]).toEqual([['dead'], null]);
  house.clock.advance(HOUR_MS * 10);
  expect(house.mail.prune(HOUR_MS * 10)).toBe(1);
});

test('a password that is not taken lets mail wait, and stands in no log, job, event or audit row', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'adit-mail-'));
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, AUTHORITY);
  const password = `${MAIL_PASSWORD}-of-yesterday`;
  const closed = await new MailServer({ authOptional: false }).start();
  house = await mailingAppliance(closed.port, {
    ...{ ADIT__MAIL__TLS: 'starttls', ADIT__MAIL__CA_FILE: caFile },
    ...{ ADIT__MAIL__USER: 'adit', ADIT__MAIL__PASSWORD: password },
  });
  ann = await addReachable(house, 'ann', 'ann@corp.example');
  post(notice('a'));
  await runDue(house);
  const everything = ['jobs', 'job_lines', 'outbox', 'audit_log', 'mails', 'mail_relay'].map((table) =>
    house.db.all(sql`select * from ${ident(table)}`),
  );
  expect(jobs()[0]?.errors[0]?.code).toBe('mail.cannotSignIn');
  expect(JSON.stringify([everything, house.lines])).not.toContain(password);
  house.config.mail.password = MAIL_PASSWORD;
  await later();
  expect(closed.got.map(({ user, secure }) => [user, secure])).toEqual([['adit', true]]);
  await closed.stop();
  rmSync(folder, { recursive: true });
});

test('a crowd is sent whole', async () => {
  post(...Array.from({ length: 60 }, (_, i) => notice(`x${i}`, { kind: 'link', address: `p${i}@corp.example` })));
  await runDue(house);
  expect(new Set(server.got.flatMap(({ to }) => to)).size).toBe(60);
});

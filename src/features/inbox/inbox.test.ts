import { beforeEach, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { ALL_WAYS, INBOX, plantEntry } from '../../../tests/api/inbox-recipes.ts';
import {
  type Appliance,
  addDataset,
  addUser,
  exampleAppliance,
  otherTenant,
  signedIn,
} from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';
import type { EventType } from '../../platform/events/index.ts';
import { nextTurn } from '../../platform/next-turn.ts';

let house: Appliance;
let ann: HttpClient;
let annId: string;
let dataset: string;
const DAY_MS = 86_400_000;

beforeEach(async () => {
  house = await exampleAppliance();
  annId = await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
  ann = await signedIn(house, 'ann');
  dataset = addDataset(house, house.home.tenant.id, house.home.project.id, 'Receipt');
});

const publish = (type: EventType, payload: Record<string, unknown>, tenant = house.home.tenant.id) =>
  house.db.transaction((tx) => house.bus.publish(tx, { type, tenant, correlationId: 'r', payload }));
const load = (more: object = {}) => ({ job: 'j', kind: 'dataset.import', dataset, user: annId, ...more });
const titles = async (by = ann) => (await by.get(INBOX)).json.items.map((entry: { title: string }) => entry.title);

test('what one began is told when it ended, once, in the own language; what others began is not', async () => {
  publish('upload.completed', load());
  publish('upload.failed', load());
  publish('upload.completed', load({ user: null }));
  publish('job.completed', load());
  publish('job.failed', { job: 'k', kind: 'x', state: 'cancelled', user: annId });
  publish('webhook.paused', { webhook: 'w', name: 'Flows', user: annId, reason: 'failures' });
  await house.bus.settle();
  const expected = [
    'The webhook “Flows” is paused: its receiver failed too often.',
    'A file could not be loaded into “Receipt”.',
    '“Receipt” is loaded.',
  ];
  expect(await titles()).toEqual(expected);
  // The bus may repeat itself.
  house.db.run(sql`update outbox_cursors set seq = 0 where consumer = 'inbox'`);
  await house.bus.settle();
  expect(await titles()).toEqual(expected);
  const page = await ann.send('/inbox', { headers: { 'accept-language': 'de' } });
  expect(page.text).toContain('„Receipt“ ist geladen.');
});

test('refused rows are counted', async () => {
  const job = house.db.transaction((tx) =>
    house.jobs.enqueue(tx, { kind: 'x', payload: {}, tenant: house.home.tenant.id }),
  );
  house.db.run(sql`update jobs set result = '{"rejected":{"count":3}}' where id = ${job.id}`);
  publish('upload.completed', load({ job: job.id }));
  await house.bus.settle();
  expect(await titles()).toEqual(['“Receipt” is loaded; rows that were refused: 3.']);
});

test('of what one may not see any more nothing is told, nor of what one does not want to know', async () => {
  await ann.put(`${INBOX}/preferences`, { ...ALL_WAYS, webhook: 'none' });
  expect((await ann.get(`${INBOX}/preferences`)).json.webhook).toBe('none');
  publish('webhook.paused', { webhook: 'w', name: 'Flows', user: annId, reason: 'gone' });
  house.db.run(sql`delete from grants where principal_id = ${annId}`);
  publish('upload.completed', load());
  await house.bus.settle();
  house.db.run(sql`update users set status = 'disabled' where id = ${annId}`);
  publish('upload.completed', load());
  await house.bus.settle();
  expect(house.db.all(sql`select * from inbox_entries`)).toEqual([]);
});

test('lower quality is told to who loaded last; better is not', async () => {
  house.db.run(sql`update data_updates set user_id = ${annId}`);
  const quality = { dataset, score: 70, scoreBefore: 80 };
  publish('quality.changed', quality);
  publish('quality.changed', { ...quality, score: 90 });
  await house.bus.settle();
  expect(await titles()).toEqual(['The quality of “Receipt” is lower than before.']);
});

test('thousands are read a part at a time; the thread is free in between, and what comes meanwhile stays unread', async () => {
  const { tenant } = house.home;
  for (let i = 0; i < 5_000; i++) plantEntry(house, tenant.id, 'ann', `Log ${i}`);
  const unread = () =>
    house.db.get<{ n: number }>(sql`select count(*) as n from inbox_entries where read_at is null`)!.n;
  const seen: number[] = [];
  let done = false;
  const reading = ann.post(`${INBOX}/read`, {}).then(() => (done = true));
  while (!done) {
    seen.push(unread());
    await nextTurn();
  }
  await reading;
  // 2,000 at a time, so that others came to see each number in between.
  expect([...new Set(seen)]).toEqual(expect.arrayContaining([5_000, 3_000, 1_000]));
  expect(unread()).toBe(0);
});

test('entries are read, one or all, and deleted; those of others are not there', async () => {
  const { tenant } = house.home;
  const [one, two] = [plantEntry(house, tenant.id, 'ann', 'One'), plantEntry(house, tenant.id, 'ann', 'Two')];
  const theirs = otherTenant(house);
  await addUser(house, { login: 'stranger', tenant: theirs.tenant, role: 'analyst' });
  const stranger = await signedIn(house, 'stranger');
  expect(await titles(stranger)).toEqual([]);
  expect((await stranger.delete(`${INBOX}/${one}`)).status).toBe(404);
  expect((await stranger.post(`${INBOX}/read`, { ids: [one] })).status).toBe(404);
  await stranger.post(`${INBOX}/read`, {});
  const read = async () => (await ann.get(INBOX)).json.items.map((e: { read: boolean }) => e.read);
  expect(await read()).toEqual([false, false]);
  await ann.post(`${INBOX}/read`, { ids: [two] });
  expect(await read()).toEqual([true, false]);
  await ann.post(`${INBOX}/read`, {});
  expect(await read()).toEqual([true, true]);
  await ann.delete(`${INBOX}/${one}`);
  expect(await titles()).toEqual(['“Two” is loaded.']);
  house.clock.advance(91 * DAY_MS);
  expect(house.inbox.prune(90 * DAY_MS)).toBe(1);
});

test('the number of unread entries comes at once and with each change, only to whose it is', async () => {
  const heard: { unread: number; entry: { title: string } | null }[] = [];
  const controller = new AbortController();
  const headers = { ...ann.headers, cookie: [...ann.cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
  const answer = await house.app.handle(
    new Request(`http://localhost${INBOX}/events`, { headers, signal: controller.signal }),
  );
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  const next = async () => {
    for (;;) {
      const { value = '' } = await reader.read();
      for (const [, data] of value.matchAll(/^data: (.*)$/gm)) heard.push(JSON.parse(data!));
      if (/^data:/m.test(value)) return heard.at(-1)!;
    }
  };
  expect(await next()).toEqual({ unread: 0, entry: null });
  await addUser(house, { login: 'ben', tenant: house.home.tenant.id, role: 'analyst' });
  publish(
    'upload.completed',
    load({ user: house.db.get<{ id: string }>(sql`select id from users where login = 'ben'`)!.id }),
  );
  publish('upload.completed', load());
  await house.bus.settle();
  expect(await next()).toMatchObject({ unread: 1, entry: { title: '“Receipt” is loaded.' } });
  await ann.post(`${INBOX}/read`, {});
  expect(await next()).toEqual({ unread: 0, entry: null });
  controller.abort();
});

test('among a hundred thousand entries the newest and the number of unread ones are found by an index', () => {
  const plan = (statement: ReturnType<typeof sql>) =>
    house.db.all<{ detail: string }>(sql`explain query plan ${statement}`).map(({ detail }) => detail);
  const mine = sql`tenant_id = 't' and user_id = 'u'`;
  expect(plan(sql`select * from inbox_entries where ${mine} order by created_at desc, id desc limit 51`)).toEqual([
    expect.stringContaining('USING INDEX inbox_entries_list'),
  ]);
  expect(plan(sql`select count(*) from inbox_entries where ${mine} and read_at is null`)).toEqual([
    expect.stringContaining('USING COVERING INDEX inbox_entries_unread'),
  ]);
});

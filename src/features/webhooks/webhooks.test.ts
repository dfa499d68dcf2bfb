import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { Webhook as Verifier } from 'standardwebhooks';
import { sql } from '#sdk';
import {
  type Appliance,
  addDataset,
  addUser,
  exampleAppliance,
  otherTenant,
  signedIn,
} from '../../../tests/example-appliance.ts';
import { csrfOf, type HttpClient } from '../../../tests/http-client.ts';
import { allow, newWebhook, Receiver, WEBHOOKS } from '../../../tests/webhook-house.ts';
import type { EventType } from '../../platform/events/index.ts';
import { redacted } from './send.ts';

let house: Appliance;
let root: HttpClient;
let receiver: Receiver;
const MINUTE_MS = 60_000;

beforeEach(async () => {
  house = await exampleAppliance();
  await addUser(house, { login: 'root', tenant: house.home.tenant.id, role: 'administrator' });
  root = await signedIn(house, 'root');
  receiver = await new Receiver().start();
  allow(house, receiver.target);
});
afterEach(() => receiver.stop());

const make = async (more: object = {}) => (await root.post(WEBHOOKS, newWebhook(receiver.target, more))).json;
const publish = (payload: Record<string, unknown>, type: EventType = 'data.ingested', tenant = house.home.tenant.id) =>
  house.db.transaction((tx) => house.bus.publish(tx, { type, tenant, correlationId: 'r', payload }));
const here = () => ({ dataset: 'd', workspace: house.home.workspace.id });
async function settle() {
  await house.bus.settle();
  await house.webhooks.settle();
}
const log = async (id: string) => (await root.get(`${WEBHOOKS}/${id}/deliveries`)).json.items;
const state = async (id: string) => (await root.get(`${WEBHOOKS}/${id}`)).json;

describe('a message', () => {
  test('tells how much there is only to who sees the whole dataset', async () => {
    await make();
    const own = addDataset(house, house.home.tenant.id, house.home.project.id, 'Own');
    for (const dataset of [own, 'no dataset of theirs']) publish({ ...here(), dataset, cases: 7, events: 9 });
    await settle();
    const told = receiver.got.map(({ body }) => JSON.parse(body).payload);
    const countsOf = (dataset: string) => told.filter((one) => one.dataset === dataset).map((one) => one.cases);
    expect([countsOf(own).includes(7), countsOf('no dataset of theirs')]).toEqual([true, [null]]);
  });

  test('is the envelope, signed as the specification says, once for each event', async () => {
    const { webhook, secret } = await make();
    const id = publish(here());
    publish({ job: 'j', workspace: here().workspace }, 'job.started');
    await settle();
    await settle();
    expect(receiver.got).toHaveLength(1);
    const { headers, body } = receiver.got[0]!;
    expect(JSON.parse(body)).toMatchObject({ event_id: id, event_type: 'data.ingested', payload: here() });
    // The clock of the test stands still, long ago: the library wants to be asked at that time.
    const real = Date.now;
    Date.now = () => house.clock.now();
    try {
      expect(new Verifier(secret).verify(body, headers as Record<string, string>)).toEqual(JSON.parse(body));
    } finally {
      Date.now = real;
    }
    const [delivery] = await log(webhook.id);
    expect(delivery).toMatchObject({ id: headers['webhook-id'], eventId: id, state: 'delivered', attempt: 1 });
    expect(delivery.attempts).toMatchObject([{ status: 200, answer: 'ok', error: null }]);
    const written = JSON.stringify(house.auditRows()) + house.lines.join('');
    expect(written).not.toContain(secret);
    expect(
      house.db.get<{ n: number }>(sql`select count(*) as n from secrets where record like ${`%${secret}%`}`)!.n,
    ).toBe(0);
  });

  test('keeps its id when it is tried again, after growing waits, and when it is sent again by hand', async () => {
    const { webhook } = await make();
    receiver.answer = (response) => void response.writeHead(500).end('Bearer abcdefghijklmnopqrstuvwxyz0123 failed');
    publish(here());
    await settle();
    house.clock.advance(3000);
    await settle();
    expect(receiver.got).toHaveLength(1);
    house.clock.advance(3001);
    await settle();
    expect(receiver.got).toHaveLength(2);
    receiver.answer = (response) => void response.writeHead(204).end();
    house.clock.advance(40_000);
    await settle();
    const [delivery] = await log(webhook.id);
    expect(delivery).toMatchObject({ state: 'delivered', attempt: 3 });
    expect(delivery.attempts.map((a: { status: number }) => a.status)).toEqual([500, 500, 204]);
    expect(delivery.attempts[0].answer).toBe('Bearer … failed');
    await root.post(`${WEBHOOKS}/${webhook.id}/deliveries/${delivery.id}/resend`);
    await settle();
    expect(new Set(receiver.got.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([delivery.id]));
    expect(receiver.got).toHaveLength(4);
  });

  test('is signed with both secrets while they overlap, and then with the new one alone', async () => {
    const { webhook, secret } = await make();
    const next = (await root.post(`${WEBHOOKS}/${webhook.id}/rotate`, { overlapHours: 1 })).json;
    expect(next.secret).not.toBe(secret);
    publish(here());
    await settle();
    house.clock.advance(61 * MINUTE_MS);
    publish(here());
    await settle();
    expect(receiver.got.map(({ headers }) => String(headers['webhook-signature']).split(' ').length)).toEqual([2, 1]);
  });
});

describe('a receiver', () => {
  test.each<[string, Receiver['answer'], string]>([
    ['redirects', (r) => void r.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(), 'redirects'],
    ['resets the connection', (r) => void r.socket!.resetAndDestroy(), 'failed'],
    ['answers garbage', (r) => void r.socket!.end('what?\r\n\r\n'), 'failed'],
    ['says 404', (r) => void r.writeHead(404).end(), '404'],
  ])('that %s is tried again', async (_, answer, said) => {
    const { webhook } = await make();
    receiver.answer = answer;
    publish(here());
    await settle();
    const [delivery] = await log(webhook.id);
    expect(delivery).toMatchObject({ state: 'waiting', attempt: 1 });
    expect(delivery.attempts[0].error).toContain(said);
  });

  test('that takes it and then talks without end has taken it', async () => {
    const { webhook } = await make();
    receiver.answer = (response) => {
      response.writeHead(200);
      for (let i = 0; i < 2000; i++) response.write('some words '.repeat(20));
    };
    publish(here());
    await settle();
    const [delivery] = await log(webhook.id);
    expect(delivery.state).toBe('delivered');
    expect(delivery.attempts[0].answer.length).toBeLessThanOrEqual(300);
  });

  test('that never answers delays nobody else', async () => {
    const [slow, quick] = [receiver, await new Receiver().start()];
    allow(house, slow.target, quick.target);
    await make();
    const { webhook } = (await root.post(WEBHOOKS, newWebhook(quick.target))).json;
    const asked = Promise.withResolvers<void>();
    let free = () => {};
    slow.answer = (response) => {
      free = () => void response.end();
      asked.resolve();
    };
    for (let i = 0; i < 5; i++) publish(here());
    await house.bus.settle();
    const done = house.webhooks.settle();
    await asked.promise;
    while ((await log(webhook.id)).some((d: { state: string }) => d.state === 'waiting')) await Bun.sleep(1);
    expect([slow.got.length, quick.got.length]).toEqual([1, 5]);
    slow.answer = (response) => void response.end();
    free();
    await done;
    expect(slow.got).toHaveLength(5);
    quick.stop();
  });

  test('that asks for rest gets it', async () => {
    await make();
    receiver.answer = (response) => void response.writeHead(429, { 'retry-after': '600' }).end();
    publish(here());
    await settle();
    house.clock.advance(9 * MINUTE_MS);
    await settle();
    expect(receiver.got).toHaveLength(1);
    house.clock.advance(MINUTE_MS + 1);
    await settle();
    expect(receiver.got).toHaveLength(2);
  });

  test('that is gone switches the webhook off, and its owner is told', async () => {
    const { webhook } = await make();
    receiver.answer = (response) => void response.writeHead(410).end();
    publish(here());
    await settle();
    expect(await state(webhook.id)).toMatchObject({ state: 'off', reason: 'gone' });
    const told = house.events().find((e) => e.event_type === 'webhook.paused');
    expect(JSON.parse(told!.payload)).toMatchObject({ webhook: webhook.id, user: webhook.owner, reason: 'gone' });
  });

  test('that fails without end pauses it after thirty attempts; what it missed is given up or waits, and goes on when it is on', async () => {
    const { webhook } = await make();
    receiver.answer = (response) => void response.writeHead(503).end();
    for (let i = 0; i < 4; i++) publish(here());
    for (let i = 0; i < 12; i++) {
      await settle();
      house.clock.advance(29 * 3_600_000);
      root = await signedIn(house, 'root');
    }
    expect(await state(webhook.id)).toMatchObject({ state: 'paused', reason: 'failures', failures: 30 });
    expect(receiver.got).toHaveLength(30);
    publish(here());
    await settle();
    expect(receiver.got).toHaveLength(30);
    receiver.answer = (response) => void response.end();
    await root.put(`${WEBHOOKS}/${webhook.id}/state`, { state: 'on' });
    await settle();
    const states = (await log(webhook.id)).map((d: { state: string }) => d.state);
    expect([receiver.got.length, states.toSorted()]).toEqual([
      34,
      ['delivered', 'delivered', 'delivered', 'delivered'],
    ]);
  });
});

describe('what is told', () => {
  test('is bounded by what the owner may read at that moment, and by the workspace that was chosen', async () => {
    const elsewhere = house.newId();
    house.db.run(sql`insert into workspaces (id, tenant_id, name, created_at)
      values (${elsewhere}, ${house.home.tenant.id}, 'Else', 0)`);
    await make({ workspaceId: house.home.workspace.id });
    publish({ dataset: 'd', workspace: elsewhere });
    publish(here(), 'data.ingested', otherTenant(house).tenant);
    await settle();
    expect(receiver.got).toHaveLength(0);
    await make({ name: 'All', types: ['data.ingested', 'entity.deleted'] });
    publish({ dataset: 'd', workspace: elsewhere });
    await settle();
    expect(receiver.got).toHaveLength(1);
    house.db.run(sql`update grants set workspace_id = ${house.home.workspace.id}`);
    publish({ dataset: 'd', workspace: elsewhere });
    publish({ kind: 'user', id: 'u', actor: 'x' }, 'entity.deleted');
    await settle();
    expect(receiver.got).toHaveLength(1);
    house.db.run(sql`update grants set workspace_id = null`);
    house.db.run(sql`update users set status = 'disabled' where login = 'root'`);
    publish(here());
    await settle();
    expect(receiver.got).toHaveLength(1);
  });
});

test('an address that the door does not let through, or that is in disguise, is refused at its field', async () => {
  for (const url of [
    'http://10.0.0.1/x',
    'http://169.254.169.254/',
    'http://0x7f.1/',
    'ftp://a/',
    'http://u:p@a/',
    `http://${receiver.target}/#x`,
  ]) {
    const got = await root.post(WEBHOOKS, { ...newWebhook(receiver.target), url });
    expect([url, got.status, got.json.errors?.[0].pointer]).toEqual([url, 400, '/url']);
  }
});

test('an address that is allowed no more is not reached', async () => {
  const { webhook } = await make();
  allow(house);
  publish(here());
  await settle();
  expect(receiver.got).toHaveLength(0);
  expect((await log(webhook.id))[0].attempts[0].error).toContain('egress.allow');
});

test('the page makes one, shows its secret once, sends a trial and deletes it when its name is typed', async () => {
  const csrf = async (path: string) => csrfOf((await root.get(path)).text);
  const PAGE = '/admin/webhooks';
  const post = async (from: string, path: string, fields: Record<string, string>) =>
    root.send(path, { method: 'POST', body: new URLSearchParams({ csrf: await csrf(from), ...fields }) });
  const refused = await post(PAGE, PAGE, { name: 'Flows', url: 'http://10.0.0.1/' });
  expect([refused.status, refused.text.includes('value="http://10.0.0.1/"')]).toEqual([400, true]);
  const made = await post(PAGE, PAGE, {
    name: 'Flows',
    url: `http://${receiver.target}/?token=t0p`,
    types: 'job.failed',
  });
  const secret = /value="(whsec_[^"]+)"/.exec(made.text)![1]!;
  const [{ id }] = (await root.get(WEBHOOKS)).json.items;
  const at = `${PAGE}/${id}`;
  await post(at, `${at}/test`, {});
  await settle();
  expect(JSON.parse(receiver.got[0]!.body).event_type).toBe('webhook.test');
  const { text } = await root.get(at);
  expect([text.includes('webhook.test'), text.includes(secret)]).toEqual([true, false]);
  expect(JSON.stringify(house.auditRows())).not.toContain('t0p');
  expect((await post(at, `${at}/delete`, { typed: 'Other' })).status).toBe(400);
  expect((await post(at, `${at}/delete`, { typed: 'flows' })).status).toBe(303);
  expect((await root.get(at)).status).toBe(404);
  expect(
    house.db.all(sql`select * from secrets union all select 1, 2, 3, 4, 5, 6, 7, 8 from webhook_deliveries`),
  ).toEqual([]);
});

test('what is shown of an answer holds neither tokens nor what would move a reader', () => {
  expect(redacted('ok\u0000\u202e eyJhbGciOiJIUzI1NiIsInR5cCI6.x\n\n')).toBe('ok  …');
});

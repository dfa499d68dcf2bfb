/** Rows that programs send: what is taken, what is refused, and that they come in once. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { HttpClient, listening } from '../../../tests/http-client.ts';
import { type RealAppliance, realAppliance } from '../../../tests/real-appliance.ts';
import { readRows } from './push-rows.ts';

let house: RealAppliance;
let ann: HttpClient;
let at = '';
let id = '';
beforeAll(async () => {
  house = await realAppliance({ ADIT__DATA__MIN_FREE_BYTES: '0', ADIT__IMPORT__PUSH_GATHER_SECONDS: '0' });
  ann = await house.signIn();
  const project = (await ann.get('/api/v1/projects')).json.items[0].id;
  id = await house.load('Orders', 'case,activity,time,line\na,create,2026-05-01T08:00:00Z,1\n');
  at = `/api/v1/projects/${project}/datasets/${id}`;
});
afterAll(() => house.end());

const push = (body: string, key?: string, query = '') =>
  ann.send(`${at}/events${query}`, {
    ...{ method: 'POST', body, headers: key === undefined ? {} : { 'idempotency-key': key } },
  });
const row = (line: number, more: object = {}) => ({
  ...{ case: 'a', activity: 'pay', time: `2026-05-02T08:00:0${line}Z`, line, ...more },
});
const pushes = async () => (await ann.get(`${at}/pushes`)).json.items;
const events = async () => (await ann.get(at)).json.version.events;

/** Waits until no push waits. */
async function settled(): Promise<void> {
  const { jobs } = house.appliance;
  while ((await pushes()).some((p: { state: string }) => p.state === 'waiting'))
    await new Promise<void>((resolve) => {
      const end = jobs.watch((_, news) => {
        if (news !== 'done' && news !== 'dead') return;
        end();
        resolve();
      });
    });
}

test('rows as JSON and as lines are taken and loaded', async () => {
  const first = await push(JSON.stringify([row(2), row(3)]));
  expect([first.status, first.json.rows, first.json.state]).toEqual([202, 2, 'waiting']);
  const second = await push(`${JSON.stringify(row(4))}\n${JSON.stringify(row(5))}\n`);
  expect(second.status).toBe(202);
  await settled();
  expect(await events()).toBe(5);
  expect((await pushes()).map((p: { state: string }) => p.state)).toEqual(['loaded', 'loaded']);
});

test('a repetition under the same key is the same push; other rows under it are refused', async () => {
  const body = JSON.stringify([row(6)]);
  const [first, again] = [await push(body, 'k1'), await push(body, 'k1')];
  expect([again.status, again.json.id]).toEqual([202, first.json.id]);
  const other = await push(JSON.stringify([row(7)]), 'k1');
  expect([other.status, other.json.code]).toEqual([409, 'push.keyReused']);
  await settled();
  expect(await events()).toBe(6);
});

test('rows replace those with the same key', async () => {
  await push(JSON.stringify([row(6, { activity: 'refund' })]), undefined, '?mode=upsert&key=line');
  await settled();
  expect(await events()).toBe(6);
  const [last] = (await ann.get(`${at}/loads`)).json.items;
  expect([last.mode, last.updated, last.key]).toEqual(['upsert', 1, ['line']]);
});

test('rows that cannot be taken are named one by one, and nothing is taken', async () => {
  const before = (await pushes()).length;
  const sent = [row(1), { case: 'b', time: 'x' }, 7, row(2, { colour: 'red' }), row(3, { line: { a: 1 } })];
  const refused = await push(JSON.stringify(sent));
  expect([refused.status, refused.json.code]).toEqual([400, 'push.badRows']);
  expect(refused.json.errors.map((e: { pointer: string }) => e.pointer)).toEqual([
    ...['/1/activity', '/2', '/3/colour', '/4/line'],
  ]);
  for (const [body, code] of [
    ['', 'push.noRows'],
    ['[{]', 'push.notJson'],
    ['{"case":"a"}\n{', 'push.notJson'],
  ] as const)
    expect([(await push(body)).json.code]).toEqual([code]);
  expect((await pushes()).length).toBe(before);
  expect((await ann.get(`/datasets/${id}/push`)).text).toContain('curl');
});

test('a program pushes with the key of a service account, and only with the scope for it', async () => {
  const accounts = '/api/v1/admin/service-accounts';
  const account = (await ann.post(accounts, { name: 'Till', roles: ['analyst'] })).json.id;
  const keyFor = async (...scopes: string[]) =>
    (await ann.post(`${accounts}/${account}/keys`, { name: 'k', scopes, networks: [], days: 1 })).json.text as string;
  const program = new HttpClient(listening(house.url), {});
  const send = async (key: string) =>
    program.send(`${at}/events`, {
      ...{ method: 'POST', body: JSON.stringify([row(8)]) },
      headers: { authorization: `Bearer ${key}` },
    });
  const before = await events();
  expect((await send(await keyFor('read:datasets'))).status).toBe(403);
  const sent = await send(await keyFor('read:datasets', 'write:datasets'));
  expect([sent.status, sent.json.by]).toEqual([202, null]);
  await settled();
  expect([await events(), (await pushes())[0].by]).toEqual([before + 1, 'Till']);
});

test('a large push is read in pieces: others get their turn, and a row that is too long is named', async () => {
  const many = Array.from({ length: 20_000 }, (_, i) => ({ case: `c${i}`, activity: 'x', note: 'n'.repeat(300) }));
  for (const text of [JSON.stringify(many), many.map((one) => JSON.stringify(one)).join('\n')]) {
    let turns = 0;
    let reading = true;
    const count = () => {
      turns++;
      if (reading) setImmediate(count);
    };
    setImmediate(count);
    const rows = await readRows(Buffer.from(text), null, { maxRows: 20_000 });
    reading = false;
    expect([rows.length, rows.at(-1), turns > 20]).toEqual([20_000, many.at(-1)!, true]);
  }
  const long = [{ case: 'a', activity: 'x'.repeat(1_100_000) }];
  for (const body of [JSON.stringify(long), JSON.stringify(long[0])])
    expect((await push(body)).json.code).toBe('push.rowTooLong');
});

/** What other systems send to the address of a connection: taken once, into the datasets of its import jobs, from who signs it. */
import { afterAll, expect, test } from 'bun:test';
import { Webhook } from 'standardwebhooks';
import { sql } from '#sdk';
import { fillForm } from '../../../tests/api/data-recipes.ts';
import { CONNECTIONS, newPushConnection, PUSH_TOKEN } from '../../../tests/connection-house.ts';
import { addUser, otherTenant, PASSWORD } from '../../../tests/example-appliance.ts';
import { EXTRACTIONS as API } from '../../../tests/extraction-house.ts';
import { HttpClient, listening } from '../../../tests/http-client.ts';
import { event, pushHouse, pushToken as token } from '../../../tests/push-house.ts';
import { argon2Passwords } from '../sign-in/index.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const { house, ann, project, connect, jobOf, send, pushesOf, contentOf, end } = await pushHouse();
afterAll(end);

function signed(id: string, body: string, secret = SECRET): Record<string, string> {
  const atMs = house.appliance.clock.now();
  return {
    ...{ 'webhook-id': id, 'webhook-timestamp': String(Math.floor(atMs / 1000)) },
    'webhook-signature': new Webhook(secret).sign(id, new Date(atMs), body),
  };
}

test('a signed message is taken once, and again under another id', async () => {
  const connection = await connect({ secret: SECRET });
  const { datasetId } = (await jobOf(connection)).json;
  const body = JSON.stringify([event(1), event(2)]);
  const first = await send(connection, body, signed('m1', body));
  expect([first.status, first.json.items[0].rows]).toEqual([202, 2]);
  const again = await send(connection, body, signed('m1', body));
  expect([again.status, again.json.items[0].id]).toEqual([202, first.json.items[0].id]);
  const other = JSON.stringify([event(3)]);
  expect((await send(connection, other, signed('m1', other))).json.code).toBe('push.keyReused');
  expect((await send(connection, other, signed('m2', other))).status).toBe(202);
  expect((await contentOf(datasetId)).length).toBe(3);
  const { name } = (await ann.get(`${CONNECTIONS}/${connection}`)).json;
  const rows = house.appliance.db.all<{ actor: string }>(
    sql`select actor from audit_log where action = 'dataset.push' order by seq desc limit 2`,
  );
  expect(rows.map(({ actor }) => actor)).toEqual([`system/connection ${name}`, `system/connection ${name}`]);
});

test('whatever is not signed, or for nobody, gets one and the same answer', async () => {
  const connection = await connect({ secret: SECRET });
  await jobOf(connection);
  const folder = await ann.post(CONNECTIONS, {
    ...{ name: 'Folder', connector: 'csv-folder', settings: { folder: '/nowhere', quietSeconds: 0 } },
  });
  const body = JSON.stringify([event(1)]);
  const right = signed('m', body);
  const answers = [
    await send(connection, body),
    await send(connection, body, signed('m', body, 'whsec_plJ3nmyCDGBKInavdOK15jsl')),
    await send(connection, `${body} `, right),
    await send(connection, body, { ...right, 'webhook-timestamp': '1614265330' }),
    await send(crypto.randomUUID(), body, right),
    await send('..%2f..', body, right),
    await send(folder.json.id, body, right),
  ];
  const { db } = house.appliance;
  const tenant = db.get<{ id: string }>(sql`select tenant_id as id from connections where id = ${connection}`)!.id;
  db.run(sql`update tenants set disabled_at = 1 where id = ${tenant}`);
  answers.push(await send(connection, body, right));
  db.run(sql`update tenants set disabled_at = null where id = ${tenant}`);
  const same = answers.map(({ status, json: { code, message, detail } }) => ({ status, code, message, detail }));
  expect(same[0]).toMatchObject({ status: 401, code: 'push.notSigned' });
  for (const answer of same) expect(answer).toEqual(same[0]!);
  expect((await send(connection, body, right)).status).toBe(202);
});

test('without an import job nothing is taken, and the sender is told', async () => {
  const connection = await connect({ signature: 'bearer', secret: PUSH_TOKEN });
  const got = await send(connection, JSON.stringify(event(1)), token());
  expect([got.status, got.json.code]).toEqual([409, 'push.noImportJob']);
  const bad = await jobOf(connection).then(() => send(connection, '{"a":', token()));
  expect([bad.status, bad.json.code]).toEqual([400, 'push.notJson']);
  const long = await send(connection, `"${'x'.repeat(300_000)}"`, token());
  expect([long.status, long.json.code]).toEqual([413, 'http.bodyTooLarge']);
});

test('each import job takes its columns, by key where it says so', async () => {
  const connection = await connect({ signature: 'bearer', secret: PUSH_TOKEN, records: 'data' });
  const columns = ['case', 'activity', 'time', 'order.state'];
  const all = (await jobOf(connection, { source: { pushes: true, columns } })).json;
  const keyed = (await jobOf(connection, { source: { pushes: true, columns }, mode: 'upsert', key: ['case', 'time'] }))
    .json;
  const body = (state: string) =>
    JSON.stringify({ type: 'x', data: [event(1, { order: { state, noise: 1 }, more: [] })] });
  for (const state of ['open', 'paid', 'paid']) expect((await send(connection, body(state), token())).status).toBe(202);
  expect((await contentOf(all.datasetId)).length).toBe(2);
  const [row, ...more] = await contentOf(keyed.datasetId);
  expect(more).toEqual([]);
  expect(row).toContain('paid');
});

test('where one import job refuses a message, none takes it', async () => {
  const connection = await connect({ signature: 'bearer', secret: PUSH_TOKEN });
  const plain = (await jobOf(connection, { source: { pushes: true, columns: ['case', 'activity', 'time'] } })).json;
  const all = (await jobOf(connection)).json;
  const first = JSON.stringify(event(1));
  expect((await send(connection, first, token())).status).toBe(202);
  expect([(await contentOf(plain.datasetId)).length, (await contentOf(all.datasetId)).length]).toEqual([1, 1]);
  // The second has no such column; the first would not have looked at it.
  const more = await send(connection, JSON.stringify(event(2, { unknown: 'x' })), token());
  expect(more.status).toBe(400);
  expect([(await pushesOf(plain.datasetId)).length, (await pushesOf(all.datasetId)).length]).toEqual([1, 1]);
  // One that came later takes what is repeated, and the others do not have it twice.
  const late = (await jobOf(connection)).json;
  const again = await send(connection, first, token());
  expect([again.status, again.json.items.length]).toEqual([202, 3]);
  for (const { datasetId } of [plain, all, late]) expect((await contentOf(datasetId)).length).toBe(1);
  const twice = await jobOf(connection, { datasetId: all.datasetId, projectId: undefined, newDatasetName: undefined });
  expect([twice.status, twice.json.code]).toEqual([400, 'extraction.pushedTwice']);
});

test('two tenants with an address each: a message reaches the rows of its own alone, even with the words of the other', async () => {
  const { tenant, project: theirProject } = otherTenant(house.appliance as never, 'Beta');
  const passwords = argon2Passwords({ memoryKiB: 64, passes: 1 });
  await addUser({ ...house.appliance, passwords } as never, { login: 'eve', tenant, role: 'administrator' });
  const eve = new HttpClient(listening(house.url));
  await eve.post('/api/v1/auth/login', { login: 'eve', password: PASSWORD });
  const theirs = (await eve.post(CONNECTIONS, newPushConnection())).json.id;
  const theirDataset = (await jobOf(theirs, { projectId: theirProject }, eve)).json.datasetId;
  const ours = await connect({ signature: 'bearer', secret: PUSH_TOKEN });
  const ourDataset = (await jobOf(ours)).json.datasetId;
  // The same bytes, and the same secret: the address alone says for whom they are.
  const body = JSON.stringify(event(1));
  const answers = [await send(ours, body, token()), await send(theirs, body, token())];
  expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  expect(answers[0]!.json.items[0].id).not.toBe(answers[1]!.json.items[0].id);
  expect((await contentOf(ourDataset)).length).toBe(1);
  expect((await eve.get(API)).json.items.length).toBe(1);
  // Neither sees, changes or feeds anything of the other.
  expect((await eve.get(`${CONNECTIONS}/${ours}`)).status).toBe(404);
  expect((await ann.get(`${CONNECTIONS}/${theirs}`)).status).toBe(404);
  expect((await jobOf(theirs)).status).toBe(404);
  const { db } = house.appliance;
  const pushes = db.all<{ tenant: string; dataset: string }>(
    sql`select tenant_id as tenant, dataset_id as dataset from pushes where dataset_id in (${ourDataset}, ${theirDataset}) order by rowid`,
  );
  expect(pushes.map(({ dataset }) => dataset)).toEqual([ourDataset, theirDataset]);
  expect(new Set(pushes.map(({ tenant }) => tenant)).size).toBe(2);
  // A closed tenant closes its address alone.
  db.run(sql`update tenants set disabled_at = 1 where id = ${pushes[1]!.tenant}`);
  const next = JSON.stringify(event(2));
  expect([(await send(ours, next, token())).status, (await send(theirs, next, token())).status]).toEqual([202, 401]);
});

test('an import job of pushes is what such a connection has, and nothing else', async () => {
  const connection = await connect({ secret: SECRET });
  const refused = async (more: object) => (await jobOf(connection, more)).json.code;
  expect(await refused({ source: { table: 'x' } })).toBe('extraction.otherSource');
  expect(await refused({ mode: 'replace' })).toBe('extraction.pushesReplace');
  expect(await refused({ follow: { by: 'cursor' } })).toBe('extraction.cannotFollow');
  expect(await refused({ rowLimit: 5 })).toBe('extraction.pushesLimit');
  expect(await refused({ timeZone: 'UTC' })).toBe('extraction.pushesMapping');
  const schedule = { cron: '0 2 * * *', zone: 'UTC', overlap: 'skip', catchUp: 'once' };
  expect(await refused({ schedule })).toBe('extraction.pushesSchedule');
  const { id } = (await jobOf(connection)).json;
  expect((await ann.post(`${API}/${id}/run`, {})).json.code).toBe('extraction.takesPushes');
  expect((await ann.post(`${API}/preview`, { connectionId: connection, source: { pushes: true } })).json.code).toBe(
    'extraction.nothingToSample',
  );
  expect((await ann.get(`${CONNECTIONS}/${connection}/tables`)).json.code).toBe('connector.nothingToRead');
});

test('the test of a connection and its page say what came; the example of the page is what is taken', async () => {
  const settings = [
    [{ secret: SECRET }, SECRET],
    [{ signature: 'bearer', secret: PUSH_TOKEN }, PUSH_TOKEN],
    [{ signature: 'hmac-sha256', secret: PUSH_TOKEN }, PUSH_TOKEN],
    [{ signature: 'hmac-sha256', secret: PUSH_TOKEN, encoding: 'base64', prefix: '' }, PUSH_TOKEN],
  ] as const;
  for (const [each, secret] of settings) {
    const connection = await connect(each);
    await jobOf(connection);
    const tested = await ann.post(`${CONNECTIONS}/${connection}/test`);
    expect(tested.json).toMatchObject({ passed: true, words: 'It waits for what others push; nothing has come yet.' });
    const page = (await ann.get(`/connections/${connection}`)).text;
    expect(page).not.toContain(secret);
    const [, example = ''] = /<pre class="code"[^>]*><code>([\s\S]*?)<\/code>/.exec(page) ?? [];
    const script = example.replaceAll('&#39;', "'").replaceAll('&#34;', '"').replaceAll('&quot;', '"');
    // What a shell makes of it: the program that sends is one of ours, so that the clock of the house and its address are kept.
    const shell = Bun.spawn(
      [
        'bash',
        '-c',
        `date() { echo ${Math.floor(house.appliance.clock.now() / 1000)}; }; curl() { printf '%s\\0' "$@"; }; ${script}`,
      ],
      {
        env: { ...process.env, SECRET: secret },
      },
    );
    const [, ...args] = (await new Response(shell.stdout).text()).split('\0');
    const headers = Object.fromEntries(
      args.flatMap((arg, at) => (arg === '-H' ? [args[at + 1]!.split(': ', 2) as [string, string]] : [])),
    );
    const got = await send(connection, args[args.indexOf('--data-binary') + 1]!, headers);
    expect([each, got.status]).toEqual([each, 202]);
    expect((await ann.post(`${CONNECTIONS}/${connection}/test`)).json.words).toStartWith(
      'It waits for what others push; the last message came at 20',
    );
    expect((await ann.get(`/connections/${connection}`)).text).toContain('/push">Set');
  }
});

test('an import job of pushes is made and changed by forms alone', async () => {
  const connection = await connect({ signature: 'bearer', secret: PUSH_TOKEN });
  const begin = `/extractions/new?connection=${connection}`;
  const typed = {
    name: 'By form',
    newName: 'Formed',
    project,
    taken: 'case, activity,time',
    mode: 'append',
    do: 'look',
  };
  const made = (await fillForm(ann, begin, '/extractions/new', typed)).headers.get('location')!;
  const read = async () => (await ann.get(`${API}/${made.split('/').at(-1)}`)).json;
  const source = { pushes: true, columns: ['case', 'activity', 'time'] };
  expect(await read()).toMatchObject({ name: 'By form', source, mode: 'append', schedule: null });
  expect((await send(connection, JSON.stringify(event(1, { noise: 1 })), token())).status).toBe(202);
  await fillForm(ann, made, made, { mode: 'upsert', key: 'case, time' });
  expect(await read()).toMatchObject({ source, mode: 'upsert', key: ['case', 'time'], schedule: null });
});

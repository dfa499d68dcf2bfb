import { beforeEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from '#sdk';
import {
  CONNECTIONS,
  newConnection,
  CONNECTION_SECRET as SECRET,
  TRIAL_TYPES,
} from '../../../tests/connection-house.ts';
import { installPlugIns } from '../../../tests/engine/customer-plug-ins.ts';
import { type Appliance, addUser, exampleAppliance, signedIn } from '../../../tests/example-appliance.ts';
import { exampleFoundations } from '../../../tests/example-foundations.ts';
import type { HttpClient } from '../../../tests/http-client.ts';

let house: Appliance;
let root: HttpClient;
let ann: HttpClient;
beforeEach(async () => {
  house = await exampleAppliance({ connectorTypes: TRIAL_TYPES });
  const tenant = house.home.tenant.id;
  await addUser(house, { login: 'root', tenant, role: 'administrator' });
  await addUser(house, { login: 'ann', tenant, role: 'analyst' });
  root = await signedIn(house, 'root');
  ann = await signedIn(house, 'ann');
});

const make = async (more: Parameters<typeof newConnection>[0] = {}) =>
  (await root.post(CONNECTIONS, newConnection(more))).json;
const change = (id: string, etag: string, settings: object, name = 'ERP') =>
  root.put(`${CONNECTIONS}/${id}`, { name, settings }, { 'if-match': etag });

function expectNoSecret(text: string): void {
  const forms = [SECRET, JSON.stringify(SECRET).slice(1, -1), encodeURIComponent(SECRET), btoa(SECRET).slice(0, -2)];
  for (const form of forms) expect(text).not.toContain(form);
}

describe('a connection', () => {
  test('is kept with its defaults and without its secret, which is nowhere to be read', async () => {
    const made = await root.post(CONNECTIONS, newConnection());
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      ...{ name: 'ERP', connector: 'trial-connector', secrets: ['/password'], lastTest: null, etag: '1' },
      settings: { user: 'reader', host: '127.0.0.1', port: 5432 },
    });
    const seen = [made.text, (await ann.get(CONNECTIONS)).text, (await ann.get(`${CONNECTIONS}/${made.json.id}`)).text];
    const kept = JSON.stringify([
      house.db.all(sql`select * from connections`),
      house.db.all(sql`select * from secrets`),
      ...[house.auditRows(), house.events(), house.lines],
    ]);
    expectNoSecret(seen.join('') + kept);
    expect(house.secrets.read(house.db, house.home.tenant.id, `connection.${made.json.id}`)).toContain('Correct/Horse');
  });

  test.each<[string, object, string]>([
    ['an unknown setting', { colour: 'red' }, '/settings/colour'],
    ['a wrong kind', { port: 'many' }, '/settings/port'],
    ['a missing secret', { password: '' }, '/settings/password'],
  ])('with %s is refused, and the fault says where', async (_, settings, pointer) => {
    const got = await root.post(CONNECTIONS, newConnection({ settings }));
    expect(got.status).toBe(400);
    expect(got.json.errors.map((each: { pointer: string }) => each.pointer)).toContain(pointer);
    expectNoSecret(got.text);
  });

  test('has one name in a workspace, a type that is there, and who may write makes it', async () => {
    await make();
    expect((await root.post(CONNECTIONS, newConnection({ name: 'erp' }))).status).toBe(409);
    const other = { ...newConnection({ name: 'X' }), connector: 'nothing' };
    expect((await root.post(CONNECTIONS, other)).json.code).toBe('connection.noConnector');
    expect((await ann.post(CONNECTIONS, newConnection({ name: 'Y' }))).status).toBe(403);
  });

  test('goes with its secret', async () => {
    const { id } = await make();
    expect((await root.delete(`${CONNECTIONS}/${id}`, { 'if-match': '1' })).status).toBe(204);
    expect(house.db.all(sql`select * from secrets where name like 'connection.%'`)).toEqual([]);
    expect((await ann.get(`${CONNECTIONS}/${id}`)).status).toBe(404);
  });

  test('stays while something reads from it', async () => {
    const { id } = await make();
    house.connections.addUses((_, asked) => (asked === id ? [{ name: 'Orders, nightly', path: '/x' }] : []));
    const got = await root.delete(`${CONNECTIONS}/${id}`, { 'if-match': '1' });
    expect([got.status, got.json.detail]).toEqual([409, expect.stringContaining('Orders, nightly')]);
  });
});

describe('changing one', () => {
  test('keeps the secret where nothing else is changed, and the last test with it', async () => {
    const { id, settings } = await make();
    await root.post(`${CONNECTIONS}/${id}/test`);
    const got = await change(id, '1', settings, 'ERP two');
    expect([got.status, got.json.secrets, got.json.lastTest.passed]).toEqual([200, ['/password'], true]);
    expect((await root.post(`${CONNECTIONS}/${id}/test`)).json.passed).toBe(true);
  });

  test.each([{ host: 'elsewhere.example' }, { port: 9999 }, { user: 'somebody' }])(
    'demands the secret again: %j',
    async (changed) => {
      const { id, settings } = await make();
      const before = house.secrets.read(house.db, house.home.tenant.id, `connection.${id}`);
      for (const password of [{}, { password: '' }]) {
        const got = await change(id, '1', { ...settings, ...changed, ...password });
        expect([got.status, got.json.code]).toEqual([400, 'connection.secretAgain']);
        expect(got.json.errors[0].pointer).toBe('/settings/password');
      }
      expect(house.secrets.read(house.db, house.home.tenant.id, `connection.${id}`)).toBe(before);
      const typed = await change(id, '1', { ...settings, ...changed, password: 'another one' });
      expect([typed.status, typed.json.etag]).toEqual([200, '2']);
      expect(house.secrets.read(house.db, house.home.tenant.id, `connection.${id}`)).toContain('another one');
    },
  );

  test('a new secret alone needs nothing else, and what was tested holds no longer', async () => {
    const { id, settings } = await make();
    await root.post(`${CONNECTIONS}/${id}/test`);
    const got = await change(id, '1', { ...settings, password: 'another one' });
    expect([got.status, got.json.lastTest]).toEqual([200, null]);
    expect((await change(id, '1', settings)).status).toBe(412);
  });

  test('a sealed secret that was given to another connection opens nothing', async () => {
    const [one, two] = [await make(), await make({ name: 'Two' })];
    house.db.run(sql`delete from secrets where name = ${`connection.${two.id}`}`);
    house.db.run(sql`update secrets set name = ${`connection.${two.id}`} where name = ${`connection.${one.id}`}`);
    expect((await root.post(`${CONNECTIONS}/${two.id}/test`)).json).toMatchObject({ passed: false });
    expect((await ann.get(`${CONNECTIONS}/${two.id}/tables`)).status).toBe(500);
  });

  test('encrypted anew with all others, its secrets open still', async () => {
    const { id } = await make();
    const record = () => house.db.get<{ record: string }>(sql`select record from secrets`)!.record;
    const before = record();
    await house.rotation.reencrypt();
    expect(record()).not.toBe(before);
    expect((await root.post(`${CONNECTIONS}/${id}/test`)).json.passed).toBe(true);
  });
});

describe('testing one', () => {
  test('keeps when, who and what came of it, without the secret', async () => {
    const { id } = await make();
    const got = await root.post(`${CONNECTIONS}/${id}/test`);
    expect(got.json).toMatchObject({ passed: true, words: 'Trial 1, reader', details: ['signed in with •••'] });
    const { lastTest } = (await ann.get(`${CONNECTIONS}/${id}`)).json;
    expect(lastTest).toEqual({ at: got.json.at, by: got.json.by, passed: true, words: 'Trial 1, reader' });
    expect(house.auditRows().at(-1)).toMatchObject({ action: 'connection.test', outcome: 'success' });
  });

  test('that fails says what to change, and is audited as a failure', async () => {
    const { id } = await make({ settings: { user: 'nobody' } });
    const got = await root.post(`${CONNECTIONS}/${id}/test`);
    expect([got.status, got.json.passed]).toEqual([200, false]);
    expect(got.json.words).toContain('refuses the sign-in');
    expectNoSecret(got.text + JSON.stringify(house.auditRows()) + house.lines.join(''));
    expect(house.auditRows().at(-1)).toMatchObject({ action: 'connection.test', outcome: 'failure' });
    expect((await ann.post(`${CONNECTIONS}/${id}/test`)).status).toBe(403);
  });

  test.each([
    ['127.0.0.1', 22, 'special address (loopback)'],
    ['169.254.169.254', 80, 'special address (link-local)'],
    ['metadata.google.internal', 80, 'not among the targets'],
    ['[::ffff:169.254.169.254]', 80, 'special address'],
    ['0x7f000001', 22, 'no host in its plain form'],
    ['2130706433', 22, 'no host in its plain form'],
    ['127.0.0.1', 8080, 'its own ports'],
  ])('nothing is reached that the list does not name: %s %d', async (host, port, words) => {
    const { id } = await make({ settings: { user: 'network', host, port } });
    const got = (await root.post(`${CONNECTIONS}/${id}/test`)).json;
    expect([got.passed, got.words]).toEqual([false, expect.stringContaining(words)]);
    const denied = house.auditRows().filter(({ action }) => action === 'egress.connect');
    expect(denied).toMatchObject([{ outcome: 'denied', tenant_id: house.home.tenant.id }]);
    expect(JSON.stringify(denied)).toContain(`connection ${id}`);
  });
});

describe('what lies in a source', () => {
  test('tables by pages and by search, from one reading', async () => {
    const { id } = await make();
    const first = (await ann.get(`${CONNECTIONS}/${id}/tables?limit=3`)).json;
    expect([first.items.map((t: { name: string }) => t.name), first.total]).toEqual([
      ['numbers', 'endless', 'silent'],
      4,
    ]);
    const rest = (await ann.get(`${CONNECTIONS}/${id}/tables?limit=3&cursor=${first.next}`)).json;
    expect([rest.items.map((t: { name: string }) => t.name), rest.next]).toEqual([['home'], null]);
    expect((await ann.get(`${CONNECTIONS}/${id}/tables?search=NUM`)).json.total).toBe(1);
    expect((await ann.get(`${CONNECTIONS}/${id}/columns?table=numbers`)).json.key).toEqual(['id']);
    expect((await ann.get(`${CONNECTIONS}/${id}/files`)).json.code).toBe('connector.noFiles');
  });

  test('a preview shows nulls and big numbers as they are, no more rows than asked for, and is audited', async () => {
    const { id } = await make();
    const got = await ann.post(`${CONNECTIONS}/${id}/preview`, { table: 'numbers', rows: 3 });
    expect(got.json.rows).toEqual([
      ['9223372036854775807', 'a'],
      [null, null],
      [0, 'row 0'],
    ]);
    expect(house.auditRows().at(-1)).toMatchObject({ action: 'connection.preview', outcome: 'success' });
    expect((await ann.post(`${CONNECTIONS}/${id}/preview`, { table: 'numbers', rows: 201 })).status).toBe(400);
    expect((await ann.post(`${CONNECTIONS}/${id}/preview`, { table: 'x', query: 'y' })).status).toBe(400);
    expect((await ann.post(`${CONNECTIONS}/${id}/preview`, {})).status).toBe(400);
  });

  test('a file is looked at as an upload is; what lies outside the opened folders is not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'adit-source-'));
    writeFileSync(
      join(folder, 'orders.csv'),
      'order,activity,time\n1,Pay,2024-01-02T10:00:00Z\n2,,2024-01-03T10:00:00Z\n',
    );
    const foundations = exampleFoundations({ ADIT__CONNECTORS__FOLDERS: JSON.stringify([folder]) });
    house = await exampleAppliance({ connectorTypes: TRIAL_TYPES, foundations });
    await addUser(house, { login: 'root', tenant: house.home.tenant.id, role: 'administrator' });
    root = await signedIn(house, 'root');
    const files = async (at: string, name: string) =>
      (await root.post(CONNECTIONS, { name, connector: 'trial-files', settings: { folder: at } })).json.id;
    const id = await files(folder, 'Sample');
    expect((await root.get(`${CONNECTIONS}/${id}/files`)).json.items).toMatchObject([
      { path: 'orders.csv', bytes: 71 },
    ]);
    const got = await root.post(`${CONNECTIONS}/${id}/preview`, { file: 'orders.csv', rows: 2 });
    expect(got.json.columns.map(({ name }: { name: string }) => name)).toEqual(['order', 'activity', 'time']);
    expect(got.json.rows.map((row: unknown[]) => row.slice(0, 2))).toEqual([
      ['1', 'Pay'],
      ['2', null],
    ]);
    const outside = (await root.post(`${CONNECTIONS}/${await files('/etc', 'Etc')}/test`)).json;
    expect([outside.passed, outside.words]).toEqual([false, expect.stringContaining('connectors.folders')]);
    rmSync(folder, { recursive: true });
  });
});

test("a customer's connector is used as those of the release are, once its checksum is allowed", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'adit-customer-'));
  const source = readFileSync('tests/connectors/trial-connector.ts', 'utf8').replace("'#sdk'", "'@adit/sdk'");
  const { path, allow } = installPlugIns(folder, { mine: source.replace("id: 'trial-connector'", "id: 'mine'") });
  installPlugIns(folder, { other: source.replace("id: 'trial-connector'", "id: 'other'") });
  const env = { ADIT__PLUGINS__FOLDER: path, ADIT__PLUGINS__ALLOW: JSON.stringify(allow) };
  house = await exampleAppliance({ foundations: exampleFoundations(env) });
  await addUser(house, { login: 'root', tenant: house.home.tenant.id, role: 'administrator' });
  root = await signedIn(house, 'root');
  const wrong = await root.post(CONNECTIONS, { ...newConnection({ settings: { port: 0 } }), connector: 'mine' });
  expect([wrong.status, wrong.json.errors[0].pointer]).toEqual([400, '/settings/port']);
  const made = await root.post(CONNECTIONS, { ...newConnection(), connector: 'mine' });
  expect([made.status, made.json.secrets, made.json.settings.port]).toEqual([201, ['/password'], 5432]);
  const tested = (await root.post(`${CONNECTIONS}/${made.json.id}/test`)).json;
  expect([tested.passed, tested.details]).toEqual([true, ['signed in with •••']]);
  expect((await root.post(CONNECTIONS, { ...newConnection({ name: 'X' }), connector: 'other' })).status).toBe(409);
  rmSync(folder, { recursive: true });
});

test('types say what they are, and where no live server was seen', async () => {
  const { items } = (await ann.get('/api/v1/data-designer/connector-types')).json;
  const trial = items.find(({ id }: { id: string }) => id === 'trial-connector');
  expect(trial).toMatchObject({ title: 'Trial', delivers: 'tables', queries: 'SQL', verifiedWith: null });
  expect(trial.params.properties.password['x-secret']).toBe('line');
  expect(items.length).toBeGreaterThan(2);
});

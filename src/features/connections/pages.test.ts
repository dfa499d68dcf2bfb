import { beforeEach, expect, test } from 'bun:test';
import {
  CONNECTIONS,
  newConnection,
  CONNECTION_SECRET as SECRET,
  TRIAL_TYPES,
} from '../../../tests/connection-house.ts';
import { type Appliance, addUser, exampleAppliance, signedIn } from '../../../tests/example-appliance.ts';
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

const FIELDS = { name: 'ERP', type: 'trial-connector', user: 'reader', password: SECRET, port: '5432' };

const ESCAPED = SECRET.replaceAll('"', '&quot;');
const expectNoSecret = (html: string) => {
  for (const form of [SECRET, ESCAPED]) expect(html).not.toContain(form);
};

test('from the choice of a type to its first rows', async () => {
  const chooser = (await root.get('/connections/new')).text;
  expect(chooser).toContain('Not verified against a live server');
  expect(chooser).toContain('/connections/new?type=trial-connector');
  const form = (await root.get('/connections/new?type=trial-connector')).text;
  expect(form).toMatch(/<input[^>]*name="password"[^>]*type="password" value=""/);
  const kept = await root.submit('/connections', { ...FIELDS, after: 'test' });
  const at = kept.headers.get('location')!;
  expect([kept.status, at]).toEqual([303, expect.stringMatching(/^\/connections\//)]);
  const one = (await root.get(at)).text;
  for (const shown of ['The test went well.', 'It works', 'Trial 1, reader', 'kept, not shown'])
    expect(one).toContain(shown);
  const list = (await ann.get('/connections')).text;
  expect(list).toContain('works');
  const data = (await ann.get(`${at}/data?search=num`)).text;
  expect(data).toContain(`${at}/preview?table=numbers`);
  expect(data).not.toContain('table=endless');
  const preview = (await ann.get(`${at}/preview?table=numbers`)).text;
  for (const shown of ['9223372036854775807', 'no value', 'row 7']) expect(preview).toContain(shown);
  const asked = await ann.submit(`${at}/preview`, { query: 'numbers' });
  expect(asked.text).toContain('row 7');
  expectNoSecret(chooser + form + one + list + data + preview + asked.text);
});

test('a mistake shows the form again with what was typed, but for the secret', async () => {
  const got = await root.submit('/connections', { ...FIELDS, port: 'many' });
  expect(got.status).toBe(400);
  expect(got.text).toMatch(/name="port"[^>]*aria-invalid="true"/);
  expect(got.text).toContain('value="reader"');
  expectNoSecret(got.text);
});

test('changing keeps the secret where it stays, and asks for it where it would go elsewhere', async () => {
  const { id } = (await root.post(CONNECTIONS, newConnection())).json;
  const form = (await root.get(`/connections/${id}/edit`)).text;
  expect(form).toContain('It is kept. Leave it empty to keep it, or type another.');
  expectNoSecret(form);
  const fields = { etag: '1', name: 'ERP', user: 'reader', password: '', host: '127.0.0.1', port: '5432' };
  const elsewhere = await root.submit(`/connections/${id}`, { ...fields, host: 'elsewhere.example' });
  expect([elsewhere.status, elsewhere.text.includes('Type the secrets again')]).toEqual([400, true]);
  expect(elsewhere.text).toContain('value="elsewhere.example"');
  const renamed = await root.submit(`/connections/${id}`, { ...fields, name: 'Renamed' });
  expect(renamed.status).toBe(303);
  const late = await root.submit(`/connections/${id}`, { ...fields, name: 'Late' });
  expect([late.status, late.text.includes('Somebody changed it while this form was open')]).toEqual([409, true]);
});

test('what a source says instead of rows stands on the page', async () => {
  const { id } = (await root.post(CONNECTIONS, newConnection({ settings: { user: 'nobody' } }))).json;
  const got = await ann.get(`/connections/${id}/data`);
  expect([got.status, got.text.includes('refuses the sign-in')]).toEqual([400, true]);
  expectNoSecret(got.text);
  const thrown = await ann.get(`/connections/${id}/preview?table=throws`);
  expect(thrown.status).toBeGreaterThanOrEqual(400);
  expectNoSecret(thrown.text);
});

test('what a source says is German on pages for who reads German, and English for programs', async () => {
  const { id } = (await root.post(CONNECTIONS, newConnection({ settings: { user: 'nobody' } }))).json;
  const tested = await root.post(`${CONNECTIONS}/${id}/test`);
  expect(tested.json.words).toMatch(/refuses the sign-in: .* Correct the name and the secret\.$/);
  await root.send('/api/v1/auth/me/settings', { method: 'PATCH', body: { language: 'de' } });
  const page = (await root.get(`/connections/${id}`)).text;
  expect(page).toContain('verweigert die Anmeldung');
  expect(page).not.toContain('refuses the sign-in');
  expect((await root.get(`/connections/${id}/data`)).text).toContain('Berichtigen Sie Namen und Geheimnis.');
  expect((await root.get(`${CONNECTIONS}/${id}`)).json.lastTest.words).toContain('refuses the sign-in');
});

test('who only reads changes nothing', async () => {
  const { id } = (await root.post(CONNECTIONS, newConnection())).json;
  const page = (await ann.get(`/connections/${id}`)).text;
  for (const deed of ['/test', '/edit', '/delete']) expect(page).not.toContain(`/connections/${id}${deed}`);
  for (const deed of ['', '/test', '/delete'])
    expect((await ann.submit(`/connections/${id}${deed}`, { etag: '1' })).status).toBe(403);
  expect((await ann.get('/connections/new')).status).toBe(403);
});

test('what is used is not deleted, and what is offered can be followed', async () => {
  const { id } = (await root.post(CONNECTIONS, newConnection())).json;
  house.connections.addOffer((_, connection, { table }) => ({
    ...{ text: 'Next', action: `/x/${connection.id}`, fields: { table: table! } },
  }));
  const seen = (await ann.get(`/connections/${id}/preview?table=numbers`)).text;
  for (const shown of [`action="/x/${id}"`, 'name="table" value="numbers"']) expect(seen).toContain(shown);
  let uses = [{ name: 'Orders, nightly', path: '/y' }];
  house.connections.addUses(() => uses);
  expect((await root.get(`/connections/${id}/delete`)).text).toContain('href="/y"');
  expect((await root.submit(`/connections/${id}/delete`, { etag: '1' })).status).toBe(409);
  uses = [];
  expect((await root.submit(`/connections/${id}/delete`, { etag: '1' })).headers.get('location')).toBe('/connections');
});

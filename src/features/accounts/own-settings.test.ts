import { beforeEach, expect, test } from 'bun:test';
import { type Appliance, addUser, exampleAppliance, signedIn } from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';

const PATH = '/api/v1/auth/me/settings';
let house: Appliance;
let ann: HttpClient;
beforeEach(async () => {
  house = await exampleAppliance();
  await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
  ann = await signedIn(house, 'ann');
});
const change = (body: object) => ann.send(PATH, { method: 'PATCH', body });

test('nothing is chosen at first; what is sent changes, what is not sent stays, null goes back', async () => {
  const nothing = { displayZone: null, language: null, density: null, theme: null };
  expect((await ann.get(PATH)).json).toEqual({ displayName: 'ann', ...nothing });
  const chosen = { displayZone: 'Asia/Tokyo', density: 'compact', theme: 'dark', displayName: ' Ann Berg ' };
  expect((await change(chosen)).json).toEqual({ ...nothing, ...chosen, displayName: 'Ann Berg' });
  expect((await change({ language: 'de', density: null })).json).toEqual({
    ...{ displayName: 'Ann Berg', displayZone: 'Asia/Tokyo', language: 'de', density: null, theme: 'dark' },
  });
  expect((await (await signedIn(house, 'ann')).get(PATH)).json.language).toBe('de');
});

test('pages are made by it', async () => {
  const open = () => ann.get('/profile', { 'accept-language': 'en' });
  expect((await open()).text).toContain('<html lang="en" data-density="comfortable">');
  await change({ language: 'de', density: 'compact', theme: 'dark' });
  expect((await open()).text).toContain('<html lang="de" data-density="compact" data-theme="dark">');
});

test.each([
  ['europe/berlin', 'Europe/Berlin'],
  ['UTC', 'UTC'],
])('the zone %s is %s', async (sent, zone) => {
  expect((await change({ displayZone: sent })).json.displayZone).toBe(zone);
});

test.each([
  [{ displayZone: 'Mars/Base' }, 'user.unknownZone'],
  [{ displayZone: '+02:00' }, 'user.unknownZone'],
  [{ displayZone: '../../etc/passwd' }, 'user.unknownZone'],
  [{ displayZone: "UTC'; drop table users" }, 'user.unknownZone'],
  [{ language: 'fr' }, 'http.invalidBody'],
  [{ theme: 'dark"><script>' }, 'http.invalidBody'],
  [{ login: 'root' }, 'http.invalidBody'],
  [{ displayName: '' }, 'http.invalidBody'],
  [{ displayName: 'A\u202eB' }, 'name.hiddenCharacters'],
])('%j is refused', async (body, code) => {
  const got = await change(body);
  expect([got.status, got.json.code]).toEqual([400, code]);
  expect(got.text).not.toContain('<script>');
});

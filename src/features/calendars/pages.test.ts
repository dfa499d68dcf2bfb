import { beforeAll, expect, test } from 'bun:test';
import { type Appliance, addUser, exampleAppliance, signedIn } from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';

let house: Appliance;
let ann: HttpClient;
let vic: HttpClient;
const FORM = {
  name: 'Office',
  description: '',
  zone: 'Europe/Berlin',
  monday: '8-12, 13-17',
  holidays: '2026-12-25',
  exceptions: '',
};

beforeAll(async () => {
  house = await exampleAppliance();
  const tenant = house.home.tenant.id;
  await addUser(house, { login: 'ann', tenant, role: 'analyst' });
  await addUser(house, { login: 'vic', tenant, role: 'viewer' });
  [ann, vic] = [await signedIn(house, 'ann'), await signedIn(house, 'vic')];
});

/** Sends the form of a page as a browser without JavaScript does, with its hidden fields. */
async function submit(by: HttpClient, at: string, typed: Record<string, string>) {
  const { text } = await by.get(at);
  const hidden = [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
    name!,
    value!,
  ]);
  return by.send(at, { method: 'POST', body: new URLSearchParams({ ...Object.fromEntries(hidden), ...typed }) });
}

test('made, shown, changed and deleted by forms alone', async () => {
  expect((await ann.get('/calendars')).text).toContain('There is no calendar yet');
  const made = await submit(ann, '/calendars/new', FORM);
  expect(made.status).toBe(303);
  const at = made.headers.get('location') as string;
  const shown = (await ann.get(at)).text;
  for (const text of [
    'Office',
    'Europe/Berlin',
    '08:00–12:00',
    '13:00–17:00',
    '2026-12-25',
    'no calculation on record',
    'The calendar &quot;Office&quot; is there.',
  ])
    expect(shown).toContain(text);
  expect(shown).toContain('<rect class="fill" x="480" width="240"');
  expect((await submit(ann, `${at}/edit`, { ...FORM, monday: '22-6', name: 'Night' })).headers.get('location')).toBe(
    at,
  );
  const list = (await vic.get('/calendars')).text;
  expect(list).toContain('Night');
  expect(list).not.toContain('/calendars/new');
  expect((await vic.get(at)).text).not.toContain(`${at}/edit`);
  expect([(await vic.get(`${at}/edit`)).status, (await vic.get('/calendars/new')).status]).toEqual([403, 403]);
  expect((await ann.get(`${at}/delete`)).text).toContain('No calculation on record uses it.');
  expect((await submit(ann, `${at}/delete`, {})).headers.get('location')).toBe('/calendars');
  expect((await ann.get(at)).status).toBe(404);
});

test('what is wrong stands at its field, with what was typed', async () => {
  const wrong = { ...FORM, name: 'Wrong', monday: 'all day', holidays: '25.12.2026', exceptions: '2026-02-30 8-12' };
  const got = await submit(ann, '/calendars/new', wrong);
  expect(got.status).toBe(400);
  for (const text of [
    'value="all day"',
    '25.12.2026',
    'id="error-monday"',
    'id="field-holidays-error"',
    'Some fields are not right.',
  ])
    expect(got.text).toContain(text);
  const later = await submit(ann, '/calendars/new', { ...wrong, monday: '8-12, 11-13', holidays: '', exceptions: '' });
  expect([later.status, later.text.includes('these hours overlap others of the same day')]).toEqual([400, true]);
  const zone = await submit(ann, '/calendars/new', { ...FORM, zone: '<b>Mars</b>' });
  expect(zone.text).toContain('There is no time zone');
  expect(zone.text).not.toContain('<b>Mars');
  expect((await submit(ann, '/calendars/new', { ...FORM, color: 'red' })).status).toBe(400);
});

test('a change that somebody else made meanwhile is not overwritten unseen', async () => {
  const at = (await submit(ann, '/calendars/new', { ...FORM, name: 'Shared' })).headers.get('location') as string;
  const stale = { ...FORM, name: 'Mine', etag: '1' };
  await submit(ann, `${at}/edit`, { ...FORM, name: 'Theirs' });
  const got = await submit(ann, `${at}/edit`, stale);
  expect([got.status, got.text.includes('Somebody changed it while this form was open')]).toEqual([409, true]);
  expect(got.text).toContain('value="Mine"');
  expect((await ann.get(at)).text).toContain('Theirs');
  expect((await submit(ann, `${at}/delete`, { etag: '1' })).status).toBe(409);
  expect((await ann.get(at)).status).toBe(200);
});

test('names that are code are text', async () => {
  const name = '"><img src=x onerror=alert(1)> & <i>';
  const at = (await submit(ann, '/calendars/new', { ...FORM, name })).headers.get('location') as string;
  for (const path of ['/calendars', at, `${at}/edit`, `${at}/delete`])
    expect((await ann.get(path)).text).not.toContain('<img src=x');
});

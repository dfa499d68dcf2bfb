import { beforeAll, describe, expect, test } from 'bun:test';
import { type Appliance, addUser, exampleAppliance, otherTenant, signedIn } from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';

let house: Appliance;
let ann: HttpClient;
let vic: HttpClient;
const PATH = '/api/v1/calendars';
const DAY = [{ from: '08:00', to: '16:30' }];
const WEEK = { monday: DAY, friday: [{ from: '22:00', to: '06:00' }] };

beforeAll(async () => {
  house = await exampleAppliance();
  const tenant = house.home.tenant.id;
  await addUser(house, { login: 'ann', tenant, role: 'analyst' });
  await addUser(house, { login: 'vic', tenant, role: 'viewer' });
  [ann, vic] = [await signedIn(house, 'ann'), await signedIn(house, 'vic')];
});

test('made, read, changed with its etag, deleted; each leaves one audit row and one event', async () => {
  const [rows, events] = [house.auditRows().length, house.events().length];
  const made = await ann.post(PATH, {
    name: ' Office ',
    zone: 'europe/berlin',
    week: WEEK,
    holidays: ['2026-12-26', '2026-12-25', '2026-12-25'],
  });
  const none: never[] = [];
  expect([made.status, made.headers.get('etag')]).toEqual([201, '"1"']);
  expect(made.json).toEqual({
    ...{
      id: made.json.id,
      workspaceId: house.home.workspace.id,
      name: 'Office',
      description: '',
      zone: 'Europe/Berlin',
    },
    week: { ...WEEK, tuesday: none, wednesday: none, thursday: none, saturday: none, sunday: none },
    ...{
      holidays: ['2026-12-25', '2026-12-26'],
      exceptions: [],
      etag: '1',
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: null,
    },
  });
  const at = made.headers.get('location') as string;
  const change = { name: 'Office 2', zone: 'UTC', week: WEEK };
  expect((await ann.put(at, change)).json.code).toBe('change.versionMissing');
  expect((await ann.put(at, change, { 'if-match': '"1"' })).json).toMatchObject({
    etag: '2',
    holidays: [],
    zone: 'UTC',
  });
  expect((await ann.put(at, change, { 'if-match': '"1"' })).status).toBe(412);
  expect((await vic.get(at)).json.name).toBe('Office 2');
  expect((await vic.put(at, change, { 'if-match': '2' })).status).toBe(403);
  expect((await ann.delete(at, { 'if-match': '1' })).status).toBe(412);
  expect((await ann.delete(at, { 'if-match': '2' })).status).toBe(204);
  expect((await ann.get(at)).json.code).toBe('calendar.notFound');
  const actions = house
    .auditRows()
    .slice(rows)
    .map((r) => r.action);
  expect(actions).toEqual(['calendar.create', 'calendar.change', 'calendar.delete']);
  expect(house.events().slice(events)).toHaveLength(3);
});

describe('refused, with its place', () => {
  const wrong: [string, object, string, string][] = [
    ['no hours at all', {}, 'calendar.invalid', '/week'],
    ['an unknown zone', { zone: 'Europe/Berlim', week: WEEK }, 'zone.unknown', ''],
    ['25 o’clock', { week: { monday: [{ from: '25:00', to: '26:00' }] } }, 'http.invalidBody', '/week/monday/0/from'],
    [
      'hours that end when they begin',
      { week: { monday: [{ from: '08:00', to: '08:00' }] } },
      'calendar.invalid',
      '/week/monday/0',
    ],
    [
      'hours that overlap',
      { week: { monday: [...DAY, { from: '16:00', to: '18:00' }] } },
      'calendar.overlap',
      '/week/monday/1',
    ],
    [
      'a night that overlaps the evening',
      {
        week: {
          friday: [
            { from: '23:00', to: '23:30' },
            { from: '22:00', to: '06:00' },
          ],
        },
      },
      'calendar.overlap',
      '/week/friday/0',
    ],
    ['a date that is none', { week: WEEK, holidays: ['2026-02-30'] }, 'calendar.invalid', '/holidays/0'],
    [
      'a date twice',
      {
        week: WEEK,
        exceptions: [
          { date: '2026-01-02', intervals: DAY },
          { date: '2026-01-02', intervals: [] },
        ],
      },
      'calendar.invalid',
      '/exceptions/1/date',
    ],
    ['a day of another name', { week: { ...WEEK, Montag: DAY } }, 'http.invalidBody', '/week/Montag'],
    ['a week that is a list', { week: [] }, 'http.invalidBody', '/week'],
  ];
  test.each(wrong)('%s', async (_, body, code, pointer) => {
    const got = await ann.post(PATH, { name: 'X', ...body });
    expect([got.status, got.json.code, got.json.errors?.[0]?.pointer ?? '']).toEqual([400, code, pointer]);
  });

  test('a name that is taken, in whatever letters', async () => {
    expect((await ann.post(PATH, { name: 'Twice', week: WEEK })).status).toBe(201);
    const again = await ann.post(PATH, { name: 'TWICE', week: WEEK });
    expect([again.status, again.json.code]).toEqual([409, 'calendar.nameTaken']);
  });
});

test('hours that touch are one; those of another tenant do not exist', async () => {
  const touching = {
    monday: [
      { from: '12:00', to: '16:00' },
      { from: '08:00', to: '12:00' },
    ],
  };
  expect((await ann.post(PATH, { name: 'Touch', week: touching })).json.week.monday).toEqual([
    { from: '08:00', to: '16:00' },
  ]);
  const theirs = otherTenant(house);
  await addUser(house, { login: 'eve', tenant: theirs.tenant, role: 'analyst' });
  const eve = await signedIn(house, 'eve');
  const foreign = (await eve.post(PATH, { name: 'Theirs', week: WEEK })).headers.get('location') as string;
  expect((await ann.get(foreign)).json.code).toBe('calendar.notFound');
  expect((await ann.get(PATH)).json.items.map((c: { name: string }) => c.name)).toEqual(['Touch', 'Twice']);
  expect((await ann.get(`${PATH}?limit=1`)).json).toMatchObject({ total: 2, items: [{ name: 'Touch' }] });
});

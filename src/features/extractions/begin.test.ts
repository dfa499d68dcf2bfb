/** From what is seen in a connection to its first load, as a person goes. */
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillForm, plain } from '../../../tests/api/data-recipes.ts';
import { addUser, exampleAppliance, signedIn } from '../../../tests/example-appliance.ts';
import { exampleFoundations } from '../../../tests/example-foundations.ts';
import { csrfOf, type Got, type HttpClient } from '../../../tests/http-client.ts';
import { TrialSources } from '../../../tests/trial-sources.ts';
import { type Actor, systemActor } from '../../platform/access/actor.ts';
import { type Draft, Drafts } from './drafts.ts';

const NEW = '/extractions/new';
const API = '/api/v1/data-designer/import-jobs';
let sources: TrialSources;
let house: Awaited<ReturnType<typeof exampleAppliance>>;
let ann: HttpClient;
let folder = '';

beforeEach(async () => {
  sources = new TrialSources();
  sources.table = {
    columns: [
      { name: 'case_id', type: 'text' },
      { name: 'activity', type: 'text' },
      { name: 'changed_at', type: 'time' },
    ],
    rows: [
      ['1', 'Register', '2024-01-01T08:00:00Z'],
      ['1', 'Ship', '2024-01-02T08:00:00Z'],
      ['2', 'Register', '2024-01-03T08:00:00Z'],
    ],
    batchRows: () => 10,
  };
  folder = mkdtempSync(join(tmpdir(), 'adit-begin-'));
  house = await exampleAppliance({
    foundations: exampleFoundations({}, folder),
    extracting: { sources, wait: async () => {} },
  });
  sources.plant(house.db, house.home);
  await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
  ann = await signedIn(house, 'ann');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const PAGE = `${NEW}?connection=trial&table=orders`;
const TYPED = {
  ...{ do: 'look', name: 'Orders', newName: 'Sales orders', follow: 'column', followed: 'changed_at' },
  ...{ overlap: '60', mode: 'append', when: 'daily', zone: 'Europe/Berlin' },
};
const ALL = ['case_id', 'activity', 'changed_at'];
const begin = async (typed: object = {}, ticked = ALL) => {
  const csrf = csrfOf((await ann.get(PAGE)).text);
  const where = { connection: 'trial', table: 'orders', columns: JSON.stringify(ALL), project: house.home.project.id };
  const body = new URLSearchParams({ csrf, ...where, ...TYPED, ...typed });
  for (const name of ticked) body.append('column', name);
  return ann.send(NEW, { method: 'POST', body });
};
/** With the columns as they are proposed. */
const loadFrom = async (page: string): Promise<Got> => {
  const csrf = csrfOf((await ann.get(page)).text);
  return ann.send(page, { method: 'POST', body: new URLSearchParams({ csrf, base: '{}', do: 'load' }) });
};
const columnsOf = async (begun: Got): Promise<string> => {
  expect([begun.status, plain(begun.text)]).toEqual([303, '']);
  return begun.headers.get('location')!;
};

test('what is chosen, what its columns are, and its first run', async () => {
  const first = plain((await ann.get(PAGE)).text);
  const missing = (html: string, said: string[]) => said.filter((one) => !html.includes(one));
  expect(missing(first, ['3 columns', 'ERP: orders', 'value="changed_at" selected'])).toEqual([]);
  const page = await columnsOf(await begin());
  const columns = plain((await ann.get(page)).text);
  expect(
    missing(columns, ['Columns of orders', 'Register', 'It runs now, and then by its schedule', 'Next times']),
  ).toEqual([]);
  const made = await loadFrom(page);
  const at = made.headers.get('location')!;
  expect([made.status, at]).toEqual([303, expect.stringMatching(/^\/extractions\/[^/]+$/)]);
  const { items } = (await ann.get(API)).json;
  expect(items).toMatchObject([
    {
      ...{ name: 'Orders', mode: 'append', source: { table: 'orders' } },
      follow: { by: 'column', column: 'changed_at', overlap: 60 },
      schedule: { cron: '0 2 * * *', zone: 'Europe/Berlin', overlap: 'skip', catchUp: 'once' },
      lastRun: { state: 'waiting' },
    },
  ]);
  const roles = Object.fromEntries(
    items[0].mapping.columns.map((c: { column: string; role: string }) => [c.column, c.role]),
  );
  expect(roles).toEqual({ case_id: 'case', activity: 'activity', changed_at: 'timestamp' });
  expect((await ann.get(at)).text).toContain('Sales orders');
  expect((await ann.get(page)).status).toBe(404);
});

test('what cannot be is said beside the field, with what was typed', async () => {
  for (const [typed, field] of [
    [{ name: ' ' }, 'name'],
    [{ overlap: '-1' }, 'overlap'],
    [{ project: '' }, 'project'],
    [{ when: 'own', cron: 'x' }, 'cron'],
    [{ mode: 'upsert', key: '' }, 'key'],
  ] as const) {
    const got = await begin(typed);
    expect([field, got.status, got.text.includes('That did not work')]).toEqual([field, 400, true]);
    expect([field, got.text.includes(`id="field-${field}-error"`)]).toEqual([field, true]);
    expect(plain(got.text)).toContain('value="Sales orders"');
  }
  expect(sources.opened).toBe(0);
});

test('columns that are not ticked are not read', async () => {
  await columnsOf(await begin({}, ['case_id', 'changed_at']));
  expect(sources.asked!.request.columns).toEqual(['case_id', 'changed_at']);
  const without = await begin({}, ['case_id', 'activity']);
  expect([without.status, plain(without.text).includes('"changed_at" is needed')]).toEqual([400, true]);
});

test('a draft is its maker’s alone, goes when it is cancelled, and leaves no rows behind', async () => {
  const page = await columnsOf(await begin());
  expect(samples()).toHaveLength(1);
  await addUser(house, { login: 'bob', tenant: house.home.tenant.id, role: 'administrator' });
  const bob = await signedIn(house, 'bob');
  expect((await bob.get(page)).status).toBe(404);
  const gone = await fillForm(ann, page, `${page}/cancel`, {});
  expect(gone.headers.get('location')).toBe('/connections/trial');
  expect((await ann.get(page)).status).toBe(404);
  expect(samples()).toHaveLength(0);
});

test('a draft is forgotten an hour after it was last looked at, and its rows go with the next one', async () => {
  const drafts = new Drafts(house.clock);
  const actor = { ...systemActor('test', 't1'), kind: 'user', id: 'u1' } as unknown as Actor;
  const draftIn = (id: string) => {
    mkdirSync(join(folder, id));
    return { id, tenant: 't1', user: 'u1', sample: { folder: join(folder, id) } } as unknown as Draft;
  };
  await drafts.add(draftIn('first'));
  for (let i = 0; i < 2; i++) {
    house.clock.advance(3_000_000);
    expect(drafts.find(actor, 'first').id).toBe('first');
  }
  house.clock.advance(3_600_001);
  expect(() => drafts.find(actor, 'first')).toThrow('no draft');
  await drafts.add(draftIn('second'));
  expect([existsSync(join(folder, 'first')), existsSync(join(folder, 'second'))]).toEqual([false, true]);
});

test('the sixth draft of a person takes the place of the first', async () => {
  const pages: string[] = [];
  for (let i = 0; i < 6; i++) pages.push(await columnsOf(await begin()));
  const found = await Promise.all(pages.map(async (page) => (await ann.get(page)).status));
  expect(found).toEqual([404, 200, 200, 200, 200, 200]);
  expect(samples()).toHaveLength(5);
});

describe('files', () => {
  beforeEach(() => {
    sources.connector = { ...sources.connector, delivers: 'files', queries: null, follows: null };
    sources.files_.set('in/a.csv', { text: 'case_id,activity,timestamp\n1,A,2024-01-01T08:00:00Z\n', version: '1' });
  });

  test('of one kind in one folder: the first of them says what the columns are', async () => {
    const page = `${NEW}?connection=trial&files=${encodeURIComponent('in/*.csv')}`;
    const typed = { ...TYPED, follow: 'files', files: 'in/*.csv', project: house.home.project.id, when: 'asked' };
    const columns = await columnsOf(await fillForm(ann, page, NEW, typed));
    expect((await ann.get(columns)).text).toContain('Columns of a.csv');
    expect((await loadFrom(columns)).status).toBe(303);
    expect((await ann.get(API)).json.items).toMatchObject([
      { source: { files: 'in/*.csv' }, follow: { by: 'files' }, schedule: null },
    ]);
  });

  test('a pattern that fits none is said, and keeps nothing', async () => {
    const page = `${NEW}?connection=trial&files=x`;
    const typed = { ...TYPED, follow: 'files', files: 'out/*', project: house.home.project.id };
    const got = await fillForm(ann, page, NEW, typed);
    expect([got.status, plain(got.text)]).toEqual([400, expect.stringContaining('No file of the source matches')]);
    expect(samples()).toHaveLength(0);
  });
});

const samples = (): string[] => [
  ...new Bun.Glob('**/.tmp-sample-*').scanSync({ cwd: folder, dot: true, onlyFiles: false }),
];

/** A log whose every name is an attack or an accident: shown as it is on every page, and nothing of it runs or pushes the page apart. */
import { describe, expect } from 'bun:test';
import { exampleAppliance } from '../example-appliance.ts';
import { useBench } from './bench.ts';
import { browserTest } from './chromium.ts';
import { HOSTILE_NAMES, hostileCsv } from './hostile-log.ts';
import { inspectLayout } from './inspect.ts';
import { activitiesOn, untilLive } from './live-map.ts';
import { type Stock, stockUp } from './stock.ts';
import type { OpenPage, Visitor } from './visitor.ts';
import { filters, visitsOf } from './visits.ts';

const PROJECT = `"><img src=x onerror=alert(1)> {{7*7}} ${'P'.repeat(60)}`;
const DATASET = `<script>alert(1)</script> <%= 1 %> ${'D'.repeat(70)}`;
const NAMES_ONLY = Object.fromEntries(
  ['project', 'dataset', 'caseId', 'empty', 'deleted', 'user', 'calendar', 'upload', 'welcome', 'activity'].map(
    (name) => [name, 'x'],
  ),
) as unknown as Stock;

let stock: Stock;
let ann: Visitor;
/** What a script of theirs would have done. */
const ran: string[] = [];

const bench = useBench(async (b) => {
  const { admin } = b;
  const project = (await admin.post('/api/v1/projects', { name: PROJECT, description: DATASET })).json.id;
  const sent = { method: 'POST', body: new TextEncoder().encode(hostileCsv()) };
  const file = new URLSearchParams({ name: `${HOSTILE_NAMES[1]}\u202e.csv`, projectId: project });
  const upload = (await admin.send(`/api/v1/uploads/file?${file}`, sent)).json.id;
  const asked = await admin.post(`/api/v1/uploads/${upload}/load`, { newDatasetName: DATASET });
  if (asked.status >= 400) throw new Error(asked.text);
  let status = asked.json;
  while (!['done', 'failed', 'refused'].includes(status.stage)) {
    await Bun.sleep(50);
    status = (await admin.get(`/api/v1/uploads/${upload}/status`)).json;
  }
  if (status.stage !== 'done') throw new Error(JSON.stringify(status));
  const calendar = (
    await admin.post('/api/v1/calendars', { name: PROJECT, week: { monday: [{ from: '08:00', to: '16:00' }] } })
  ).json.id;
  const person = { login: 'w'.repeat(100), displayName: `${HOSTILE_NAMES[0]} ${'N'.repeat(80)}`, roles: ['viewer'] };
  const { user } = (await admin.post('/api/v1/admin/users', person)).json;
  const preset = { datasetId: status.datasetId, name: PROJECT, filters: [{ id: 'case-length', params: { min: 1 } }] };
  await admin.post('/api/v1/analysis/filters/presets', preset);
  const waiting = (await admin.send(`/api/v1/uploads/file?${file}`, sent)).json.id;
  stock = {
    ...(await stockUp(b, status.datasetId)),
    project,
    upload: waiting,
    user: user.id,
    calendar,
  };
  ann = await b.arrive();
  await ann.context.addInitScript(`window.alert = (text) => console.error('a script of theirs ran: ' + text)`);
});

const at = (path: string) => `/datasets/${stock.dataset}${path}`;
async function open(path: string, status = 200): Promise<OpenPage> {
  const opened = await ann.open(path, { width: 360 }, status);
  opened.page.on('dialog', (dialog) => {
    ran.push(`${path}: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return opened;
}
const every = HOSTILE_NAMES;
/** As the browser gives text back that was written as it is. */
const inOrder = (names: readonly string[]) => [...names].sort();

const { routes } = await exampleAppliance();
const { visits } = visitsOf(routes, NAMES_ONLY);

/** Pages on which nobody's names stand. */
const OWN_WORDS = /^\/(help|about|design|api|sign-in|welcome|profile)/;

describe.each(visits.map(({ name }) => name).filter((name) => !/ /.test(name) && !OWN_WORDS.test(name)))(
  '%s',
  (name) => {
    browserTest('stands at 360 and 1440 px with hostile names, and nothing of them runs', async () => {
      const visit = visitsOf(bench().house.appliance.routes, stock).visits.find((v) => v.name === name)!;
      const { page, troubles, status } = await open(visit.path);
      const found = [...(await inspectLayout(page, 360)), ...(await inspectLayout(page, 1440))];
      // What is cut off here are names of 300 letters; that nothing is cut off without a sign is looked at with usual names.
      expect([status, found.filter((what) => !what.includes('cut off')), troubles, ran]).toEqual([200, [], [], []]);
      await page.close();
    });
  },
);

browserTest('every activity is on the map under its name, and its details are found by it', async () => {
  const { page, troubles } = await open(at('/map?a=100&p=100'));
  await untilLive(page);
  expect(await activitiesOn(page)).toEqual(inOrder(every));
  for (const name of every) {
    await page.goto(at(`/map?${new URLSearchParams({ act: name })}`));
    expect(await page.locator('#map-side h2').first().textContent()).toBe(name);
  }
  const plain = await bench().arrive({ javascript: false });
  const drawn = await plain.open(at('/map?a=100&p=100'));
  const titles = await drawn.page.locator('#map-svg .node title').allTextContents();
  expect(every.filter((name) => !titles.some((title) => title.includes(name)))).toEqual([]);
  await plain.leave();
  expect([troubles, ran]).toEqual([[], []]);
});

browserTest('filters by each name are described by it, keep what it keeps, and can be changed', async () => {
  for (const name of every) {
    const f = filters({ id: 'start-activity', params: { activities: [name] } });
    const { page, troubles } = await open(at(`/cases?f=${f}`));
    expect(await page.locator('.chip').first().textContent()).toContain(name);
    expect(await page.locator('.kept b').first().textContent()).toBe('1');
    expect(troubles).toEqual([]);
    await page.close();
  }
  const { page, troubles } = await open(
    at(`/map?f=${filters({ id: 'start-activity', params: { activities: [...every] } })}`),
  );
  await page.locator('.chip .chip-text').first().click();
  await page.locator('main input:checked').first().waitFor();
  const checked = page.locator('main input:checked');
  const values = await Promise.all((await checked.all()).map((box) => box.inputValue()));
  expect(inOrder(values)).toEqual(inOrder(every));
  expect([troubles, ran]).toEqual([[], []]);
  await page.close();
});

browserTest('columns, their values and the names of cases are shown as they are', async () => {
  const columns = await open(at('/columns'));
  const text = (await columns.page.textContent('main'))!;
  expect(every.filter((name) => !text.includes(name))).toEqual([]);
  for (const name of every) {
    const { page, status, troubles } = await open(at(`/cases/${encodeURIComponent(name)}`));
    expect([name, status, troubles]).toEqual([name, 200, []]);
    expect((await page.textContent('main'))!).toContain(name);
    await page.close();
  }
  expect(ran).toEqual([]);
});

browserTest('projects, datasets, people and files keep their names on every list', async () => {
  for (const [path, name] of [
    ['/projects', PROJECT],
    [`/projects/${stock.project}`, DATASET],
    [`/datasets/${stock.dataset}`, DATASET],
    ['/admin/users', `${HOSTILE_NAMES[0]} ${'N'.repeat(80)}`],
    ['/datasets/new', HOSTILE_NAMES[1]!],
  ] as const) {
    const { page } = await open(path);
    expect([path, (await page.textContent('main'))!.includes(name)]).toEqual([path, true]);
    expect(await page.title()).not.toContain('undefined');
    await page.close();
  }
  expect(ran).toEqual([]);
});

const BROKEN: readonly [string, string][] = [
  ['cut off', 'eyJhIjox'],
  ['no list', Buffer.from('{"id":"x"}').toString('base64url')],
  ['a filter that is not there', filters({ id: 'no-such-filter', params: {} })],
  ['parameters that do not fit', filters({ id: 'case-length', params: { min: 'many' } } as never)],
  ['a prototype', Buffer.from('[{"__proto__":{"id":"case-length"}}]').toString('base64url')],
  ['a kept list of nobody', `~${'0'.repeat(24)}`],
  ['a script', '<script>alert(1)</script>'],
  ['nested too deep', Buffer.from(`${'[{"not":'.repeat(500)}1${'}]'.repeat(500)}`).toString('base64url')],
];

describe.each(BROKEN)('filters in the address: %s', (_, f) => {
  browserTest('are refused on every page of the dataset, inside the layout', async () => {
    for (const section of ['overview', 'map', 'variants', 'cases', 'conformance', 'performance']) {
      const { page, status, troubles } = await open(at(`/${section}?f=${encodeURIComponent(f)}`), 400);
      expect([section, status, troubles]).toEqual([section, 400, []]);
      expect(await page.locator('h1').count()).toBe(1);
      expect(await page.locator('#nav').count()).toBe(1);
      await page.close();
    }
    expect(ran).toEqual([]);
  });
});

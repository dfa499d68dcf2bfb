/** Whatever goes wrong is said inside the layout, with the request's id, and a way on. */
import { describe, expect } from 'bun:test';
import { resolve } from 'node:path';
import { sql } from '#sdk';
import { useBench } from './bench.ts';
import { browserTest } from './chromium.ts';
import { inspectAccess, inspectFrame, inspectLayout } from './inspect.ts';
import { stockUp } from './stock.ts';
import { visitsOf } from './visits.ts';

const SAMPLE = resolve(import.meta.dir, '../../sample/receipt.xes.gz');
const PASSWORD = 'several quiet words of one kind';
let viewer: ReadonlyMap<string, string>;
let project: string;
const bench = useBench(async (b) => {
  const { admin } = b;
  project = (await admin.get('/api/v1/projects')).json.items[0].id;
  const { link } = (await admin.post('/api/v1/admin/users', { login: 'vic', displayName: 'Vic', roles: ['viewer'] }))
    .json;
  const { browser, base } = b;
  const context = await browser.newContext({ baseURL: base });
  const page = await context.newPage();
  await page.goto(link.path);
  await page.fill('main [name=password]', PASSWORD);
  await page.fill('main [name=again]', PASSWORD);
  await page.click('main button[type=submit]');
  await page.waitForURL('**/sign-in?*');
  await context.close();
  viewer = (await b.signIn({ login: 'vic', password: PASSWORD })).cookies;
});

const FAULTS: readonly [number, string, () => { path: string; cookies?: ReadonlyMap<string, string> }][] = [
  [403, 'what the role does not allow', () => ({ path: '/admin/users', cookies: viewer })],
  [404, 'a page that does not exist', () => ({ path: '/nowhere' })],
  [404, 'a dataset of nobody', () => ({ path: '/datasets/01a1fd4b-6a62-70c8-9435-0eb24c0ffee0/map' })],
  [404, 'a name in the place of an id', () => ({ path: "/projects/'%20or%201=1%20--" })],
  [400, 'an unknown parameter', () => ({ path: `/projects/${project}?colour=red` })],
  [400, 'a parameter of the wrong kind', () => ({ path: '/projects?page=minus' })],
];

describe.each(FAULTS)('%d: %s', (status, _, ask) => {
  for (const javascript of [true, false])
    browserTest(`is a page of ours; JavaScript: ${javascript}`, async () => {
      const { path, cookies } = ask();
      const someone = await bench().arrive({ javascript, ...(cookies ? { cookies } : {}) });
      const open = await someone.open(path, {}, status);
      expect([open.status, open.troubles]).toEqual([status, []]);
      const { page } = open;
      expect(await page.locator('main small code').first().textContent()).toMatch(/^[0-9a-f-]{36}$/);
      expect(await page.locator('#nav').count()).toBe(1);
      expect(await page.getByRole('main').getByRole('link').count()).toBeGreaterThan(0);
      expect(await inspectFrame(page)).toEqual([]);
      if (javascript) {
        for (const width of [1440, 360]) expect(await inspectLayout(page, width)).toEqual([]);
        expect(await inspectAccess(page)).toEqual([]);
      }
      await someone.leave();
    });
});

browserTest('an unknown parameter is refused by every page', async () => {
  const stock = await stockUp(bench(), await bench().load(SAMPLE, 'Receipt'));
  const pages = visitsOf(bench().house.appliance.routes, stock).visits.filter(({ name }) => !name.includes(' '));
  const answers = await Promise.all(
    pages.map(async ({ name, path }) => ({ name, status: (await bench().admin.get(`${path}?no_such=1`)).status })),
  );
  expect(answers.length).toBeGreaterThan(30);
  expect(answers.filter(({ status }) => status !== 400)).toEqual([]);
});

browserTest('413: a file that is larger than the server takes, with scripts and without', async () => {
  bench().house.appliance.config.server.max_upload_bytes = 100_000;
  const large = { name: 'large.csv', mimeType: 'text/csv', buffer: Buffer.alloc(5_000_000, 'a,b\n') };
  for (const javascript of [true, false]) {
    const ann = await bench().arrive({ javascript });
    const { page } = await ann.open('/datasets/new');
    await page.locator('#file').setInputFiles(large);
    if (!javascript) await page.getByRole('main').getByRole('button', { name: 'Upload' }).click();
    const said = page
      .locator('main')
      .getByText(/larger than|too large|at most/)
      .first();
    await said.waitFor();
    expect(await page.locator('h1').count()).toBe(1);
    await ann.leave();
  }
});

browserTest('500: a defect of ours, said in one sentence, and the details only in the log', async () => {
  bench().house.appliance.db.run(sql`alter table calendars rename to calendars_gone`);
  const ann = await bench().arrive();
  const { page, status } = await ann.open('/calendars', {}, 500);
  expect(status).toBe(500);
  const text = (await page.textContent('main'))!;
  expect(text).toMatch(/[0-9a-f]{8}-[0-9a-f-]{27}/);
  expect(text).not.toMatch(/SQLITE|no such table|\.ts:\d/);
  expect(await page.locator('#nav').count()).toBe(1);
  await ann.leave();
});

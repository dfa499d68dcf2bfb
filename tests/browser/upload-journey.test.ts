/** Files on their way in, as people send them: with scripts and without, the right ones and the wrong ones. */
import { describe, expect } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { useBench } from './bench.ts';
import { browserTest } from './chromium.ts';
import { untilLive } from './live-map.ts';
import { filters } from './visits.ts';

const bench = useBench();

/** Three cases of a shop; the columns have names of their own, and the times no zone. */
const ORDERS = `Parcel;Step;When;Who;Amount
A1;Take order;01.03.2024 08:00;Ann;120,50
A1;Pack;01.03.2024 09:30;Ben;120,50
A1;Send;02.03.2024 10:00;Ben;120,50
A2;Take order;01.03.2024 08:20;Ann;80,00
A2;Cancel;01.03.2024 12:00;Ann;80,00
A3;Take order;04.03.2024 07:50;Eve;15,25
A3;Pack;04.03.2024 09:00;Ben;15,25
A3;Send;05.03.2024 16:45;Eve;15,25
`;
const file = (name: string, content: string | Buffer) => ({
  ...{ name, mimeType: 'application/octet-stream' },
  buffer: Buffer.from(content),
});

const load = (page: Page) => page.getByRole('main').getByRole('button', { name: /^Load/ }).click();

browserTest('a CSV file: its columns, what they are, and its map', async () => {
  const ann = await bench().arrive();
  const { page, troubles } = await ann.open('/');
  await page
    .getByRole('main')
    .getByRole('link', { name: /Choose a file/ })
    .click();
  await page.locator('#file').setInputFiles(file('orders.csv', ORDERS));
  await page.getByRole('heading', { level: 1, name: /Columns of/ }).waitFor();
  // Two things cannot be known; then the rows are shown as they will be stored.
  await page.getByText('Which column holds the case id?').waitFor();
  await page.getByLabel('Role of Parcel').selectOption('case');
  await page.getByText('In which time zone were the times written?').waitFor();
  await page.locator('#zone').selectOption('Europe/Berlin');
  await page.getByRole('button', { name: 'Load 8 events' }).waitFor();
  expect(await page.getByLabel('Role of Step').inputValue()).toBe('activity');
  await page.getByLabel('Role of Who').selectOption('resource');
  await page.getByText('Resource', { exact: true }).last().waitFor();
  expect(await page.locator('.mapping .side').first().textContent()).toMatch(
    /cases\s*3[\s\S]*events\s*8[\s\S]*activities\s*4/,
  );
  await page.locator('#dataset-name').fill('Orders of March');
  await load(page);
  await page.getByRole('link', { name: 'Open the map' }).click();
  await untilLive(page);
  expect(await page.locator('.kept b').allTextContents()).toEqual(['3', '8']);
  await page.reload();
  await untilLive(page);
  expect(troubles).toEqual([]);
  await ann.leave();
});

describe.each([
  ['a picture under the name of a log', 'orders.csv', Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB', 'base64')],
  ['a spreadsheet', 'orders.xlsx', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(200)])],
  ['an empty file', 'orders.csv', Buffer.alloc(0)],
  ['other XML', 'orders.xes', Buffer.from('<?xml version="1.0"?><html><body>no log</body></html>')],
])('%s', (_, name, content) => {
  for (const javascript of [true, false])
    browserTest(`is refused by its content, with its kind named; JavaScript: ${javascript}`, async () => {
      const ann = await bench().arrive({ javascript });
      const { page } = await ann.open('/datasets/new');
      await page.locator('#file').setInputFiles(file(name, content));
      if (!javascript) await page.getByRole('main').getByRole('button', { name: 'Upload' }).click();
      const said = page.locator('main .note, main [data-error]:not([hidden])').filter({ hasText: /\w/ }).first();
      await said.waitFor();
      const text = (await said.textContent())!;
      expect(text.toLowerCase()).toMatch(/csv|xes|empty|no log|not a log/);
      expect(text).not.toMatch(/undefined|\bat .*\.ts/);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await ann.leave();
    });
});

browserTest('a reload in the middle of an upload: the same file goes on where it stopped', async () => {
  const ann = await bench().arrive();
  const { page } = await ann.open('/datasets/new');
  const row = '4711,Check the application once more,2024-03-01T08:00:00Z\n';
  const large = join(bench().house.folder, 'large.csv');
  writeFileSync(large, `case,activity,time\n${row.repeat(600_000)}`);
  const sent: number[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PUT') sent.push(Number(request.headers()['upload-offset']));
  });
  // The second part is held up, so that the reload comes in the middle.
  await page.route('**/content', (route) =>
    Number(route.request().headers()['upload-offset']) > 0 ? undefined : route.continue(),
  );
  await page.locator('#file').setInputFiles(large);
  for (let i = 0; i < 300 && sent.length < 2; i++) await Bun.sleep(50);
  await page.reload();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.getByText('Begun and not finished').waitFor();
  sent.length = 0;
  await page.locator('#file').setInputFiles(large);
  await page.getByRole('heading', { level: 1, name: /Columns of/ }).waitFor({ timeout: 30_000 });
  expect(sent[0]).toBeGreaterThan(0);
  await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('"large.csv" was cancelled.').waitFor();
  await ann.leave();
});

browserTest('without JavaScript: sign in, upload, map, filter by form', async () => {
  const stranger = await bench().arrive({ javascript: false, cookies: new Map() });
  const { page } = await stranger.open('/datasets/new');
  await page.locator('main [name=login]').fill('root');
  await page.locator('main [name=password]').fill('an orchard full of quiet bees');
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.locator('#file').setInputFiles(file('plain.csv', ORDERS));
  await page.getByRole('main').getByRole('button', { name: 'Upload' }).click();
  for (const answer of [
    () => page.getByLabel('Role of Parcel').selectOption('case'),
    () => page.locator('#zone').selectOption('Europe/Berlin'),
  ]) {
    await answer();
    await page.getByRole('button', { name: 'Look again' }).click();
  }
  await page.getByRole('button', { name: 'Load 8 events' }).waitFor();
  await page.locator('#dataset-name').fill('Orders without scripts');
  await load(page);
  const map = page.getByRole('link', { name: 'Open the map' });
  for (let i = 0; i < 40 && !(await map.isVisible()); i++) {
    await Bun.sleep(250);
    await page.reload();
  }
  await map.click();
  // The map is a drawing whose activities are links.
  await page.locator('#map-svg').waitFor();
  expect(await page.locator('#map-svg .node').count()).toBe(4);
  await page.locator('#map-svg .node').filter({ hasText: 'Cancel' }).first().click();
  await page.locator('#map-side').getByRole('link', { name: 'Cases without' }).click();
  expect(await page.locator('.kept b').first().textContent()).toBe('2');
  await page.locator('[data-add-filter]').click();
  await page
    .getByRole('link', { name: /Case length/i })
    .first()
    .click();
  await page.locator('main form[method=post] [name=max]').fill('2');
  await page.getByRole('button', { name: 'Add filter' }).click();
  await page.getByText('These filters keep no case').waitFor();
  await page.getByRole('link', { name: 'Remove the last filter' }).click();
  expect(await page.locator('.kept b').first().textContent()).toBe('2');
  expect(new URL(page.url()).searchParams.get('f')).toBe(
    filters({ id: 'has-activity', params: { activities: ['Cancel'], mode: 'none' } }),
  );
  await stranger.leave();
});

const MARCH = 'case,activity,time\na,x,2024-03-01T08:00:00Z\na,y,2024-03-01T09:00:00Z\n';
const APRIL = 'case,activity,time\na,z,2024-04-01T08:00:00Z\nb,x,2024-04-02T08:00:00Z\n';
const untilLoaded = (page: Page) => page.getByRole('link', { name: 'Open the map' }).waitFor({ timeout: 30_000 });

browserTest('several files at once: those with the same columns become one log, in the order chosen', async () => {
  const ann = await bench().arrive();
  const { page, troubles } = await ann.open('/datasets/new');
  await page
    .locator('#file')
    .setInputFiles([file('april.csv', APRIL), file('march.csv', MARCH), file('orders.csv', ORDERS)]);
  await page.getByText('2 files with the same columns').waitFor({ timeout: 30_000 });
  await page.getByLabel('Place of april.csv').fill('2');
  await page.getByLabel('Place of march.csv').fill('1');
  await page.getByRole('button', { name: 'Load them as one log' }).click();
  await page.getByRole('heading', { level: 1, name: /Columns of march\.csv and 1 more file/ }).waitFor();
  await page.getByLabel('Column with the name of the file').fill('source');
  await page.locator('#dataset-name').fill('Spring');
  await load(page);
  await untilLoaded(page);
  expect(await page.locator('.facts').first().textContent()).toMatch(/cases\s*2[\s\S]*events\s*4/);
  await page.goto(`${bench().base}/uploads`);
  const row = page.getByRole('row').filter({ hasText: 'march.csv' });
  expect(await row.textContent()).toMatch(/4[\s\S]*Spring/);
  await page
    .getByRole('row')
    .filter({ hasText: 'orders.csv' })
    .getByRole('button', { name: /Throw away/ })
    .click();
  await page.getByText('"orders.csv" was cancelled.').waitFor();
  expect(troubles).toEqual([]);
  await ann.leave();
});

const WIDE = 'order,created,paid,note\nA,2024-03-01T08:00:00Z,2024-03-02T08:00:00Z,\nB,2024-03-01T09:00:00Z,,x\n';

for (const javascript of [true, false])
  browserTest(
    `rows with several times become events, details are set, the mapping is kept; JavaScript: ${javascript}`,
    async () => {
      // A mapping for just the same columns would be taken by itself.
      const note = javascript ? 'note' : 'remark';
      const ann = await bench().arrive({ javascript });
      const { page } = await ann.open('/datasets/new');
      await page.locator('#file').setInputFiles(file('wide.csv', WIDE.replace('note', note)));
      if (!javascript) await page.getByRole('main').getByRole('button', { name: 'Upload' }).click();
      await page.getByLabel('Role of order').selectOption('case');
      await page.getByRole('button', { name: 'Make each time an event' }).click();
      await page.getByText('Each row is up to 2 events').waitFor();
      await page.getByRole('button', { name: 'Details of paid' }).click();
      await page.getByLabel('Activity of the event').fill('Pay');
      await page.getByRole('button', { name: `Details of ${note}` }).click();
      await page.getByText('created, Pay').waitFor();
      await page.getByLabel('Value where it is missing').fill('none');
      const name = `Wide orders ${javascript}`;
      await page.locator('#keep-as').fill(name);
      await page.getByRole('button', { name: 'Keep', exact: true }).click();
      await page.getByText(`The mapping "${name}" is kept.`).waitFor();
      await page.getByText(`1 missing value of "${note}" becomes "none".`).waitFor();
      await page.locator('#dataset-name').fill(name);
      await load(page);
      for (let i = 0; i < 40 && !(await page.getByRole('link', { name: 'Open the map' }).isVisible()); i++) {
        await Bun.sleep(250);
        if (!javascript) await page.reload();
      }
      expect(await page.locator('.facts').first().textContent()).toMatch(/cases\s*2[\s\S]*events\s*3/);
      await page.goto(`${bench().base}/mappings`);
      await page.getByRole('link', { name }).click();
      await page.getByRole('link', { name }).last().waitFor();
      await ann.leave();
    },
  );

browserTest('three hundred columns: found by name, set many at once, in pages', async () => {
  const ann = await bench().arrive();
  const { page } = await ann.open('/datasets/new');
  const more = Array.from({ length: 297 }, (_, i) => `${i % 3 === 0 ? 'amount' : 'text'} ${i}`);
  const rows = ['a', 'b'].map((id, i) => [id, 'x', `2024-01-0${i + 1}T08:00:00Z`, ...more.map((_, k) => k)].join(','));
  await page
    .locator('#file')
    .setInputFiles(file('many.csv', `case,activity,time,${more.join(',')}\n${rows.join('\n')}\n`));
  await page.getByText('300 of 300 columns').waitFor();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByText('Page 2 of 8').waitFor();
  await page.locator('#find').fill('TEXT 2');
  await page.locator('#find').press('Enter');
  await page.getByText(/^7\d of 300 columns$/).waitFor();
  await page.locator('details.bulk summary').click();
  await page.getByLabel(/all 7\d columns that are found/).check();
  await page.locator('#bulk').selectOption('drop');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await page.getByText(/Left out:/).waitFor();
  expect(await page.getByLabel('Role of text 2', { exact: true }).inputValue()).toBe('drop');
  await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('"many.csv" was cancelled.').waitFor();
  await ann.leave();
});

/** From a database to its first map, as a person goes: connect, test, choose, look, map, load. The database is a real one. */
import { afterAll, beforeAll, expect } from 'bun:test';
import { POSTGRES, type RealPostgres, startPostgres } from '../connectors/real-postgres.ts';
import { BrowserBench } from './bench.ts';
import { browserTest, CHROMIUM } from './chromium.ts';
import { untilLive } from './live-map.ts';

const isHere = CHROMIUM !== null && POSTGRES !== null;
let bench: BrowserBench;
let database: RealPostgres;

beforeAll(async () => {
  if (!isHere) return;
  database = await startPostgres();
  await database.run(`
    create role reader login password 'quiet bees';
    create table order_log (order_no text, step text, changed_at timestamptz, clerk text);
    insert into order_log values
      ('A1', 'Take order', '2024-03-01 08:00+01', 'Ann'), ('A1', 'Pack', '2024-03-01 09:30+01', 'Ben'),
      ('A1', 'Send', '2024-03-02 10:00+01', 'Ben'), ('A2', 'Take order', '2024-03-01 08:20+01', 'Ann'),
      ('A2', 'Cancel', '2024-03-01 12:00+01', 'Ann'), ('A3', 'Take order', '2024-03-04 07:50+01', 'Eve');
    grant select on order_log to reader;`);
  bench = await BrowserBench.open({ ADIT__EGRESS__ALLOW: JSON.stringify([`127.0.0.1:${database.port}`]) });
}, 90_000);
afterAll(async () => {
  await bench?.end();
  await database?.end();
}, 30_000);

browserTest(
  'a table of PostgreSQL: its settings, its rows, its columns, its first map, and what came since',
  async () => {
    if (!isHere) return;
    const ann = await bench.arrive();
    const { page, troubles } = await ann.open('/connections/new');
    const main = page.getByRole('main');
    await main.getByRole('link', { name: /^PostgreSQL/ }).click();
    await page.locator('#field-name').fill('Shop');
    await main.locator('[name=host]').fill('127.0.0.1');
    await main.locator('[name=port]').fill(String(database.port));
    await main.locator('[name=database]').fill('postgres');
    await main.locator('[name=user]').fill('reader');
    await main.locator('[name=password]').fill('quiet bees');
    await main.locator('[name=tls]').selectOption('off');
    await main.getByRole('button', { name: /test/i }).click();
    await page.getByText('It works').waitFor();
    await page.locator('a[href$="/data"]').first().click();
    await main.getByRole('link', { name: 'public.order_log' }).click();
    await main.getByText('Take order').first().waitFor();
    await main.getByRole('button', { name: 'Load into a dataset' }).click();
    await main.locator('[name=follow]').selectOption('column');
    expect(await main.locator('[name=followed]').inputValue()).toBe('changed_at');
    await main.locator('[name=mode]').selectOption('append');
    await main.locator('[name=newName]').fill('Orders of the shop');
    await main.getByRole('button', { name: 'Go on to the columns' }).click();
    await page.getByLabel('Role of order_no').selectOption('case');
    await page.getByLabel('Role of step').selectOption('activity');
    await page.getByText(/cases\s*3/).waitFor();
    // What becomes of people is decided before anything is loaded.
    await page.getByLabel('Role of clerk').selectOption('drop');
    await main.getByRole('button', { name: 'Make it and load' }).click();
    await page.getByRole('link', { name: 'Show the map' }).click({ timeout: 60_000 });
    await untilLive(page);
    expect(await page.locator('.kept b').allTextContents()).toEqual(['3', '6']);

    await database.run("insert into order_log values ('A3', 'Pack', '2024-03-05 08:00+01', 'Ben')");
    await page.goto(`${bench.base}/extractions`);
    await main.getByRole('link', { name: 'Shop: order_log' }).click();
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.locator('#last-runs tbody tr').nth(1).waitFor();
    await page.locator('#last-runs tbody tr').first().getByText('done').waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Show the map' }).click();
    await untilLive(page);
    expect(await page.locator('.kept b').allTextContents()).toEqual(['3', '7']);
    expect(troubles).toEqual([]);
    await ann.leave();
  },
);

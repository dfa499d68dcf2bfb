/** An analyst at the charts of the overview and among the variants: what one clicks, drags and ticks becomes a filter. */
import { expect } from 'bun:test';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { useBench } from './bench.ts';
import { browserTest } from './chromium.ts';
import { untilTrue } from './visitor.ts';

const SAMPLE = resolve(import.meta.dir, '../../sample/receipt.xes.gz');
let dataset: string;
const bench = useBench(async (b) => {
  dataset = `/datasets/${await b.load(SAMPLE, 'Receipt')}`;
});

const kept = async (page: Page) => Number((await page.locator('.kept b').first().textContent())?.replace(/\D/g, ''));
const steps = (page: Page) =>
  JSON.parse(Buffer.from(new URL(page.url()).searchParams.get('f') ?? 'W10', 'base64url').toString());
const isLive = (page: Page) => untilTrue(page, `document.querySelectorAll('.chart-live canvas').length > 0`);
/** A place in the picture of the first figure: shares of its width and height. */
async function point(page: Page, figure: string, x: number): Promise<[number, number]> {
  const box = (await page.locator(`#figure-${figure} .chart-live`).boundingBox())!;
  return [box.x + box.width * x, box.y + box.height * 0.6];
}

browserTest('a click on a period and a drag over several keep the cases that began in them', async () => {
  const ann = await bench().arrive();
  const { page, troubles } = await ann.open(`${dataset}/overview?bucket=month`);
  await isLive(page);
  const rows = page.locator('#figure-cases-over-time tbody tr');
  const started = async (from: number, to: number) => {
    let sum = 0;
    for (let i = from; i <= to; i++)
      sum += Number((await rows.nth(i).locator('td').nth(1).textContent())!.replace(/\D/g, ''));
    return sum;
  };
  const links = await rows.locator('a').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  const periods = links.map((href) =>
    Buffer.from(new URL(href, 'http://x').searchParams.get('f')!, 'base64url').toString(),
  );
  await page.mouse.click(...(await point(page, 'cases-over-time', 0.5)));
  await page.locator('.chip').waitFor();
  const [clicked] = steps(page);
  expect(clicked).toMatchObject({ id: 'time-period', params: { mode: 'started' } });
  const at = periods.indexOf(JSON.stringify([clicked]));
  expect(at).toBeGreaterThan(0);
  const inOne = await kept(page);

  await page.goBack();
  await page.locator('.chip').waitFor({ state: 'detached' });
  await isLive(page);
  expect(inOne).toBe(await started(at, at));
  await page.mouse.move(...(await point(page, 'cases-over-time', 0.3)));
  await page.mouse.down();
  await page.mouse.move(...(await point(page, 'cases-over-time', 0.4)));
  await page.mouse.move(...(await point(page, 'cases-over-time', 0.7)));
  const all = await Promise.all(periods.map((_, i) => started(i, i)));
  await page.mouse.up();
  await page.locator('.chip').waitFor();
  const [{ params }] = steps(page);
  const bound = (text: string, of: 'from' | 'to') =>
    periods.findIndex((period) => JSON.parse(period)[0].params[of] === text);
  const [first, last] = [bound(params.from, 'from'), bound(params.to, 'to')];
  expect(last).toBeGreaterThan(first);
  expect(await kept(page)).toBe(all.slice(first, last + 1).reduce((sum, n) => sum + n, 0));
  expect(troubles).toEqual([]);
  await ann.leave();
});

browserTest('a chart is saved as figures, as SVG and as PNG', async () => {
  const ann = await bench().arrive();
  const { page, troubles } = await ann.open(`${dataset}/overview`);
  await isLive(page);
  await page.locator('#figure-throughput').getByRole('button', { name: 'Export' }).click();
  const menu = page.locator('#export-throughput');
  for (const [name, start] of [
    ['Figures (CSV)', 'from_ms,to_ms,cases'],
    ['Picture (SVG)', '<svg'],
    ['Picture (PNG)', '\u0089PNG'],
  ] as const) {
    const [download] = await Promise.all([page.waitForEvent('download'), menu.getByText(name).click()]);
    const bytes = readFileSync(await download.path());
    expect(bytes.subarray(0, 100).toString('latin1').replace('ï»¿', '')).toStartWith(start);
  }
  expect(troubles).toEqual([]);
  await ann.leave();
});

browserTest('two ticked variants are compared, and left out; charts come along when pages are swapped', async () => {
  const ann = await bench().arrive();
  const { page, troubles } = await ann.open(`${dataset}/overview`);
  await isLive(page);
  await page.locator('#nav').getByRole('link', { name: 'Variants' }).click();
  await page.locator('#figure-coverage').waitFor();
  await isLive(page);
  const compare = page.getByRole('button', { name: 'Compare two' });
  expect(await compare.isDisabled()).toBe(true);
  const cases = async (row: number) =>
    Number(
      (await page.locator('.variants-table tbody tr').nth(row).locator('td').nth(1).textContent())!.replace(/\D/g, ''),
    );
  const ticked = (await cases(0)) + (await cases(2));
  const [before] = [await kept(page)];
  for (const row of [0, 2]) await page.locator('.variants-table tbody input[name=pick]').nth(row).check();
  await compare.click();
  await page.locator('#compare').waitFor();
  expect(await page.locator('.variants-table tr.selected').count()).toBe(2);
  await page.getByRole('button', { name: 'Keep all others' }).click();
  await page.locator('.chip').waitFor();
  expect(await kept(page)).toBe(before - ticked);
  expect(troubles).toEqual([]);
  await ann.leave();
});

/** Renaming, deleting by the typed name, and getting back what was deleted. */
import { describe, expect } from 'bun:test';
import { resolve } from 'node:path';
import { useBench } from './bench.ts';
import { browserTest } from './chromium.ts';

const SAMPLE = resolve(import.meta.dir, '../../sample/receipt.xes.gz');
let dataset: string;
const bench = useBench(async (b) => {
  dataset = await b.load(SAMPLE, 'Receipt');
});

describe.each([true, false])('with JavaScript: %j', (javascript) => {
  browserTest('a dataset is renamed, deleted by its typed name, and restored', async () => {
    const ann = await bench().arrive({ javascript });
    const { page, troubles } = await ann.open(`/datasets/${dataset}/edit`);
    const name = javascript ? 'Receipts & permits' : 'Receipts <again>';
    await page.locator('main [name=name]').fill(name);
    await page.getByRole('main').locator('form button[type=submit]').first().click();
    await page.getByRole('heading', { level: 1, name }).waitFor();

    await page.goto(`/datasets/${dataset}/delete`);
    await page.locator('main [name=typed]').fill(name.slice(0, -1));
    await page.getByRole('button', { name: 'Put it into the bin' }).click();
    await page.locator('main .field-error').waitFor();
    expect(await page.locator('main [name=typed]').inputValue()).toBe(name.slice(0, -1));
    await page.locator('main [name=typed]').fill(name);
    await page.getByRole('button', { name: 'Put it into the bin' }).click();
    await page.waitForURL((url) => !url.pathname.endsWith('/delete'));
    expect((await ann.open(`/datasets/${dataset}/map`, {}, 404)).status).toBe(404);

    await page.goto('/bin');
    await page.getByRole('button', { name: `Restore ${name}` }).click();
    await page
      .getByText(/restored|is back/i)
      .first()
      .waitFor();
    expect((await ann.open(`/datasets/${dataset}/map`)).status).toBe(200);
    expect(troubles.filter((trouble) => !trouble.includes('status of 400'))).toEqual([]);
    await ann.leave();
  });
});

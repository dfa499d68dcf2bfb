/** An analyst at the models: discovers one, holds another beside it, keeps it, looks at it in another way, takes it along; uploads a file. */
import { expect } from 'bun:test';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { sharedData } from '../shared-data.ts';
import { useBench } from './bench.ts';
import { browserTest } from './chromium.ts';
import { untilTrue } from './visitor.ts';

const SAMPLE = resolve(import.meta.dir, '../../sample/receipt.xes.gz');
let dataset: string;
const bench = useBench(async (b) => {
  dataset = `/datasets/${await b.load(SAMPLE, 'Receipt')}`;
});

const widthOf = async (page: Page) => Number(await page.locator('.model-pan svg.model').first().getAttribute('width'));
/** Bytes of what a click saves, and its name. */
async function savedBy(page: Page, click: () => Promise<void>) {
  const [saved] = await Promise.all([page.waitForEvent('download'), click()]);
  return { name: saved.suggestedFilename(), bytes: readFileSync((await saved.path())!) };
}

browserTest('discovered, compared, kept, drawn in another way, saved', async () => {
  const ann = await bench().arrive();
  const { page, troubles } = await ann.open(`${dataset}/models`);
  await page.locator('#model-scores table').waitFor();
  expect(await page.locator('#model-scores tbody tr').count()).toBe(4);
  const noise = page.getByLabel('Noise');
  await noise.fill('0');
  await page.getByRole('button', { name: 'Discover' }).click();
  await page.waitForURL((url) => url.searchParams.get('p') === '{"noise":0}');
  // Whatever the noise leaves out is there again: 27 activities, as the log itself has.
  await page.getByText('27 activities · sound').waitFor();

  await page.getByRole('button', { name: 'Compare with' }).click();
  await page.getByRole('link', { name: 'Alpha algorithm' }).first().click();
  await page.waitForURL((url) => url.searchParams.get('vs') === 'alpha');
  await page.locator('#model-scores thead').getByText('B').waitFor();
  expect(await page.locator('.model-pan').count()).toBe(2);
  await page.getByRole('link', { name: 'Leave out B Alpha algorithm' }).click();
  await page.waitForURL((url) => !url.searchParams.has('vs'));

  await page.getByRole('link', { name: 'Keep this model' }).click();
  await page.getByLabel('Name of a new model').fill('Every case');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.locator('h1').getByText('Every case').waitFor();
  expect(await page.locator('#scores ~ .table-wrap tbody tr').count()).toBe(1);

  await page.getByRole('link', { name: 'Petri net', exact: true }).click();
  await page.waitForURL((url) => url.searchParams.get('as') === 'net');
  await untilTrue(page, `document.querySelector('.model-pan.is-live') !== null`);
  const own = await widthOf(page);
  await page.getByRole('button', { name: 'Zoom in' }).click();
  expect(await widthOf(page)).toBeCloseTo(own * 1.25, 3);
  await page.locator('.model-pan').focus();
  await page.keyboard.press('1');
  expect(await page.locator('[data-model-scale]').textContent()).toBe('100 %');
  const field = page.getByPlaceholder('Find an activity');
  await field.fill('confirmation of receipt');
  const found = await page.locator('[data-model-found]').textContent();
  expect(Number(/of (\d+)/.exec(found ?? '')?.[1])).toBe(await page.locator('.model-step.found').count());
  await field.press('Enter');
  expect(await page.locator('[data-model-found]').textContent()).toStartWith('2 of ');

  await page.getByRole('button', { name: 'Download' }).click();
  const file = await savedBy(page, () => page.getByRole('link', { name: 'BPMN 2.0 with its drawing' }).click());
  expect([file.name, file.bytes.includes('<bpmn:task')]).toEqual(['Every case.bpmn', true]);
  const svg = await savedBy(page, () => page.locator('[data-model-svg]').click());
  expect([svg.name, svg.bytes.includes('<svg class="model"')]).toEqual(['Every case.svg', true]);
  const png = await savedBy(page, () => page.locator('[data-model-png]').click());
  expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
  expect(troubles).toEqual([]);
  await ann.leave();
});

browserTest('a drawing that is larger than its window opens where the process begins', async () => {
  const ann = await bench().arrive();
  const { page, troubles } = await ann.open(`${dataset}/models?algorithm=split`);
  await untilTrue(page, `document.querySelector('.model-pan.is-live') !== null`);
  // Its beginning in the middle, as far as the drawing can be scrolled.
  const off = await page.locator('.model-pan').evaluate((pan) => {
    const start = pan.querySelector('.model-start')!.getBoundingClientRect();
    const middle = pan.getBoundingClientRect().top + pan.clientHeight / 2;
    const wanted = pan.scrollTop + start.top + start.height / 2 - middle;
    const most = pan.scrollHeight - pan.clientHeight;
    return { most, by: Math.abs(pan.scrollTop - Math.min(most, Math.max(0, wanted))) };
  });
  expect(off.most).toBeGreaterThan(0);
  expect(off.by).toBeLessThan(2);
  expect(troubles).toEqual([]);
  await ann.leave();
});

browserTest('a file is looked at before it is kept', async () => {
  const ann = await bench().arrive({ javascript: false });
  const { items } = (await bench().admin.get('/api/v1/projects')).json;
  const { page, troubles } = await ann.open(`/projects/${items[0].id}/models/new`);
  await page.locator('input[type=file]').setInputFiles(sharedData('models/receipt.bpmn'));
  await page.getByRole('button', { name: 'Look at it' }).click();
  await page.locator('.model-step').first().waitFor();
  expect(await page.locator('#field-name').inputValue()).toBe('receipt');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.locator('h1').getByText('receipt').waitFor();
  await page.getByRole('link', { name: /^All models of/ }).click();
  expect(await page.locator('tbody tr').getByText('BPMN process').count()).toBe(1);
  expect(troubles).toEqual([]);
  await ann.leave();
});

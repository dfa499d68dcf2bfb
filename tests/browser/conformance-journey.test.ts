/** An analyst on the conformance page: chooses a model, clicks a step and a deviation, sorts variants into good and bad. */
import { expect } from 'bun:test';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { useBench } from './bench.ts';
import { browserTest } from './chromium.ts';

const SAMPLE = resolve(import.meta.dir, '../../sample/receipt.xes.gz');
let dataset: string;
const bench = useBench(async (b) => {
  const id = await b.load(SAMPLE, 'Receipt');
  dataset = `/datasets/${id}`;
  const discover = { algorithm: 'inductive', params: { filterThreshold: 0.2 } };
  await b.admin.post('/api/v1/analysis/conformance/models', { name: 'As most go', datasetId: id, discover });
});

const number = (text: string | null): number => Number((text ?? '').replace(/\D/g, ''));
const kept = async (page: Page) => number(await page.locator('.kept b').first().textContent());
const query = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);

browserTest(
  'a model is chosen; a step of it opens its figures; a deviation becomes a filter, and Back leads back',
  async () => {
    const ann = await bench().arrive();
    const { page, troubles } = await ann.open(`${dataset}/conformance`);
    // The kept one is taken first; another is chosen in the list, and how much it leaves out by the slider.
    expect(await page.locator('#against-model option:checked').textContent()).toBe('As most go');
    await page.locator('#against-model').selectOption('inductive-model');
    await page.waitForURL(/model=inductive-model/);
    await page.locator('input[name=noise]').fill('0');
    await page.waitForURL(/noise=0/);
    await page.getByText('No case deviates from the model.').waitFor();
    await page.goBack();
    await page.locator('table.deviations').waitFor();
    await page.goBack();
    await page.locator('input[name=noise]').waitFor({ state: 'detached' });
    expect(await page.locator('#against-model option:checked').textContent()).toBe('As most go');

    await page.locator('.model-pan a', { hasText: 'T06' }).first().click();
    const panel = page.locator('#step');
    await panel.waitFor();
    expect(query(page, 'step')).toStartWith('T06');
    // The chosen step is marked, and within the part of the drawing that is seen.
    const [pan, step] = await Promise.all([
      page.locator('.model-pan').boundingBox(),
      page.locator('.model-pan a.chosen').boundingBox(),
    ]);
    expect(step!.x >= pan!.x && step!.x + step!.width <= pan!.x + pan!.width).toBe(true);
    const leftOut = panel.locator('.step-part.missing');
    const cases = number(await leftOut.locator('a').first().textContent());
    await leftOut.getByText('Only cases that leave it out').click();
    await page.locator('.chip').waitFor();
    expect(await kept(page)).toBe(cases);
    expect(await page.locator('.chip').textContent()).toContain('left out: T06');
    await page.goBack();
    await page.locator('.chip').waitFor({ state: 'detached' });
    await panel.waitFor();
    expect(troubles).toEqual([]);
    await ann.leave();
  },
);

browserTest('triage: marks, a threshold, a group kept as a filter', async () => {
  const ann = await bench().arrive();
  const { page, troubles } = await ann.open(`${dataset}/conformance?view=triage`);
  const rows = page.locator('.triage-table tbody tr');
  const group = (name: string) => page.locator('.triage-group', { hasText: name });
  const size = async (name: string) => number(await group(name).locator('b').textContent());
  await rows.nth(0).getByText('good', { exact: true }).click();
  await page.waitForURL(/good=/);
  await group('Good by score').waitFor();
  await rows.nth(2).getByText('bad', { exact: true }).click();
  await page.waitForURL(/bad=/);
  const before = await size('Good by score');
  expect((await size('Good by mark')) + before + (await size('Bad by score')) + (await size('Bad by mark'))).toBe(1434);
  await page.locator('input[name=least]').fill('100');
  await page.waitForURL(/least=100/);
  // Only what the model of the one good variant can replay is good now: nothing else.
  await page.locator('.triage-group.good-by-score', { hasText: '0 variants' }).waitFor();
  expect(before).toBeGreaterThan(0);
  const bad = await size('Bad by score');
  await group('Bad by score').getByText('Keep only these').click();
  await page.waitForURL(/\/variants\?/);
  await page.locator('.chip').waitFor();
  expect(await kept(page)).toBe(bad);
  expect(troubles).toEqual([]);
  await ann.leave();
});

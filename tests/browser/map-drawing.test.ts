/** The live map: it follows the sliders, keeps its places, finds activities, moves cases, and leaves as files that open anywhere. */
import { expect } from 'bun:test';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { SaxesParser } from 'saxes';
import { useBench } from './bench.ts';
import { browserTest } from './chromium.ts';
import { activitiesOn, untilLive } from './live-map.ts';
import { untilTrue } from './visitor.ts';
import { filters } from './visits.ts';

const SAMPLE = resolve(import.meta.dir, '../../sample/receipt.xes.gz');
let map: string;
const bench = useBench(async (b) => {
  map = `/datasets/${await b.load(SAMPLE, 'Receipt')}/map`;
});

const GRAPH = `document.querySelector('.__________cytoscape_container')._cyreg.cy`;
const places = (page: Page) =>
  page.evaluate<Record<string, { x: number; y: number }>>(
    `Object.fromEntries(${GRAPH}.nodes('.activity').map((n) => [n.data('name'), n.position()]))`,
  );
const slide = (page: Page, id: string, value: number) =>
  page.evaluate(`(() => {
    const slider = document.getElementById('${id}');
    slider.value = '${value}';
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  })()`);

browserTest(
  'sliders change the map, its address and the links of filters, and leave the view where it was',
  async () => {
    const ann = await bench().arrive();
    const { page, troubles } = await ann.open(map);
    await untilLive(page);
    const view = () => page.evaluate<string>(`JSON.stringify([${GRAPH}.zoom(), ${GRAPH}.pan()])`);
    const [before, few] = [await view(), await activitiesOn(page)];
    await slide(page, 'map-a', 100);
    await untilTrue(page, `${GRAPH}.nodes('.activity').length === 27`);
    expect(few.length).toBeLessThan(27);
    expect(await page.locator('#map-a-out').textContent()).toBe('27 / 27');
    expect(await view()).toBe(before);
    expect(new URL(page.url()).searchParams.get('a')).toBe('100');
    expect(await page.locator('.segments a').last().getAttribute('href')).toContain('a=100');
    expect(troubles).toEqual([]);
    await ann.leave();
  },
);

browserTest('a filter keeps the place of every activity that stays', async () => {
  const ann = await bench().arrive();
  const { page } = await ann.open(map);
  await untilLive(page);
  const whole = await places(page);
  const step = { id: 'has-activity', params: { activities: ['T03 Adjust confirmation of receipt'], mode: 'none' } };
  await page.goto(`${page.url()}?f=${filters(step)}`);
  await untilLive(page);
  const kept = await places(page);
  expect(Object.keys(kept)).not.toContain('T03 Adjust confirmation of receipt');
  const shared = Object.keys(kept).filter((name) => whole[name]);
  expect(shared.length).toBeGreaterThan(4);
  // Paths that only the filter reveals take a little room in between.
  for (const name of shared) {
    expect(kept[name]!.x).toBe(whole[name]!.x);
    expect(Math.abs(kept[name]!.y - whole[name]!.y)).toBeLessThan(30);
  }
  await ann.leave();
});

browserTest('a search brings an activity forward, and Enter opens it', async () => {
  const ann = await bench().arrive();
  const { page, troubles } = await ann.open(map);
  await untilLive(page);
  await page.keyboard.press('/');
  await page.keyboard.type('adjust');
  await untilTrue(page, `${GRAPH}.nodes('.found').length === 1`);
  await page.keyboard.press('Enter');
  await page.locator('#map-side h2').getByText('T03 Adjust confirmation of receipt').waitFor();
  expect(troubles).toEqual([]);
  await ann.leave();
});

browserTest('the drawing leaves as an SVG file that stands alone', async () => {
  const ann = await bench().arrive();
  const { page } = await ann.open(map);
  await untilLive(page);
  await page.locator('[popovertarget=map-more]').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('[data-map-export=svg]').click()]);
  const text = readFileSync(await download.path(), 'utf8');
  const boxes: string[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    expect(Object.keys(attributes)).not.toContain('class');
    expect(Object.keys(attributes)).not.toContain('href');
    if (name === 'rect') boxes.push(String((attributes as Record<string, string>).fill));
  });
  parser.write(text).close();
  expect(boxes.length).toBeGreaterThan(8);
  for (const fill of boxes) expect(fill).toMatch(/^rgb\(/);
  await ann.leave();
});

browserTest('cases move over the map, coloured by an attribute; not for people who asked for less motion', async () => {
  const ann = await bench().arrive({ motion: true });
  const { page, troubles } = await ann.open(map);
  await untilLive(page);
  await page.locator('#map-play-open').click();
  await page.locator('#map-player-colour').fill('org:group');
  await page.locator('#map-player-go').click();
  await untilTrue(page, `Number(document.getElementById('map-player-at').value) > 0`);
  expect(await page.locator('#map-player-keys span').count()).toBeGreaterThan(1);
  await page.locator('#map-player-go').click();
  expect(await page.locator('#map-player-go').getAttribute('aria-label')).toBe('Play');
  expect(troubles).toEqual([]);
  await ann.leave();
  const ben = await bench().arrive();
  const quiet = await ben.open(map);
  await untilLive(quiet.page);
  expect(await quiet.page.locator('#map-play-open').isVisible()).toBe(false);
  await ben.leave();
});

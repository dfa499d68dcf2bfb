/** An analyst at the map: filters by clicks, back and forth, by keyboard, in two tabs. */
import { expect } from 'bun:test';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { useBench } from './bench.ts';
import { browserTest } from './chromium.ts';
import { activitiesOn, clickActivity, untilLive } from './live-map.ts';
import { filters } from './visits.ts';

const SAMPLE = resolve(import.meta.dir, '../../sample/receipt.xes.gz');
const ACTIVITY = 'T02 Check confirmation of receipt';
/** Counted with grep in the log itself. */
const CASES = 1434;
let map: string;
const bench = useBench(async (b) => {
  map = `/datasets/${await b.load(SAMPLE, 'Receipt')}/map`;
});

const chips = (page: Page) => page.locator('.chip');
const kept = async (page: Page) => Number((await page.locator('.kept b').first().textContent())?.replace(/\D/g, ''));
/** Filters of the address; empty for none. */
const f = (page: Page) => new URL(page.url()).searchParams.get('f') ?? '';
const undo = (page: Page) => page.getByRole('button', { name: 'Undo the last change of filters' }).click();
const redo = (page: Page) => page.getByRole('button', { name: 'Redo' }).click();

browserTest('a click on an activity offers filters; undo, redo, Back and reload go where one was', async () => {
  const ann = await bench().arrive({ motion: true });
  const { page, troubles } = await ann.open(map);
  expect(await kept(page)).toBe(CASES);
  await clickActivity(page, ACTIVITY);
  await page.locator('#map-side h2').getByText(ACTIVITY).waitFor();
  await page.locator('#map-side').getByRole('link', { name: 'Cases without' }).click();
  await chips(page).first().waitFor();
  expect(await chips(page).count()).toBe(1);
  const without = await kept(page);
  expect(without).toBeGreaterThan(0);
  expect(without).toBeLessThan(CASES);
  const filtered = f(page);
  await untilLive(page);
  expect(await activitiesOn(page)).not.toContain(ACTIVITY);

  await undo(page);
  await chips(page).waitFor({ state: 'detached' });
  expect([f(page), await kept(page)]).toEqual(['', CASES]);
  await redo(page);
  await chips(page).first().waitFor();
  expect([f(page), await kept(page)]).toEqual([filtered, without]);

  await page.goBack();
  await page.waitForURL((url) => !url.searchParams.has('f'));
  await chips(page).waitFor({ state: 'detached' });
  expect(await kept(page)).toBe(CASES);
  await page.goForward();
  await page.waitForURL((url) => url.searchParams.has('f'));
  await chips(page).first().waitFor();
  await page.reload();
  expect([f(page), await kept(page), await chips(page).count()]).toEqual([filtered, without, 1]);
  await page.getByRole('link', { name: /^Remove the filter/ }).click();
  await chips(page).waitFor({ state: 'detached' });
  expect(troubles).toEqual([]);
  await ann.leave();
});

browserTest('the filters go along to the other pages, and a link shows a colleague the same', async () => {
  const ann = await bench().arrive();
  const { page, troubles } = await ann.open(
    `${map}?f=${filters({ id: 'has-activity', params: { activities: [ACTIVITY] } })}`,
  );
  const here = { cases: await kept(page), filters: f(page) };
  for (const section of ['Variants', 'Cases', 'Overview']) {
    await page.locator('#nav').getByRole('link', { name: section }).click();
    await page.waitForURL((url) => url.pathname.endsWith(`/${section.toLowerCase()}`));
    await page.locator('main h1').waitFor();
    expect([section, await kept(page), f(page)]).toEqual([section, here.cases, here.filters]);
  }
  const ben = await bench().arrive({ cookies: (await bench().signIn()).cookies });
  expect(await kept((await ben.open(page.url())).page)).toBe(here.cases);
  expect(troubles).toEqual([]);
  await Promise.all([ann.leave(), ben.leave()]);
});

browserTest('two tabs keep their own filters, undo and redo', async () => {
  const ann = await bench().arrive();
  const [one, two] = [await ann.open(map), await ann.open(map)];
  await clickActivity(one.page, ACTIVITY);
  await one.page.locator('#map-side').getByRole('link', { name: 'Cases with', exact: true }).click();
  await chips(one.page).first().waitFor();
  await two.page.reload();
  expect([await chips(two.page).count(), await kept(two.page)]).toEqual([0, CASES]);
  expect(await two.page.getByRole('button', { name: 'Undo the last change of filters' }).isDisabled()).toBe(true);
  await undo(one.page);
  await chips(one.page).waitFor({ state: 'detached' });
  expect([...one.troubles, ...two.troubles]).toEqual([]);
  await ann.leave();
});

browserTest('filters that keep no case say so and lead back', async () => {
  const ann = await bench().arrive();
  const none = filters({ id: 'case-length', params: { min: 100_000 } });
  const { page, troubles } = await ann.open(`${map}?f=${none}`);
  await page.getByText('These filters keep no case').waitFor();
  await page.getByRole('link', { name: 'Remove the last filter' }).click();
  await untilLive(page);
  expect([await kept(page), f(page)]).toEqual([CASES, '']);
  expect(troubles).toEqual([]);
  await ann.leave();
});

browserTest('everything on the map is reached by keyboard alone, is seen to have the focus, and works', async () => {
  const ann = await bench().arrive();
  const { page, troubles } = await ann.open(map);
  await untilLive(page);
  const wanted = await page.evaluate<string[]>(`(() => { ${NAMING} return ${CONTROLS}.map(name); })()`);
  const reached: string[] = [];
  const unseen: string[] = [];
  for (let i = 0; i < wanted.length + 40; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate<{ name: string; seen: boolean } | null>(FOCUSED);
    if (!at) break;
    reached.push(at.name);
    if (!at.seen) unseen.push(at.name);
    if (new Set(reached).size < reached.length) break;
  }
  expect(wanted.length).toBeGreaterThan(15);
  expect(wanted.filter((name) => !reached.includes(name))).toEqual([]);
  expect(unseen).toEqual([]);

  // On the map itself: to an activity with the arrows, into its details with Enter, out with Escape.
  await page.locator('.map-live').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('#map-side h2').first().waitFor();
  const link = page.locator('#map-side').getByRole('link', { name: 'Cases with', exact: true });
  await link.focus();
  await page.keyboard.press('Enter');
  await chips(page).first().waitFor();
  await page.keyboard.press('u');
  await chips(page).waitFor({ state: 'detached' });
  await page.keyboard.press('Shift+U');
  await chips(page).first().waitFor();
  expect(troubles).toEqual([]);
  await ann.leave();
});

browserTest('? opens the list of keys, Escape closes it, and g v leads to the variants', async () => {
  const ann = await bench().arrive();
  const { page, troubles } = await ann.open(map);
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await list.waitFor();
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'hidden' });
  await page.keyboard.press('g');
  await page.keyboard.press('v');
  await page.waitForURL('**/variants*');
  expect(troubles).toEqual([]);
  await ann.leave();
});

browserTest('the map is saved as a drawing and as a picture', async () => {
  const ann = await bench().arrive();
  const { page, troubles } = await ann.open(map);
  await untilLive(page);
  const saved = async (name: string) => {
    await page.getByRole('button', { name: 'Export' }).click();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
    return Bun.file(await download.path());
  };
  const drawing = await (await saved('Drawing (SVG)')).text();
  expect(drawing).toStartWith('<?xml');
  expect(drawing).toContain('Confirmation of receipt');
  expect(drawing).not.toMatch(/<script|javascript:|on\w+=/);
  const picture = await (await saved('Picture (PNG)')).bytes();
  expect([...picture.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  expect(troubles).toEqual([]);
  await ann.leave();
});

/** Names an element so that it is found again. */
const NAMING = `const name = (e) => e.id ? '#' + e.id : e.localName + ' ' + (e.getAttribute('aria-label') ?? e.textContent.trim().slice(0, 60)) + ' ' + (e.getAttribute('href') ?? '');`;
/** What one can act on; of a group of radio buttons only the chosen one is a stop. */
const CONTROLS = `[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled && e.tabIndex >= 0)`;
const FOCUSED = `(() => { ${NAMING}
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const s = getComputedStyle(e);
  const box = e.getBoundingClientRect();
  const ring = (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none' || e.localName === 'a' && e.ownerSVGElement;
  return { name: name(e), seen: !!ring && box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight };
})()`;

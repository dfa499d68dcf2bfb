/** The first minute: from the printed link of the demo to the first map, as somebody who has never seen it. */
import { expect } from 'bun:test';
import { AditBench, until } from '../adit-bench.ts';
import { browserTest, launch } from './chromium.ts';
import { untilLive } from './live-map.ts';
import { Visitor } from './visitor.ts';

browserTest('from the demo’s link to the first map in at most two clicks', async () => {
  await using adit = new AditBench();
  const demo = adit.spawn(['demo', '--data', adit.data, '--port', '0'], {}, adit.folder);
  const browser = await launch();
  try {
    let printed = '';
    const decoder = new TextDecoder();
    void (async () => {
      for await (const chunk of demo.stdout) printed += decoder.decode(chunk, { stream: true });
    })();
    const link = await until(() => /Open\s+(http\S+)/.exec(printed)?.[1], demo.exited);
    if (!link) throw new Error(`the demo did not start: ${printed}`);
    const { origin, pathname } = new URL(link);
    const guest = await Visitor.arrive(browser, origin, { motion: true });
    const started = performance.now();
    const { page, troubles } = await guest.open(pathname);
    let clicks = 0;
    while (!/\/map$/.test(new URL(page.url()).pathname) && clicks < 5) {
      clicks++;
      const wayToMap = page.locator('main a[href$="/map"], nav a[href$="/map"]').first();
      await wayToMap.click();
      await page.waitForURL('**/map');
    }
    await untilLive(page);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`first map of Receipt: ${clicks} clicks and ${seconds} s after the demo's link was opened`);
    expect(clicks).toBeLessThanOrEqual(2);
    expect(await page.locator('.kept b').first().textContent()).toBe('1,434');
    expect(await page.locator('.notice').textContent()).toContain('Demo');
    // The link works once.
    const other = await Visitor.arrive(browser, origin);
    expect((await other.open(pathname, {}, 404)).status).toBe(404);
    expect(troubles).toEqual([]);
  } finally {
    await browser.close();
    demo.kill('SIGTERM');
    await demo.exited;
  }
});

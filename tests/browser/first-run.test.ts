/** The first visit after installing: the single-use link, the first administrator, the three doors, the sample's map. */
import { describe, expect } from 'bun:test';
import { type RealAppliance, realAppliance } from '../real-appliance.ts';
import { browserTest, launch } from './chromium.ts';
import { inspectAccess, inspectFrame, inspectLayout, WIDTHS } from './inspect.ts';
import { untilLive } from './live-map.ts';
import { Visitor } from './visitor.ts';

const PASSWORD = 'an orchard full of quiet bees';

async function withHouse(
  work: (house: RealAppliance, arrive: (javascript: boolean) => Promise<Visitor>) => Promise<void>,
) {
  const [house, browser] = await Promise.all([realAppliance(), launch()]);
  try {
    await work(house, (javascript) => Visitor.arrive(browser, new URL(house.server.url).origin, { javascript }));
  } finally {
    await browser.close();
    await house.end();
  }
}

describe.each([true, false])('with JavaScript: %j', (javascript) => {
  browserTest('from the set-up link to the first map of the sample', () =>
    withHouse(async (house, arrive) => {
      const first = await arrive(javascript);
      const { page, status, troubles } = await first.open(house.setupPath);
      expect([status, await inspectFrame(page)]).toEqual([200, []]);
      if (javascript) {
        for (const width of WIDTHS) expect(await inspectLayout(page, width)).toEqual([]);
        expect(await inspectAccess(page)).toEqual([]);
        expect(await inspectLayout(page, 1440, true)).toEqual([]);
        expect(await inspectAccess(page)).toEqual([]);
      }
      await page.fill('main [name=login]', 'root');
      await page.fill('main [name=password]', PASSWORD);
      await page.fill('main [name=again]', PASSWORD);
      await page.locator('main button[type=submit]').click();
      await page.waitForURL('**/sign-in*');
      await page.fill('main [name=login]', 'root');
      await page.fill('main [name=password]', PASSWORD);
      await page.locator('main button[type=submit]').click();
      await page.getByRole('heading', { level: 1, name: 'Begin with an event log' }).waitFor();
      expect(await page.locator('main h2').count()).toBe(3);
      if (javascript) {
        for (const width of WIDTHS) expect(await inspectLayout(page, width)).toEqual([]);
        expect(await inspectAccess(page)).toEqual([]);
      }
      await page.getByRole('button', { name: 'Load the sample process' }).click();
      if (javascript) {
        await page.waitForURL(/\/(map|first-look)$/, { timeout: 30_000 });
        await untilLive(page);
      } else {
        const map = page.locator('#map-svg');
        for (let i = 0; i < 60 && !(await map.isVisible()); i++) await Bun.sleep(500);
      }
      expect(await page.locator('.kept b').first().textContent()).toBe('1,434');
      // The link is used up.
      const second = await arrive(javascript);
      expect((await second.open(house.setupPath, {}, 404)).status).toBe(404);
      expect(troubles).toEqual([]);
    }),
  );
});

/** A file that leaves questions open, from its columns to its refused rows repaired in the page, and its loads taken back and brought back. */
import { expect } from 'bun:test';
import type { Page } from 'playwright-core';
import { useBench } from './bench.ts';
import { browserTest } from './chromium.ts';

const bench = useBench();

/** Two columns of times whose days nobody can tell, a fee with both signs and one cell that is none, a case that nothing names. */
const CLAIMS = `Vorgang;Aktivität;Beginn;Ende;Gebuchter Betrag
C1;Open;03/04/2024 08:00;03/04/2024 08:30;1.250,50
C1;Check;04/04/2024 09:00;04/04/2024 09:10;12.000,00
C1;Pay;05/04/2024 10:00;05/04/2024 10:20;7
C2;Open;03/04/2024 11:00;03/04/2024 11:05;k. A.
;Check;04/04/2024 12:00;04/04/2024 12:30;3.001,50
`;

const facts = (page: Page) => page.locator('.facts').first().textContent();

for (const javascript of [true, false])
  browserTest(
    `questions are answered by buttons, and what is refused is repaired; JavaScript: ${javascript}`,
    async () => {
      const ann = await bench().arrive({ javascript });
      const { page, troubles } = await ann.open('/datasets/new');
      const button = (name: string | RegExp) => page.getByRole('main').getByRole('button', { name });
      const lookAgain = async () => (javascript ? undefined : button('Look again').click());
      const buffer = Buffer.from(CLAIMS);
      await page.locator('#file').setInputFiles({ name: 'claims.csv', mimeType: 'text/csv', buffer });
      if (!javascript) await button('Upload').click();
      // One answer for both columns, which are written alike.
      await page.getByText('The dates in 2 columns can be read in more than one way: "Beginn", "Ende".').waitFor();
      await button('03/04/2024 08:00 is 3 Apr 2024').click();
      await page.locator('#zone').selectOption('UTC');
      await lookAgain();
      await page.getByText('→ 3 Apr 2024, 08:30').waitFor();
      await page.getByLabel('Type of Gebuchter Betrag').selectOption('number');
      await lookAgain();
      await page.getByText('→ 1,250.5').waitFor();
      await button('Load 3 events').waitFor();
      await page.locator('#dataset-name').fill(`Claims ${javascript}`);
      await button('Load 3 events').click();
      const repair = page.getByRole('link', { name: 'Repair these rows' });
      for (let i = 0; i < 40 && !(await repair.isVisible()); i++) {
        await Bun.sleep(250);
        if (!javascript) await page.reload();
      }
      expect(await facts(page)).toMatch(/cases\s*1[\s\S]*events\s*3[\s\S]*refused\s*2/);
      await repair.click();
      await page.getByLabel('Line 5, Gebuchter Betrag').fill('99,90');
      await page.getByLabel('Line 6, Vorgang').fill('C2');
      await button('Load the changed rows').click();
      await page.getByText('2 repaired rows are being loaded.').waitFor();
      const history = new URL(page.url()).pathname.replace(/\/history\/.*/, '/history');
      const undo = button('Take this load back');
      for (let i = 0; i < 40; i++) {
        await page.goto(bench().base + history);
        if (await page.getByText('repaired rows', { exact: true }).isVisible()) break;
        await Bun.sleep(250);
      }
      await page.locator('tbody a[href*="/history/"]').first().click();
      expect(await facts(page)).toMatch(/Events before\s*3[\s\S]*Events after\s*5[\s\S]*New\s*2/);
      await undo.click();
      await page.getByText('The load was taken back: version 3').waitFor();
      await page.goto(bench().base + history);
      await page.locator('tbody a[href*="/history/"]').first().click();
      expect(await facts(page)).toMatch(/Events before\s*5[\s\S]*Events after\s*3/);
      await button('Bring the load back').click();
      await page.getByText('The load was brought back: version 4').waitFor();
      await page.goto(bench().base + history);
      expect(await page.locator('tbody tr').first().textContent()).toMatch(/taken back\s*4\s*3\s*5/);
      expect(troubles).toEqual([]);
      await ann.leave();
    },
  );

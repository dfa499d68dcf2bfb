/** What keeps data good and others informed, as people work with it: findings and rules of quality, how loads are taken, schedules, webhooks. */
import { expect } from 'bun:test';
import type { Page } from 'playwright-core';
import { NOWHERE, newWebhook, WEBHOOKS } from '../webhook-house.ts';
import { useBench } from './bench.ts';
import { browserTest } from './chromium.ts';

const ROWS = `case,activity,time,fee
A,open,2024-03-01T08:00:00Z,10
A,pay,2024-03-02T08:00:00Z,
B,open,2024-03-01T09:00:00Z,20
C,open,2024-03-01T10:00:00Z,900
C,pay,2024-03-03T10:00:00Z,
`;
let dataset = '';
const bench = useBench(async ({ house }) => {
  dataset = await house.load('Fees', ROWS);
});
const main = (page: Page) => page.getByRole('main');
const press = (page: Page, name: string | RegExp) => main(page).getByRole('button', { name }).click();

for (const javascript of [true, false])
  browserTest(
    `a rule of quality: added, broken, followed to its cases, switched off; JavaScript: ${javascript}`,
    async () => {
      const ann = await bench().arrive({ javascript });
      const { page, troubles } = await ann.open(`/datasets/${dataset}/quality`);
      await main(page).getByRole('link', { name: 'Rules' }).click();
      await main(page).getByRole('link', { name: 'Add a rule' }).first().click();
      await page.getByRole('link', { name: /Lies within bounds/ }).click();
      // What is wrong is said, and what was typed stays.
      await page.getByLabel('Name optional').fill('Fees are small');
      await page.getByLabel('Weight optional').fill('5');
      await press(page, 'Save');
      await page.getByText('The rule was not kept').waitFor();
      expect(await page.getByLabel('Name optional').inputValue()).toBe('Fees are small');
      await page.getByLabel('Column', { exact: true }).selectOption({ label: 'fee' });
      await page.getByLabel('To optional').fill('100');
      await press(page, 'Save');
      await page.getByText('The rule is kept.').waitFor();
      await main(page).getByRole('link', { name: 'Quality' }).first().click();
      const finding = page.locator('section, article, li').filter({ hasText: 'Fees are small' }).last();
      await finding.getByRole('link', { name: '1 case' }).first().click();
      await page.locator('.kept b').first().filter({ hasText: /^1$/ }).waitFor();
      await page.getByRole('link', { name: 'C', exact: true }).first().waitFor();
      await page.goto(`${bench().base}/datasets/${dataset}/quality/rules`);
      await press(page, 'Switch off');
      await page.getByText('not checked').waitFor();
      await main(page).getByRole('link', { name: 'Change the rule Fees are small' }).click();
      await press(page, 'Delete the rule');
      await page.getByText('There is no rule').waitFor();
      // The form that was sent with a mistake.
      expect(troubles).toEqual([expect.stringContaining('status of 400')]);
      await ann.leave();
    },
  );

browserTest('how the next loads are taken is said once, and a share that is none is told', async () => {
  const ann = await bench().arrive();
  const { page } = await ann.open(`/datasets/${dataset}/history`);
  await page.getByLabel('When the columns differ from the load before').selectOption({ label: 'refuse it' });
  await page.getByLabel('When rows are refused').selectOption({ label: 'stop above a share' });
  await page.getByLabel('Share in per cent').fill('many');
  await press(page, 'Save');
  await page.getByText('Say the share as a number from 0 to 100.').first().waitFor();
  expect(await page.getByLabel('When rows are refused').inputValue()).toBe('share');
  expect(await page.getByLabel('Share in per cent').inputValue()).toBe('many');
  await page.getByLabel('Share in per cent').fill('2,5');
  await press(page, 'Save');
  await page.getByText('The next loads are taken so.').waitFor();
  expect(await page.getByLabel('Share in per cent').inputValue()).toBe('2.5');
  await ann.leave();
});

browserTest('a schedule is paused, which leaves no next time, goes on, and runs at once', async () => {
  const ann = await bench().arrive({ javascript: false });
  const { page } = await ann.open('/admin/schedules/uploads.sweep');
  expect(await page.locator('#next + p time').count()).toBe(5);
  await press(page, 'Pause');
  await page.getByText('None: the schedule is paused.').waitFor();
  await press(page, 'Resume');
  expect(await page.locator('#next + p time').count()).toBe(5);
  await page.getByLabel('Cron expression').fill('61 * * * *');
  await press(page, 'Save');
  await page.getByText('Nothing was changed').waitFor();
  expect(await page.getByLabel('Cron expression').inputValue()).toBe('61 * * * *');
  await page.getByLabel('Cron expression').fill('15 3 * * *');
  await page.getByLabel('Times missed while the server was down').selectOption({ label: 'Leave them out' });
  await press(page, 'Save');
  await page.getByText('changed', { exact: true }).waitFor();
  await press(page, 'Run now');
  await page.goto(`${bench().base}/admin/schedules/uploads.sweep`);
  expect(await page.locator('tbody tr').count()).toBeGreaterThan(0);
  await ann.leave();
});

browserTest(
  'a webhook: a trial that nobody takes is told with its reason, sent again, and the webhook switched off',
  async () => {
    const { admin } = bench();
    const { webhook } = (await admin.post(WEBHOOKS, newWebhook(NOWHERE))).json;
    const ann = await bench().arrive({ javascript: false });
    const { page } = await ann.open(`/admin/webhooks/${webhook.id}`);
    await page.getByText('Nothing was sent yet.').waitFor();
    await press(page, 'Send a trial');
    const row = page.locator('tbody tr').first();
    for (let i = 0; i < 40 && !/cannot be reached/.test((await row.textContent()) ?? ''); i++) {
      await Bun.sleep(250);
      await page.reload();
    }
    expect(await row.textContent()).toMatch(/webhook\.test[\s\S]*waiting[\s\S]*cannot be reached/);
    await press(page, 'Switch off');
    await page.getByText('off', { exact: true }).first().waitFor();
    await main(page).getByRole('link', { name: 'Webhooks' }).click();
    await page.getByRole('heading', { level: 1, name: 'Webhooks' }).waitFor();
    await ann.leave();
  },
);

/** What people are told while a page is open: the number on the bell, the word in the corner, in every page of the browser. */
import { expect } from 'bun:test';
import { sql } from '#sdk';
import { useBench } from './bench.ts';
import { browserTest } from './chromium.ts';

const bench = useBench();

/** An event that the administrator is told of. */
function pause(name: string): void {
  const { db, events, tenancy } = bench().house.appliance;
  const { id: user } = db.get<{ id: string }>(sql`select id from users where login = 'root'`)!;
  const payload = { webhook: 'w', name, user, reason: 'failures' };
  const tenant = tenancy.ensureHome().tenant.id;
  db.transaction((tx) => events.publish(tx, { type: 'webhook.paused', tenant, correlationId: 'r', payload }));
}

browserTest('what happens is told at once, in every open page; what is read is no longer counted', async () => {
  const ann = await bench().arrive();
  const { page, troubles } = await ann.open('/');
  const other = await page.context().newPage();
  await other.goto(page.url());
  const bells = [page, other].map((one) => one.locator('#inbox-unread'));
  // Of two open pages one listens; both show it.
  await page.locator('#inbox-unread', { hasText: /^0$/ }).waitFor({ state: 'attached' });
  pause('Flows');
  for (const bell of bells) await bell.filter({ hasText: /^1$/ }).waitFor();
  await other.getByText('The webhook “Flows” is paused').waitFor();
  pause('Reports');
  for (const bell of bells) await bell.filter({ hasText: /^2$/ }).waitFor();
  await page.getByRole('link', { name: 'Inbox' }).first().click();
  expect(await page.locator('tbody tr').count()).toBe(2);
  await page.getByRole('button', { name: 'Mark as read: The webhook “Flows”' }).click();
  for (const bell of bells) await bell.filter({ hasText: /^1$/ }).waitFor();
  await page.getByRole('button', { name: 'Mark all as read' }).click();
  for (const bell of bells) await bell.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Delete: The webhook “Reports”' }).click();
  await page.getByText('The webhook “Reports” is paused').waitFor({ state: 'detached' });
  expect(await page.locator('tbody tr').count()).toBe(1);
  expect(troubles).toEqual([]);
  await ann.leave();
});

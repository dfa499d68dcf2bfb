/** What happens to a page when the session behind it ends, and when a form is sent twice. */
import { expect } from 'bun:test';
import { resolve } from 'node:path';
import { ADMIN, useBench } from './bench.ts';
import { browserTest } from './chromium.ts';

const SAMPLE = resolve(import.meta.dir, '../../sample/receipt.xes.gz');
let dataset: string;
const bench = useBench(async (b) => {
  dataset = await b.load(SAMPLE, 'Receipt');
});

browserTest('the session ends under an open page: sign in there, and what was asked for is done', async () => {
  const session = await bench().signIn();
  const ann = await bench().arrive({ cookies: session.cookies });
  const { page, troubles } = await ann.open(`/datasets/${dataset}/map`);
  const before = page.url();
  await session.post('/api/v1/auth/logout');
  await page.locator('.map-tools').getByRole('link', { name: 'Performance' }).click();
  const dialog = page.getByRole('dialog', { name: 'You have been signed out' });
  await dialog.waitFor();
  expect(page.url()).toBe(before);
  expect(await dialog.getByLabel('Name').inputValue()).toBe(ADMIN.login);
  await dialog.getByLabel('Password').fill('a guess');
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('Password').fill(ADMIN.password);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.waitForURL((url) => url.searchParams.get('metric') === 'median');
  expect(await page.locator('.map-tools').getByRole('link', { name: 'Performance' }).getAttribute('aria-current')).toBe(
    'true',
  );
  expect(troubles.filter((trouble) => !trouble.includes('status of 401'))).toEqual([]);
  await ann.leave();
});

browserTest('the session ends under a form: what was typed is kept, and sent after signing in', async () => {
  const session = await bench().signIn();
  const ann = await bench().arrive({ cookies: session.cookies });
  const { page } = await ann.open('/projects/new');
  await page.getByLabel('Name').first().fill('Typed before the session ended');
  await session.post('/api/v1/auth/logout');
  await page
    .getByRole('main')
    .getByRole('button', { name: /create|make|new project/i })
    .click();
  const dialog = page.getByRole('dialog', { name: 'You have been signed out' });
  await dialog.waitFor();
  expect(new URL(page.url()).pathname).toBe('/projects/new');
  expect(await page.locator('main [name=name]').inputValue()).toBe('Typed before the session ended');
  await dialog.getByLabel('Password').fill(ADMIN.password);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1, name: 'Typed before the session ended' }).waitFor();
  await ann.leave();
});

browserTest('a form that is sent twice makes one thing', async () => {
  const ann = await bench().arrive();
  const { page } = await ann.open('/projects/new');
  await page.locator('main [name=name]').fill('Made once');
  await page
    .getByRole('main')
    .getByRole('button', { name: /create|make|new project/i })
    .dblclick();
  await page.getByRole('heading', { level: 1, name: 'Made once' }).waitFor();
  const { items } = (await bench().admin.get('/api/v1/projects')).json;
  expect(items.filter(({ name }: { name: string }) => name.startsWith('Made once'))).toHaveLength(1);
  await ann.leave();
});

/** The way of a new person through link, password, sign-in, profile and out again, in a real browser, with JavaScript and without. */
import { describe, expect } from 'bun:test';
import type { Page } from 'playwright-core';
import { useBench } from './bench.ts';
import { browserTest } from './chromium.ts';

const bench = useBench();
const FIRST = 'several quiet words of one kind';
const SECOND = 'and other words, just as quiet';

const fill = async (page: Page, fields: Record<string, string>) => {
  for (const [name, value] of Object.entries(fields)) await page.fill(`main [name="${name}"]`, value);
};
const press = (page: Page, name: string) => page.getByRole('main').getByRole('button', { name, exact: true }).click();
const signIn = async (page: Page, login: string, password: string) => {
  await fill(page, { login, password });
  await press(page, 'Sign in');
};
const at = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search;

describe.each([true, false])('with JavaScript: %j', (javascript) => {
  browserTest('from the link to signing out everywhere', async () => {
    const login = `ann-${javascript}`;
    const added = await bench().admin.post('/api/v1/admin/users', {
      login,
      displayName: 'Ann Berg',
      roles: ['analyst'],
    });
    const ann = await bench().arrive({ javascript, cookies: new Map() });
    const { page, troubles } = await ann.open(added.json.link.path);
    await fill(page, { password: FIRST, again: SECOND });
    await press(page, 'Set password');
    expect(await page.getByRole('alert').textContent()).toContain('The two passwords differ.');
    await fill(page, { password: FIRST, again: FIRST });
    await press(page, 'Set password');
    await page.waitForURL('**/sign-in?ready=password');
    await signIn(page, login, 'a guess');
    expect(await page.getByRole('alert').textContent()).toContain('The name or the password is not right.');
    expect(await page.inputValue('main [name=login]')).toBe(login);
    await signIn(page, login, FIRST);
    await page.waitForURL((url) => url.pathname !== '/sign-in');

    await page.goto('/profile');
    await fill(page, { displayName: 'Ann Bergmann', displayZone: 'Asia/Tokyo' });
    await page.selectOption('[name=theme]', 'dark');
    await press(page, 'Save');
    await page.getByText('Saved.').waitFor();
    expect(await page.getAttribute('html', 'data-theme')).toBe('dark');
    expect(await page.getByText('Ann Bergmann').first().isVisible()).toBe(true);
    await fill(page, { current: FIRST, password: SECOND, again: SECOND });
    await press(page, 'Change password');
    await page.getByText('The password is changed.').waitFor();
    await press(page, 'Sign out everywhere');
    await page.waitForURL('**/sign-in');
    await page.goto('/profile');
    expect(at(page)).toBe('/sign-in?next=%2Fprofile');
    await signIn(page, login, SECOND);
    await page.waitForURL('**/profile');
    // The browser says of each refused form that it was refused; nothing else is wrong.
    expect(troubles.filter((trouble) => !/status of 40[01]/.test(trouble))).toEqual([]);
    await ann.leave();
  });
});

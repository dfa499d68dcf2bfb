/** A person sets up a second factor and signs in with it, in a real browser, with JavaScript and without; a phone is lost. */
import { describe, expect } from 'bun:test';
import type { Page } from 'playwright-core';
import decodeQR from 'qr/decode.js';
import { shownByApp } from '../second-factor.ts';
import { useBench } from './bench.ts';
import { browserTest } from './chromium.ts';

const bench = useBench();
const WORDS = 'several quiet words of one kind';

const press = (page: Page, name: string) => page.getByRole('main').getByRole('button', { name, exact: true }).click();
async function signIn(page: Page, login: string): Promise<void> {
  await page.fill('main [name=login]', login);
  await page.fill('main [name=password]', WORDS);
  await press(page, 'Sign in');
}
async function sendCode(page: Page, code: string, button: string): Promise<void> {
  await page.fill('main [name=code]', code);
  await press(page, button);
}

/** What a camera would read: the squares of the picture, drawn as the page draws them. */
async function readQr(page: Page): Promise<string> {
  const picture = page.locator('svg.qr');
  const size = Number((await picture.getAttribute('viewBox'))!.split(' ')[2]);
  const path = (await picture.locator('path').getAttribute('d'))!;
  const scale = 4;
  const side = size * scale;
  const data = new Uint8Array(side * side * 4).fill(255);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)/g))
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++)
      data.fill(0, (row * side + Number(x) * scale) * 4, (row * side + (Number(x) + Number(length)) * scale) * 4);
  for (let alpha = 3; alpha < data.length; alpha += 4) data[alpha] = 255;
  return decodeQR({ width: side, height: side, data });
}

describe.each([true, false])('with JavaScript: %j', (javascript) => {
  browserTest('setting up, signing in by code and by recovery code, reset by an administrator', async () => {
    const login = `ann-${javascript}`;
    const users = '/api/v1/admin/users';
    const added = (await bench().admin.post(users, { login, displayName: 'Ann Berg', roles: ['analyst'] })).json;
    const ann = await bench().arrive({ javascript, cookies: new Map() });
    const { page, troubles } = await ann.open(added.link.path);
    await page.fill('main [name=password]', WORDS);
    await page.fill('main [name=again]', WORDS);
    await press(page, 'Set password');
    await signIn(page, login);
    await page.waitForURL((url) => url.pathname !== '/sign-in');

    await page.goto('/profile');
    await page.getByRole('link', { name: 'Set it up with an authenticator app' }).click();
    await press(page, 'Begin');
    const secret = /secret=([A-Z2-7]+)/.exec(await readQr(page))![1]!;
    expect((await page.locator('code.secret').textContent())!.replaceAll(' ', '')).toBe(secret);
    await sendCode(page, '000000', 'Switch on');
    expect(await page.getByRole('alert').textContent()).toContain('The code is not that of this secret.');
    await sendCode(page, shownByApp(secret, Date.now()), 'Switch on');
    await page.locator('.recovery-codes').waitFor();
    const recovery = await page.locator('.recovery-codes code').allTextContents();
    expect(recovery).toHaveLength(10);
    await page.getByRole('link', { name: 'I have kept them' }).click();
    await page.getByRole('heading', { name: 'It is set up' }).waitFor();

    await page.context().clearCookies();
    await page.goto('/profile/tokens');
    await signIn(page, login);
    await page.getByRole('heading', { level: 1, name: 'Second factor' }).waitFor();
    await sendCode(page, '000000', 'Sign in');
    expect(await page.getByRole('alert').textContent()).toContain('The code is not right, or was used before.');
    // The code of this moment was used to set it up; that of the next step is good as well.
    await sendCode(page, shownByApp(secret, Date.now(), 1), 'Sign in');
    await page.waitForURL('**/profile/tokens');

    await page.context().clearCookies();
    await page.goto('/');
    await signIn(page, login);
    await sendCode(page, recovery[0]!, 'Sign in');
    await page.waitForURL((url) => url.pathname === '/');

    expect((await bench().admin.post(`${users}/${added.user.id}/reset-second-factor`)).status).toBe(204);
    await page.goto('/profile');
    await signIn(page, login);
    await page.waitForURL('**/profile');
    expect(troubles.filter((trouble) => !/status of 40[01]/.test(trouble))).toEqual([]);
    await ann.leave();
  });
});

browserTest(
  'the session ends under an open page of somebody with a second factor: the dialog asks for the code',
  async () => {
    const users = '/api/v1/admin/users';
    const added = (await bench().admin.post(users, { login: 'dora', displayName: 'Dora', roles: ['analyst'] })).json;
    const dora = await bench().arrive({ cookies: new Map() });
    const { page } = await dora.open(added.link.path);
    await page.fill('main [name=password]', WORDS);
    await page.fill('main [name=again]', WORDS);
    await press(page, 'Set password');
    await signIn(page, 'dora');
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    await page.goto('/profile/second-factor');
    await press(page, 'Begin');
    const secret = (await page.locator('code.secret').textContent())!.replaceAll(' ', '');
    await sendCode(page, shownByApp(secret, Date.now()), 'Switch on');
    await page.locator('.recovery-codes').waitFor();
    await page.goto('/projects/new');
    await page.getByLabel('Name').first().fill('Typed before');
    await bench().admin.delete(`${users}/${added.user.id}/sessions`);
    await page
      .getByRole('main')
      .getByRole('button', { name: /create|make|new project/i })
      .click();
    const dialog = page.getByRole('dialog', { name: 'You have been signed out' });
    await dialog.waitFor();
    await dialog.getByLabel('Password').fill(WORDS);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await dialog.getByLabel('Code of the second factor').fill(shownByApp(secret, Date.now(), 1));
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Typed before' }).waitFor();
    await dora.leave();
  },
);

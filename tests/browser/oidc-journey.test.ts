/** Signing in at a provider and signing out again, in a real browser, with a real provider. */
import { afterAll, beforeAll, expect } from 'bun:test';
import { createServer } from 'node:net';
import type { Page } from 'playwright-core';
import { CLIENT, type OidcPeer, oidcPeer } from '../oidc-peer.ts';
import { BrowserBench } from './bench.ts';
import { browserTest, CHROMIUM } from './chromium.ts';
import type { Visitor } from './visitor.ts';

let peer: OidcPeer;
let bench: BrowserBench;

/** The address that is registered at the provider has to be known before the server starts. */
const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

beforeAll(async () => {
  if (!CHROMIUM) return;
  const port = await freePort();
  const site = `http://127.0.0.1:${port}`;
  peer = await oidcPeer({ site, id: 'corp' });
  peer.people.ann = { groups: ['analysts'], name: 'Ann Example' };
  const provider = {
    id: 'corp',
    title: 'Example Bank',
    issuer: peer.issuer,
    client_id: CLIENT.id,
    client_secret: CLIENT.secret,
  };
  bench = await BrowserBench.open({
    ADIT__SERVER__PORT: String(port),
    ADIT__SERVER__PUBLIC_URL: site,
    ADIT__OIDC__PROVIDERS: JSON.stringify([provider]),
    ADIT__OIDC__ROLE_MAP: JSON.stringify([{ provider: 'corp', group: 'analysts', role: 'analyst' }]),
  });
}, 60_000);
afterAll(async () => {
  await bench?.end();
  await peer?.stop();
}, 30_000);

/** What the provider's own pages ask for is its own affair. */
const ours = (troubles: readonly string[]) =>
  troubles.filter((trouble) => !/request to|request failed|Failed to load resource|net::ERR/.test(trouble));

async function signInThere(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Sign in with Example Bank' }).click();
  await page.locator('input[name=login]').fill('ann');
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await page.locator('form[action*="/interaction/"] button[type=submit]').click();
}

const arrive = (options: { javascript?: boolean } = {}): Promise<Visitor> =>
  bench.arrive({ cookies: new Map(), ...options });

browserTest('there and back: to where one wanted to go, and out at both ends', async () => {
  const ann = await arrive();
  const { page, troubles } = await ann.open('/projects');
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  await signInThere(page);
  await page.waitForURL((url) => url.pathname === '/projects');
  expect(await page.getByRole('banner').textContent()).toContain('Ann Example');
  const [session] = (await ann.context.cookies()).filter(({ name }) => name === 'adit');
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax' });

  await page.getByRole('button', { name: 'Ann Example' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Signed out' }).waitFor();
  expect(await page.getByRole('banner').textContent()).not.toContain('Ann Example');
  await page.getByRole('link', { name: 'Sign out of Example Bank too' }).click();
  await page.locator('button[name=logout]').first().click();
  await page.waitForURL((url) => url.pathname === '/sign-in');
  expect((await page.goto('/projects'))?.url()).toContain('/sign-in');
  expect(ours(troubles)).toEqual([]);
  await ann.leave();
});

browserTest('without JavaScript, and once more without being asked', async () => {
  const ann = await arrive({ javascript: false });
  const { page } = await ann.open('/sign-in?next=%2Fabout');
  await signInThere(page);
  await page.waitForURL((url) => url.pathname === '/about');
  await ann.context.clearCookies({ name: 'adit' });
  await page.goto('/sign-in?next=%2Fabout');
  await page.getByRole('link', { name: 'Sign in with Example Bank' }).click();
  await page.waitForURL((url) => url.pathname === '/about');
  await ann.leave();
});

browserTest('signed out at the provider, the open page asks to sign in', async () => {
  const ann = await arrive();
  const { page } = await ann.open('/sign-in');
  await signInThere(page);
  await page.waitForURL((url) => url.pathname === '/');
  const elsewhere = await ann.context.newPage();
  await elsewhere.goto(`${peer.issuer}/session/end?client_id=${CLIENT.id}`);
  await elsewhere.locator('button[name=logout]').first().click();
  await elsewhere.waitForURL((url) => url.pathname.includes('success'));
  expect((await page.goto('/projects'))?.url()).toContain('/sign-in');
  await ann.leave();
});

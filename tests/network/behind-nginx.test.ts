/** The whole product below /adit of a host that it shares, behind Debian's nginx that ends TLS, in Chromium. */
import { afterAll, describe, expect } from 'bun:test';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { ADMIN, type BrowserBench } from '../browser/bench.ts';
import { browserTest, CHROMIUM, launch } from '../browser/chromium.ts';
import { type Stock, stockUp } from '../browser/stock.ts';
import { settled, untilTrue, Visitor } from '../browser/visitor.ts';
import { visitsOf } from '../browser/visits.ts';
import { exampleAppliance } from '../example-appliance.ts';
import type { HttpClient } from '../http-client.ts';
import { NGINX } from './nginx.ts';
import { proxyTest, useProxied } from './proxied.ts';

const SAMPLE = resolve(import.meta.dir, '../../sample/receipt.xes.gz');
const NAMES_ONLY = new Proxy({}, { get: () => 'x' }) as Stock;
const { routes } = await exampleAppliance();

let browser: Browser | null = null;
let admin: HttpClient;
let stock: Stock;
let ann: Visitor;
const proxied = useProxied(async ({ house, url }) => {
  admin = await house.signIn();
  if (!CHROMIUM) return;
  const command = {
    do: 'import',
    file: SAMPLE,
    dataset: 'Receipt',
    mode: 'replace',
    mapping: null,
    timeZone: null,
  } as const;
  const { dataset } = (await house.operate(command)) as { dataset: { id: string } };
  stock = await stockUp({ admin } as BrowserBench, dataset.id);
  browser = await launch();
  ann = await Visitor.arrive(browser, url);
});
afterAll(() => browser?.close());

/** As nginx hands it on; its certificate signs itself. */
const ask = (path: string, init: RequestInit = {}) =>
  fetch(`https://localhost:${proxied().proxy.port}${path}`, {
    ...{ redirect: 'manual', tls: { rejectUnauthorized: false } },
    ...init,
  } as RequestInit);

const inBrowser = (name: string, work: () => Promise<void>) =>
  NGINX ? browserTest(name, work) : proxyTest(name, work);

inBrowser('somebody signs in by the page; the cookie is for TLS and for this path alone', async () => {
  const { page } = await ann.open('/projects?page=1');
  expect(new URL(page.url()).pathname).toBe('/adit/sign-in');
  await page.getByLabel('Name').first().fill(ADMIN.login);
  await page.getByLabel('Password').first().fill(ADMIN.password);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await untilTrue(page, `location.pathname === '/adit/projects'`);
  const cookies = (await ann.context.cookies()).filter(({ name }) => !name.endsWith('-form'));
  expect(
    cookies.map(({ name, path, secure, httpOnly, sameSite }) => ({ name, path, secure, httpOnly, sameSite })),
  ).toEqual([{ name: '__Secure-adit', path: '/adit', secure: true, httpOnly: true, sameSite: 'Lax' }]);
  await page.close();
});

const FOREIGN = `[...document.querySelectorAll('[href], [src], [action], [formaction]')].flatMap((e) =>
  ['href', 'src', 'action', 'formaction'].map((name) => e.getAttribute(name)).filter((at) => at?.startsWith('/') && !at.startsWith('/adit/')))`;

describe.each(
  visitsOf(routes, NAMES_ONLY)
    .visits.filter(({ again }) => !again)
    .map(({ name }) => name),
)('%s', (name) => {
  inBrowser('stands below the path: it loads and links nothing outside, and breaks no rule of its policy', async () => {
    const visit = visitsOf(proxied().house.appliance.routes, stock).visits.find((found) => found.name === name)!;
    const { page, status, troubles } = await ann.open(visit.path, {}, visit.status);
    expect([status, troubles, await page.evaluate<string[]>(FOREIGN)]).toEqual([visit.status, [], []]);
    await page.close();
  });
});

inBrowser('swaps, undo of filters, forms and files work below the path', async () => {
  const { page, troubles } = await ann.open(`/datasets/${stock.dataset}/map`);
  await page.locator('.map-tools').getByRole('link', { name: 'Performance' }).click();
  await page.waitForURL((url) => url.searchParams.get('metric') === 'median');
  expect(new URL(page.url()).pathname).toBe(`/adit/datasets/${stock.dataset}/map`);
  await page.locator('#nav').getByRole('link', { name: 'Variants' }).click();
  await page.waitForURL((url) => url.pathname === `/adit/datasets/${stock.dataset}/variants`);
  await page.goto('/adit/projects/new');
  await page.locator('main [name=name]').fill('Below the path');
  await page
    .getByRole('main')
    .getByRole('button', { name: /create|make|new project/i })
    .click();
  await page.getByRole('heading', { level: 1, name: 'Below the path' }).waitFor();
  expect(new URL(page.url()).pathname).toStartWith('/adit/projects/');
  await page.goto('/adit/datasets/new');
  const rows = Buffer.from('case,activity,time\n1,a,2024-01-01T08:00:00Z\n');
  await page.locator('#file').setInputFiles({ name: 'rows.csv', mimeType: 'text/csv', buffer: rows });
  await page.waitForURL((url) => url.pathname.startsWith('/adit/uploads/'));
  expect(troubles).toEqual([]);
  await page.close();
});

inBrowser('server-sent events pass as they come', async () => {
  const { page } = await ann.open('/');
  await page.evaluate(`window.source = new EventSource('/adit/api/v1/events');
    window.source.addEventListener('upload.completed', (event) => { window.heard = event.data; });`);
  await untilTrue(page, 'window.source.readyState === 1');
  await proxied().house.load('Told at once', 'case,activity,time\n1,a,2024-01-01T08:00:00Z\n');
  await untilTrue(page, 'window.heard');
  await page.close();
});

inBrowser('after signing out the browser holds nothing, and the page is not shown again from its memory', async () => {
  const { page } = await ann.open('/profile');
  await page.locator('.who').click();
  await page.locator('#account').getByRole('button', { name: 'Sign out' }).click();
  await untilTrue(page, `location.pathname === '/adit/sign-in'`);
  await settled(page);
  expect((await ann.context.cookies()).map(({ name }) => name).filter((name) => !name.endsWith('-form'))).toEqual([]);
  expect(await page.evaluate<number>('localStorage.length + sessionStorage.length')).toBe(0);
  await page.goBack();
  await untilTrue(page, `location.pathname === '/adit/sign-in'`);
  expect(await page.evaluate<string>('document.body.textContent')).not.toContain('Root');
  await page.close();
});

proxyTest('the neighbour keeps its paths, and never sees our cookie', async () => {
  expect(await (await ask('/elsewhere')).text()).toBe('the neighbour');
  const got = await ask('/adit/sign-in');
  expect(got.headers.getSetCookie()[0]).toMatch(/^__Secure-adit-form=[\w-]{43}; Path=\/adit; /);
  expect(got.headers.get('strict-transport-security')).toContain('max-age=31536000');
});

proxyTest('what a client writes into X-Forwarded-* does not reach the program', async () => {
  const headers = {
    ...{ 'x-forwarded-for': '6.6.6.6', 'x-forwarded-proto': 'http', 'x-forwarded-host': 'evil.example' },
    ...{ 'content-type': 'application/json', 'x-adit-csrf': '1', origin: 'https://evil.example' },
  };
  const refused = await ask('/adit/api/v1/auth/login', {
    method: 'POST',
    headers,
    body: '{"login":"x","password":"y"}',
  });
  expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([403, 'http.crossSite']);
  const got = await ask('/adit/', { headers: { ...headers, accept: 'text/html' } });
  expect([got.headers.get('location'), JSON.stringify([...got.headers])]).toEqual([
    '/adit/sign-in',
    expect.not.stringContaining('evil.example'),
  ]);
  const log = await Bun.file(`${proxied().house.folder}/adit.log`).text();
  expect(log).not.toContain('6.6.6.6');
});

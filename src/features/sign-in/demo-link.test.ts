import { afterEach, expect, test } from 'bun:test';
import { sql } from '#sdk';
import {
  type Appliance,
  addDataset,
  addUser,
  type ExampleOptions,
  exampleAppliance,
} from '../../../tests/example-appliance.ts';
import { exampleFoundations } from '../../../tests/example-foundations.ts';
import { HttpClient, listening } from '../../../tests/http-client.ts';
import { type RunningServer, startServer } from '../../platform/http/listen.ts';

const running: RunningServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop(0);
});

/** A demo that listens on this machine, and browsers on it. */
async function demoHouse(options: ExampleOptions = {}) {
  const house = await exampleAppliance({ ...options, demo: true });
  const settings = {
    host: '127.0.0.1',
    port: 0,
    tls: null,
    trustedProxies: [],
    allowPlainHttp: false,
    idleTimeoutS: 60,
  };
  const server = startServer({
    ...{ app: house.app, log: house.log, drain: () => {} },
    settings: { ...settings, nextFreePort: false },
  });
  running.push(server);
  return { house, browser: () => new HttpClient(listening(server.url)) };
}
const issue = (house: Appliance) => house.signIn.issueDemoLink(house.home.tenant.id).path;

test('the link signs an analyst in and leads to the first page, with no form in between', async () => {
  const { house, browser } = await demoHouse();
  const sample = addDataset(house, house.home.tenant.id, house.home.project.id, 'Sample');
  const path = issue(house);
  expect(path).toMatch(/^\/demo\/[\w-]{43}$/);
  const ann = browser();
  const got = await ann.get(path);
  expect([got.status, got.headers.get('location')]).toEqual([303, `/datasets/${sample}/map`]);
  const page = await ann.get('/');
  for (const shown of ['Demo: ', 'Sample', 'ready']) expect(page.text).toContain(shown);
  expect((await ann.get('/api/v1/auth/me')).json).toMatchObject({ login: 'demo', roles: ['analyst'] });
  expect(house.auditRows().map((r) => r.action)).toEqual([
    ...['tenant.open', 'dataset.create', 'dataset.publish', 'user.create', 'demo-link.issue', 'session.open'],
  ]);
  const secret = path.slice('/demo/'.length);
  const stored = JSON.stringify([house.db.all(sql`select * from setup_links`), house.auditRows()]);
  expect(stored + house.lines.join('')).not.toContain(secret);
});

test('it works once; in the browser that used it, it leads home again', async () => {
  const { house, browser } = await demoHouse();
  const path = issue(house);
  const ann = browser();
  // A program that only looks uses nothing up.
  expect((await ann.send(path, { method: 'HEAD' })).status).toBe(405);
  const answers = await Promise.all([1, 2, 3, 4].map(() => browser().get(path)));
  expect(answers.map((got) => got.status).sort()).toEqual([303, 404, 404, 404]);
  expect((await ann.get(path)).text).toContain('Start the demo again');
  await ann.get(issue(house));
  expect((await ann.get(path)).headers.get('location')).toBe('/');
  expect(house.db.all(sql`select 1 from users`)).toHaveLength(1);
});

test('it is void after half an hour and after a newer one', async () => {
  const { house, browser } = await demoHouse();
  const [first, second] = [issue(house), issue(house)];
  expect((await browser().get(first)).status).toBe(404);
  house.clock.advance(30 * 60_000);
  expect((await browser().get(second)).status).toBe(404);
});

test('from another machine it is refused and stays unused', async () => {
  const foundations = exampleFoundations({ ADIT__SERVER__TRUSTED_PROXIES: '["127.0.0.1"]' });
  const { house, browser } = await demoHouse({ foundations });
  const path = issue(house);
  const far = await browser().get(path, { 'x-forwarded-for': '10.1.2.3' });
  expect([far.status, far.headers.getSetCookie()]).toEqual([403, []]);
  // Nothing is known of where this one comes from.
  expect((await house.client().get(path)).status).toBe(403);
  expect((await browser().get(path, { 'x-forwarded-for': '::1' })).status).toBe(303);
});

test('an appliance that is no demo knows no such link, and no session of one', async () => {
  const foundations = exampleFoundations();
  const { house, browser } = await demoHouse({ foundations });
  const [used, unused] = [issue(house), browser()];
  await unused.get(used);
  const cookies = [...unused.cookies];
  const left = issue(house);
  const plain = await exampleAppliance({ foundations });
  expect(() => issue(plain)).toThrow('demo link');
  expect((await plain.client().get(left)).status).toBe(404);
  expect(plain.routes.map((r) => r.path)).not.toContain('/demo/:token');
  const same = plain.client();
  for (const [name, value] of cookies) same.cookies.set(name, value);
  expect((await same.get('/api/v1/auth/me')).status).toBe(401);
  for (const password of ['', 'demo', 'x'])
    expect((await plain.client().post('/api/v1/auth/login', { login: 'demo', password })).status).not.toBe(200);
  expect((await plain.client().get('/sign-in')).text).not.toContain('Demo: ');
});

test('somebody’s own account "demo" is left alone', async () => {
  const { house } = await demoHouse();
  await addUser(house, { login: 'demo', tenant: house.home.tenant.id, role: 'administrator' });
  expect(() => issue(house)).toThrow('has an account "demo" of its own');
  expect(house.db.all(sql`select 1 from setup_links`)).toEqual([]);
});

import { describe, expect, test } from 'bun:test';
import { exampleAppliance } from '../../../tests/example-appliance.ts';
import { exampleServer } from '../../../tests/example-server.ts';
import { HttpClient } from '../../../tests/http-client.ts';
import { testClock } from '../clock.ts';
import { startServer } from './listen.ts';
import { effortOf, RateLimits, type RateSettings } from './rate-limits.ts';

const settings: RateSettings = {
  ...{ perAccount: 60, perAddress: 120 },
  cost: { calculation: 4, upload: 5, 'sign-in': 30, export: 1000 },
};
const waits = (work: () => void): number => {
  try {
    work();
    return 0;
  } catch (error) {
    return (error as { waitMs: number }).waitMs;
  }
};

describe('a bucket', () => {
  const clock = testClock();
  const limits = new RateLimits(settings, clock.now);
  const ask = (account = 'ann', effort: Parameters<RateLimits['takeAccount']>[1] = 'plain') =>
    waits(() => limits.takeAccount(account, effort));

  test('holds a minute’s worth, fills again evenly, and no account takes from another', () => {
    expect(Array.from({ length: 60 }, () => ask()).every((wait) => wait === 0)).toBe(true);
    expect([ask(), ask('ben')]).toEqual([1000, 0]);
    clock.advance(500);
    expect(ask()).toBe(500);
    clock.advance(500);
    expect([ask(), ask()]).toEqual([0, 1000]);
    clock.advance(3_600_000);
    expect(Array.from({ length: 61 }, () => ask()).filter((wait) => wait > 0)).toEqual([1000]);
  });

  test('gives less for what costs more; what costs more than a bucket needs a full one', () => {
    expect([ask('eve', 'sign-in'), ask('eve', 'sign-in'), ask('eve', 'sign-in')]).toEqual([0, 0, 30_000]);
    expect([ask('max', 'export'), ask('max', 'plain')]).toEqual([0, 1000]);
    clock.advance(60_000);
    expect(ask('max', 'export')).toBe(0);
  });

  test('a clock that was set back gives nothing and takes nothing away', () => {
    expect(ask('zoe')).toBe(0);
    clock.advance(-3_600_000);
    expect(ask('zoe')).toBe(0);
  });

  test('0 is no limit', () => {
    const free = new RateLimits({ ...settings, perAccount: 0, perAddress: 0 }, clock.now);
    for (let i = 0; i < 1000; i++) {
      free.takeAccount('ann', 'export');
      free.takeAddress('192.0.2.1', 'export');
    }
  });
});

test('an address is one; of IPv6 its network is', () => {
  const limits = new RateLimits({ ...settings, perAddress: 1 }, () => 0);
  const refused = (ip: string) => waits(() => limits.takeAddress(ip, 'plain')) > 0;
  expect(['192.0.2.1', '192.0.2.2', '::ffff:192.0.2.1', '192.0.2.1'].map(refused)).toEqual([false, false, true, true]);
  expect(
    ['2001:db8::1', '2001:db8:0:0:ffff::1', '2001:0db8:0000:0000:1:2:3:4', '2001:db8:0:1::1'].map(refused),
  ).toEqual([false, true, true, false]);
});

test('what is remembered is bounded', () => {
  const limits = new RateLimits({ ...settings, perAddress: 1 }, () => 0);
  limits.takeAddress('2001:db8:0:1::1', 'plain');
  for (let i = 0; i < 50_000; i++) limits.takeAddress(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, 'plain');
  // Forgotten, so that it begins anew.
  expect(waits(() => limits.takeAddress('2001:db8:0:1::1', 'plain'))).toBe(0);
});

test('every route has its effort', async () => {
  const { routes } = await exampleAppliance();
  const efforts = Object.groupBy(routes, effortOf);
  const paths = (effort: keyof typeof efforts) =>
    (efforts[effort] ?? []).map(({ method, path }) => `${method} ${path}`);
  for (const path of ['POST /sign-in', 'POST /api/v1/auth/login', 'POST /api/v1/auth/token', 'POST /welcome'])
    expect(paths('sign-in')).toContain(path);
  for (const path of ['POST /api/v1/uploads/file', 'PATCH /api/v1/uploads/:id/content', 'POST /uploads'])
    expect(paths('upload')).toContain(path);
  for (const path of ['GET /datasets/:id/cases.csv', 'GET /api/v1/projects/:id/datasets/:ds/export'])
    expect(paths('export')).toContain(path);
  for (const path of ['GET /datasets/:id/map', 'POST /api/v1/analysis/calculators/execute'])
    expect(paths('calculation')).toContain(path);
  expect(paths('plain')).toContain('GET /projects');
  expect(paths('plain')).toContain('GET /api/v1/openapi.json');
  expect(paths('none').every((path) => /\/public\/|livez|readyz|health/.test(path))).toBe(true);
});

describe('over HTTP', () => {
  const clock = testClock();
  const { app, lines } = exampleServer({ limits: new RateLimits({ ...settings, perAccount: 2 }, clock.now) });
  const ann = () => {
    const browser = new HttpClient(app);
    browser.cookies.set('adit', 'ann-secret');
    return browser;
  };

  test('the answer is 429 with the time to wait, for programs and people; it is logged; other accounts go on', async () => {
    await ann().get('/api/v1/things');
    await ann().get('/paper');
    const got = await ann().get('/api/v1/things');
    expect([got.status, got.headers.get('retry-after'), got.json.code]).toEqual([429, '30', 'http.tooManyRequests']);
    const page = await ann().get('/paper', { accept: 'text/html' });
    expect([page.status, page.headers.get('retry-after')]).toEqual([429, '30']);
    expect(lines.filter((line) => line.includes('access.refused') && line.includes('tooManyRequests'))).toHaveLength(2);
    const vic = new HttpClient(app);
    vic.cookies.set('adit', 'vic-secret');
    expect((await vic.get('/api/v1/things')).status).toBe(200);
    clock.advance(30_000);
    expect((await ann().get('/api/v1/things')).status).toBe(200);
  });

  test('files of the program are free', async () => {
    for (let i = 0; i < 200; i++) expect((await ann().get('/public/x.css')).status).toBe(200);
  });
});

test('an address is held up before anything of its request is looked at, whatever it asks for', async () => {
  let looked = 0;
  const { app } = exampleServer({
    limits: new RateLimits({ ...settings, perAddress: 3 }, () => 0),
    authenticate: () => {
      looked++;
      return null;
    },
  });
  const server = startServer({
    ...{ app, log: { info() {}, warn() {}, error() {} }, drain: () => {} },
    settings: {
      ...{ host: '127.0.0.1', port: 0, tls: null, trustedProxies: [], allowPlainHttp: false, nextFreePort: false },
      idleTimeoutS: 60,
    },
  });
  const ask = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(`${server.url}${path}`, { headers, redirect: 'manual' })).status;
  expect([await ask('/nothing'), await ask('/nothing/else'), await ask('/paper')]).toEqual([404, 404, 303]);
  expect([await ask('/nothing'), await ask('/paper', { authorization: 'Bearer x' })]).toEqual([429, 429]);
  expect([looked, await ask('/public/x.css')]).toEqual([0, 200]);
  await server.stop(0);
});

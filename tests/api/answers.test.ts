/** What every answer carries and what none does, for every route of the table: a new route is looked at from its first day. */
import { beforeAll, describe, expect, test } from 'bun:test';
import { sql } from '#sdk';
import type { Route } from '../../src/platform/http/route.ts';
import { addDataset, addUser, exampleAppliance, signedIn } from '../example-appliance.ts';
import { type Got, HttpClient } from '../http-client.ts';

const house = await exampleAppliance();
let root: HttpClient;
let dataset: string;
beforeAll(async () => {
  const { tenant } = house.home;
  const id = await addUser(house, { login: 'root', tenant: tenant.id, role: 'administrator' });
  house.db.run(sql`insert into grants (id, tenant_id, principal_kind, principal_id, role, created_at)
    values (${house.newId()}, ${tenant.id}, 'user', ${id}, 'appliance-administrator', 0)`);
  root = await signedIn(house, 'root');
  dataset = addDataset(house, house.home.tenant.id, house.home.project.id, 'Receipt');
});

/** Public files differ in their content only: two of them stand for all. */
const isOneOfMany = ({ kind, path }: Route) => kind === 'asset' && !/adit\.(css|js)$/.test(path);
const routes = house.routes.filter((route) => !isOneOfMany(route));
const named = routes.map((route) => [`${route.method} ${route.path}`, route] as const);

const pathOf = ({ path }: Route) =>
  path.replace('/datasets/:id', `/datasets/${dataset}`).replace(/:[A-Za-z]+/g, 'none');
/** Not by one's own hand: what ends the session is asked of nobody. */
const ask = (by: HttpClient, route: Route, headers: Record<string, string> = {}, query = ''): Promise<Got> =>
  by.send(pathOf(route) + query, { method: route.kind === 'stream' ? 'HEAD' : route.method, headers });
const endsSession = ({ path, method }: Route) => /log-?out|sign-out|auth\/sessions$/.test(path) && method !== 'GET';

function inspect(got: Got, kind: Route['kind']): void {
  const policy = got.headers.get('content-security-policy') ?? '';
  for (const rule of ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"])
    expect(policy).toContain(rule);
  expect(policy).not.toMatch(/unsafe|\*|http:|https:/);
  const isPage = got.headers.get('content-type')?.startsWith('text/html') ?? false;
  if (isPage) expect(policy).toContain("object-src 'none'; require-trusted-types-for 'script'; trusted-types ");
  else if (kind !== 'page') expect(policy).toContain('sandbox');
  expect(got.headers.get('x-content-type-options')).toBe('nosniff');
  expect(got.headers.get('x-frame-options')).toBe('DENY');
  expect(got.headers.get('referrer-policy')).toBe('same-origin');
  expect(got.headers.get('cross-origin-opener-policy')).toBe('same-origin');
  expect(got.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  expect(got.headers.get('permissions-policy')).toContain('camera=()');
  expect(got.headers.get('cache-control')).toMatch(kind === 'asset' ? /^(no-cache|no-store|public)/ : /^no-store$/);
  expect(got.headers.get('x-request-id')).toMatch(/^[\w-]{8,64}$/);
  if (got.text !== '')
    expect(got.headers.get('content-type')).toMatch(/^(text|application|image)\/[\w.+-]+(; charset=utf-8)?$/);
  if (
    /^(text|application)\/([\w.-]+\+)?(json|html|plain|css|javascript|xml|csv)/.test(
      got.headers.get('content-type') ?? '',
    )
  )
    expect(got.headers.get('content-type')).toEndWith('; charset=utf-8');
  for (const name of [...got.headers.keys()])
    expect(name).not.toMatch(/^access-control-|^server$|^x-powered-by$|^x-aspnet|^via$/);
}

describe.each(named)('%s', (_, route) => {
  test('carries what protects it, whoever asks and however it ends', async () => {
    inspect(await ask(house.client(), route), route.kind);
    if (!endsSession(route)) inspect(await ask(root, route), route.kind);
    inspect(await ask(house.client(), route, {}, '?no-such-parameter=1'), route.kind);
  });

  test('knows no CORS, and takes nothing from Host', async () => {
    const foreign = { origin: 'https://evil.example', host: 'evil.example', 'x-forwarded-host': 'evil.example' };
    const preflight = await new HttpClient(house.app, {}).send(pathOf(route), {
      method: 'OPTIONS',
      headers: { ...foreign, 'access-control-request-method': route.method },
    });
    expect(preflight.status).toBe(405);
    inspect(preflight, route.kind);
    const got = await ask(new HttpClient(house.app, {}), route, foreign);
    expect(JSON.stringify([...got.headers]) + got.text).not.toContain('evil.example');
  });

  if (route.method === 'GET' && route.kind !== 'stream')
    test('changes nothing by being read', async () => {
      const before = house.db.get<{ n: number }>(sql`select count(*) as n from audit_log`)!.n;
      await ask(root, route);
      await ask(root, route, {}, '?delete=1&action=delete&_method=DELETE');
      const reads = house.db.all<{ action: string }>(
        sql`select action from audit_log order by seq limit -1 offset ${before}`,
      );
      expect(reads.filter(({ action }) => !/export|read|download/.test(action))).toEqual([]);
    });

  if ('query' in route && route.query)
    test('takes a parameter once', async () => {
      const [name, schema] = Object.entries(route.query!.properties).find(([, { type }]) => type !== 'array') ?? [];
      if (!name || !schema) return;
      const got = await ask(root, route, {}, `?${name}=1&${name}=2`);
      expect([400, 403, 404]).toContain(got.status);
    });
});

test('no folder is listed, and no file lies beside those that are named', async () => {
  for (const path of [
    '/public',
    '/public/',
    '/public/..%2f',
    '/public/vendor/',
    '/.git/config',
    '/adit.toml',
    '/package.json',
  ])
    expect([path, (await root.get(path)).status]).toEqual([path, 404]);
});

test('passwords are masked where they are typed, and managers and the clipboard may fill them in', async () => {
  let fields = 0;
  for (const route of routes.filter(
    ({ kind, method, path }) => kind === 'page' && method === 'GET' && !path.includes('.'),
  ))
    for (const by of [root, house.client()])
      for (const [field] of (await ask(by, route)).text.matchAll(
        /<input[^>]*name="(?:password|again|current)"[^>]*>/g,
      )) {
        fields++;
        expect(field).toContain('type="password"');
        expect(field).toMatch(/autocomplete="(current|new)-password"/);
        expect(field).not.toMatch(/\son\w+=|readonly/);
      }
  expect(fields).toBeGreaterThan(5);
});

const POLLUTION = [
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"name":{"__proto__":{"polluted":1}}}',
  '[{"__proto__":{"polluted":1}}]',
  '{"a":{"b":{"__proto__":[{"polluted":1}]}}}',
];

test('no body and no query reaches into the prototype of anything', async () => {
  const taking = routes.filter((route) => route.kind === 'api' && route.body && !endsSession(route));
  for (const route of taking)
    for (const body of POLLUTION) {
      const sent = { method: route.method, body, headers: { 'content-type': 'application/json', 'if-match': '"1"' } };
      expect([route.path, (await root.send(pathOf(route), sent)).status >= 400]).toEqual([route.path, true]);
    }
  for (const route of routes.filter(({ method, kind }) => method === 'GET' && kind !== 'stream'))
    await ask(root, route, {}, '?__proto__[polluted]=1&constructor[prototype][polluted]=1&__proto__.polluted=1');
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
  expect(([] as unknown as { polluted?: number }).polluted).toBeUndefined();
});

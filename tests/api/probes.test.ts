import { beforeAll, describe, expect, test } from 'bun:test';
import { Value } from '@sinclair/typebox/value';
import { sql } from '#sdk';
import { MATRIX, ROLES } from '../../src/platform/access/permissions.ts';
import type { PageRoute, Route } from '../../src/platform/http/route.ts';
import { type Appliance, addDataset, addUser, exampleAppliance, otherTenant, signedIn } from '../example-appliance.ts';
import { type Got, HttpClient } from '../http-client.ts';
import { bearer, TokenClient } from '../token-client.ts';

/** Every route × every caller who should not get through, made from the route table: a new route is probed from its first day. */
const CANARIES = ['PLANTED-PROJECT-9c1', 'PLANTED-DATASET-9c2', 'PLANTED-TENANT-9c3'];
const house: Appliance = await exampleAppliance();
const guarded = house.routes.filter((r) => r.permission !== 'public');
const unsafe = house.routes.filter((r) => r.method !== 'GET');
const callers: Record<string, HttpClient> = {};
const ids: Record<string, string> = {};
/** Of a session that is over, of an account that is disabled, of somebody who signed out. */
const deadTokens: string[] = [];

beforeAll(async () => {
  const tenant = house.home.tenant.id;
  const theirs = otherTenant(house, CANARIES[2]);
  house.db.run(sql`update projects set name = ${CANARIES[0]!} where id = ${theirs.project}`);
  ids.project = theirs.project;
  ids.dataset = addDataset(house, theirs.tenant, theirs.project, CANARIES[1]!);
  for (const role of ROLES) {
    await addUser(house, { login: role, tenant, role });
  }
  await addUser(house, { login: 'late', tenant, role: 'administrator' });
  await addUser(house, { login: 'gone', tenant, role: 'administrator' });
  await addUser(house, { login: 'left', tenant, role: 'administrator' });
  const program = new TokenClient(house);
  for (const login of ['late', 'gone', 'left']) deadTokens.push((await program.signIn(login)).json.accessToken);
  await program.post('/api/v1/auth/logout', undefined, bearer(deadTokens[2]!));
  [callers.late, callers.gone] = [await signedIn(house, 'late'), await signedIn(house, 'gone')];
  house.db.run(sql`update users set status = 'disabled' where login = 'gone'`);
  house.db.run(sql`update sessions set expires_at = 0 where user_id = (select id from users where login = 'late')`);
  // Each dead session is used many times below; a browser would drop it at the first refusal.
  for (const name of ['late', 'gone']) Object.defineProperty(callers[name], 'keep', { value: () => {} });
});

/** A request for the route that would be right in everything but its sender. */
async function probe(
  route: Route,
  by: HttpClient,
  id: string,
  extra: Record<string, string> = {},
  token: 'own' | 'none' = 'own',
): Promise<Got> {
  const path =
    route.path.replace(':ds', id).replace(':id', id).replace(':caseId', id).replace(':token', id) + needed(route, id);
  const headers: Record<string, string> = { 'if-match': '1', ...extra };
  if (route.kind === 'page' && route.method === 'POST') {
    const fields = await formOf(route, by, token);
    return by.send(path, { method: 'POST', headers, body: route.file ? withFile(fields) : fields });
  }
  const takesBody = route.kind === 'api' && route.body;
  const body = {
    name: 'x',
    datasetId: id,
    id: 'echo',
    template: 'before',
    a: 'x',
    b: 'x',
    login: 'x',
    password: 'x',
    token: 'x',
    permissions: [],
    ...{ roles: [], scopes: ['read:projects'], days: 1, networks: [] },
  };
  // A stream would go on and on: its head says who may listen.
  const method = route.kind === 'stream' ? 'HEAD' : route.method;
  return by.send(path, { method, headers, ...(takesBody ? { body: pick(route, body) } : {}) });
}

/** The fields, and a file behind them, as a browser sends a form with a file. */
function withFile(fields: URLSearchParams): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  form.append('file', new File(['a,b\n1,2\n'], 'log.csv'));
  return form;
}

/** The form with this caller's own token, if it has one, and in each field what the schema takes first. */
async function formOf(route: PageRoute, by: HttpClient, token: 'own' | 'none'): Promise<URLSearchParams> {
  const csrf = token === 'own' ? (await by.get('/api/v1/auth/form-token')).json?.csrf : undefined;
  const fields = new URLSearchParams({ csrf: csrf ?? 'x' });
  for (const [name, value] of Object.entries(route.form ? (Value.Create(route.form) as object) : {}))
    for (const text of Array.isArray(value) ? value : [value]) fields.append(name, String(text));
  return fields;
}

/** The query without which the route would not be asked rightly. */
function needed(route: Route, id: string): string {
  const query = 'query' in route ? route.query : undefined;
  const names = (query?.required ?? []).filter((name) => !('default' in (query!.properties[name] as object)));
  return names.length === 0
    ? ''
    : `?${new URLSearchParams(Object.fromEntries(names.map((name) => [name, name === 'datasetId' ? id : firstOf(query!.properties[name])])))}`;
}

/** What a schema takes first. */
const firstOf = (schema: unknown): string => String(Value.Create(schema as Parameters<typeof Value.Create>[0]) || 'x');

function pick(route: Route, body: Record<string, unknown>): object {
  const declared = route.kind === 'api' ? Object.keys(route.body?.properties ?? {}) : [];
  const known = Object.fromEntries(declared.filter((name) => name in body).map((name) => [name, body[name]]));
  const needed = (route.kind === 'api' && (route.body?.required as string[] | undefined)) || [];
  const objects = needed.filter(
    (name) => !(name in known) && route.kind === 'api' && route.body!.properties[name].type === 'object',
  );
  return { ...known, ...Object.fromEntries(objects.map((name) => [name, {}])) };
}

const refused = (route: Route, got: Got): boolean =>
  got.status === 401 || (route.kind === 'page' && route.method === 'GET' && got.status === 303);
const noForeignWord = (got: Got) => {
  const all = got.text + JSON.stringify([...got.headers]);
  for (const canary of CANARIES) expect(all).not.toContain(canary);
};

describe.each(guarded.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', (_, route) => {
  test('nobody, an expired session, a disabled account, a made-up cookie, a bearer that is none', async () => {
    const madeUp = house.client();
    madeUp.cookies.set('adit', 'A'.repeat(43));
    for (const by of [house.client(), callers.late!, callers.gone!, madeUp])
      expect([refused(route, await probe(route, by, ids.project!)), _]).toEqual([true, _]);
    for (const token of ['adit_12345678_x', ...deadTokens])
      expect(
        (await probe(route, await signedIn(house, 'administrator'), ids.project!, { authorization: `Bearer ${token}` }))
          .status,
      ).toBe(route.kind === 'page' && route.method === 'GET' ? 303 : 401);
  });

  test('each role gets as far as the matrix says', async () => {
    for (const role of ROLES) {
      const got = await probe(route, await signedIn(house, role), ids.project!);
      const allowed = route.permission !== 'public' && MATRIX[role].includes(route.permission);
      if (!allowed) expect([role, got.status]).toEqual([role, 403]);
      else if (route.kind === 'api') expect([role, got.json?.code]).not.toEqual([role, 'access.forbidden']);
    }
  });

  test('another tenant’s ids give 404, and no word of it', async () => {
    if (!route.path.includes(':') && !pickable(route)) return;
    for (const id of [ids.project!, ids.dataset!]) {
      const got = await probe(route, await signedIn(house, 'administrator'), id);
      expect([got.status, _]).toEqual([404, _]);
      noForeignWord(got);
    }
  });
});

const pickable = (route: Route): boolean =>
  'datasetId' in pick(route, { datasetId: 'x' }) || needed(route, 'x').includes('datasetId=');

describe.each(unsafe.map((route) => [`${route.method} ${route.path}`, route] as const))('cross-site %s', (_, route) => {
  test('is refused from elsewhere, with every mark of it', async () => {
    const secret = (await signedIn(house, 'administrator')).cookies.get('adit') as string;
    const before = house.auditRows().length;
    const marks = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ];
    for (const mark of marks) {
      const foreign = new HttpClient(house.app, { 'x-adit-csrf': '1' });
      foreign.cookies.set('adit', secret);
      expect([(await probe(route, foreign, ids.project!, mark)).status, _]).toEqual([403, _]);
    }
    const bare = new HttpClient(house.app, {});
    bare.cookies.set('adit', secret);
    const got = await probe(route, bare, ids.project!, {}, 'none');
    // What proves itself by its body needs no header of ours: no cookie is looked at, and none is set.
    if (route.kind === 'api' && route.provesItself) {
      expect([400, 401]).toContain(got.status);
      expect(got.headers.getSetCookie()).toEqual([]);
      return;
    }
    expect([got.status, _]).toEqual([403, _]);
    expect(house.auditRows().length).toBe(before);
  });
});

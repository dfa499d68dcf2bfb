import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { SCOPES } from '../../src/features/service-accounts/model.ts';
import { jwtAccessTokens } from '../../src/features/sign-in/index.ts';
import {
  EVERYONE,
  PERMISSIONS,
  type Permission,
  permissionsOf,
  ROLES,
  TENANT_WIDE,
} from '../../src/platform/access/permissions.ts';
import type { Route } from '../../src/platform/http/route.ts';
import { addUser, exampleAppliance, otherTenant, signedIn } from '../example-appliance.ts';
import { type Got, HttpClient } from '../http-client.ts';
import { OWN_KEYS } from '../key-house.ts';
import { bearer, TokenClient } from '../token-client.ts';
import { KINDS, nothing, type Plants, paramsOf, plant, uproot } from './plants.ts';
import { namesSomething, type ProbeOptions, probe } from './probe-sender.ts';

/**
 * Every route × every sender who should not get through × ids of one's own, of others and of what is gone, made from the route table: a
 * new route is probed from its first day. Words are planted in each tenant, and must never be read by anybody else.
 */
const [HOME, FOREIGN] = ['planted-home-7f3', 'planted-foreign-9c2'];
/** Name of the other company: whoever looks after the appliance may read it, and nobody else. */
const COMPANY = 'planted-company-4b1';
const WORDS = [HOME, FOREIGN, COMPANY];
const house = await exampleAppliance();
const guarded = house.routes.filter((route) => route.permission !== 'public');
const unsafe = house.routes.filter((route) => route.method !== 'GET');

interface Sender {
  readonly name: string;
  readonly client: HttpClient;
  readonly headers?: Readonly<Record<string, string>>;
}
/** Nobody, for one reason or another: these get nowhere, whatever they ask for. */
const dead: Sender[] = [];
/** These are asked for nothing that would end their session. */
const byRole: Record<string, HttpClient> = {};
/** Some routes end the session that asks; so each test has its own. */
const able = (route: Route) => signedIn(house, ableRole(route));
/** A program whose roles give every permission but one, and a key of somebody with all of them, made for all but one; by that one. */
const lacking: Partial<Record<Permission, Sender[]>> = {};
let [own, foreign, gone]: Plants[] = [];
let probes = 0;

/** Uses its cookies many times; a browser would drop them at the first refusal. */
const kept = (client: HttpClient): HttpClient => Object.defineProperty(client, 'keep', { value: () => {} });
const { tenant, workspace, project } = house.home;

beforeAll(async () => {
  const theirs = otherTenant(house, COMPANY);
  await addUser(house, { login: 'stranger', tenant: theirs.tenant, role: 'administrator' });
  for (const role of ROLES) {
    for (const login of [role, `steady-${role}`]) await addUser(house, { login, tenant: tenant.id, role });
    byRole[role] = await signedIn(house, `steady-${role}`);
  }
  const stranger = await signedIn(house, 'stranger');
  own = await plant(
    house,
    byRole.administrator!,
    { tenant: tenant.id, workspace: workspace.id, project: project.id },
    HOME,
  );
  foreign = await plant(house, stranger, theirs, FOREIGN);
  const doomed = (await byRole.administrator!.post('/api/v1/projects', { name: 'doomed' })).json.id;
  const place = { tenant: tenant.id, workspace: workspace.id, project: doomed };
  gone = await uproot(house, byRole.administrator!, await plant(house, byRole.administrator!, place, `${HOME}-gone`));
  const elsewhere = house.newId();
  house.db.run(
    sql`insert into workspaces (id, tenant_id, name, created_at) values (${elsewhere}, ${tenant.id}, 'Elsewhere', 0)`,
  );
  await addUser(house, { login: 'neighbour', tenant: tenant.id, role: 'administrator', workspace: elsewhere });
  const both = await addUser(house, { login: 'both', tenant: tenant.id, role: 'administrator' });
  house.db.run(sql`insert into grants (id, tenant_id, principal_kind, principal_id, role, created_at)
    values (${house.newId()}, ${tenant.id}, 'user', ${both}, 'appliance-administrator', 0)`);
  await makeLacking();
  await makeDead();
});

async function makeLacking(): Promise<void> {
  const all = Object.keys(PERMISSIONS) as Permission[];
  for (const permission of all) {
    lacking[permission] = [];
    // Who is signed in has these, with or without a role.
    if (OF_OWN_ACCOUNT.has(permission)) continue;
    const login = `without-${permission.replace(':', '-')}`;
    const id = await addUser(house, { login, tenant: tenant.id, role: 'viewer' });
    const others = JSON.stringify(all.filter((one) => one !== permission));
    // What everybody may who is let in at all, only those lack who are not.
    if (EVERYONE.some((one) => one === permission)) house.db.run(sql`delete from grants where principal_id = ${id}`);
    house.db.run(
      sql`insert into roles (tenant_id, name, permissions, created_at) values (${tenant.id}, ${login}, ${others}, 0)`,
    );
    house.db.run(sql`update grants set role = ${login} where principal_id = ${id}`);
    const { accessToken } = (await new TokenClient(house).signIn(login)).json;
    const key = await keyFor(all.filter((one) => one !== permission));
    const isEverybodys = EVERYONE.some((one) => one === permission);
    lacking[permission] = [
      { name: login, client: new TokenClient(house), headers: bearer(accessToken) },
      ...(isEverybodys ? [] : [{ name: `key ${login}`, client: new TokenClient(house), headers: bearer(key) }]),
    ];
  }
}

const OF_OWN_ACCOUNT: ReadonlySet<Permission> = new Set(['read:self', 'write:self']);

/** A key of the administrator of tenant and appliance alike, made for these permissions. */
async function keyFor(permissions: readonly Permission[]): Promise<string> {
  const scopes = permissions.filter((permission) => (SCOPES as readonly string[]).includes(permission));
  const made = await (await signedIn(house, 'both')).post(OWN_KEYS, { name: 'k', scopes, days: 1 });
  return made.json.text;
}

async function makeDead(): Promise<void> {
  const program = new TokenClient(house);
  const closed = otherTenant(house, 'Closed');
  const people = { late: tenant.id, disabled: tenant.id, left: tenant.id, 'of-a-closed-tenant': closed.tenant };
  for (const [login, tenant] of Object.entries(people)) {
    await addUser(house, { login, tenant, role: 'administrator' });
    const { accessToken } = (await program.signIn(login)).json;
    dead.push({ name: `token of ${login}`, client: new TokenClient(house), headers: bearer(accessToken) });
    dead.push({ name: `session of ${login}`, client: kept(await signedIn(house, login)) });
  }
  for (const { client, headers } of dead.filter(({ name }) => name.endsWith(' left')))
    await client.send('/api/v1/auth/sessions', { method: 'DELETE', headers: { ...headers } });
  house.db.run(sql`update users set status = 'disabled' where login = 'disabled'`);
  house.db.run(sql`update sessions set expires_at = 0 where user_id = (select id from users where login = 'late')`);
  house.db.run(sql`update tenants set disabled_at = 1 where id = ${closed.tenant}`);
  const madeUp = kept(house.client());
  madeUp.cookies.set('adit', 'A'.repeat(43));
  const { clock, newId } = house;
  const session = house.db.get<{ id: string; user: string }>(sql`select id_hash as id, user_id as user from sessions s
    where user_id = (select id from users where login = 'steady-administrator')`)!;
  const forge = (key: Uint8Array) =>
    jwtAccessTokens({ key, clock, newId }).issue(
      { user: session.user, tenant: tenant.id, session: session.id, roles: ['administrator'], permissions: [] },
      clock.now() + 60_000,
    );
  dead.push(
    { name: 'nobody', client: house.client() },
    { name: 'made-up cookie', client: madeUp },
    { name: 'bearer that is none', client: new TokenClient(house), headers: bearer('adit_12345678_x') },
    { name: 'forged token', client: new TokenClient(house), headers: bearer(await forge(new Uint8Array(32))) },
    { name: 'basic auth', client: new TokenClient(house), headers: { authorization: 'Basic YWRtaW46YWRtaW4=' } },
  );
}

const ask = async (
  route: Route,
  by: Sender | HttpClient,
  ids: Plants | ((place: number) => Plants),
  more: ProbeOptions = {},
) => {
  probes++;
  const sender = by instanceof HttpClient ? { client: by } : by;
  const headers = { ...('headers' in sender ? sender.headers : {}), ...more.headers };
  return probe(route, sender.client, typeof ids === 'function' ? ids : () => ids, { ...more, headers });
};

/** 401, or the way to the sign-in page. */
const isTurnedAway = (route: Route, { status, headers }: Got): boolean =>
  status === 401 ||
  (route.kind === 'page' &&
    route.method === 'GET' &&
    status === 303 &&
    headers.get('location')!.startsWith('/sign-in'));

const all = ({ text, headers }: Got): string => (text + JSON.stringify([...headers])).toLowerCase();
/** Those of these words that can be read in an answer. */
const wordsIn = (got: Got, words: readonly string[] = WORDS) => words.filter((word) => all(got).includes(word));

const named = (route: Route) => `${route.method} ${route.path}`;
const hasIds = (route: Route): boolean => paramsOf(route).some((key) => key in KINDS) || namesSomething(route);
/** Whom a route lets through, with as little as that takes. */
const ableRole = ({ permission }: Route) =>
  (['viewer', 'auditor', 'analyst', 'administrator', 'appliance-administrator'] as const).find((role) =>
    permissionsOf(role).includes(permission as Permission),
  )!;

test('each parameter of an address is known by what it names', () => {
  // Names of what ships or is configured, and what is said within a dataset that is named beside it.
  const OF_NO_TENANT = [
    'templates/:id',
    'directories/:id',
    'directory/:id',
    'appliance-jobs/:id',
    'schedules/:id',
    'syncs/:id',
    'cases/:caseId',
    'variants/:id',
    // Never in the database, and for nobody but who began it: src/features/extractions/begin.test.ts.
    'new/:draft',
  ];
  const unknown = guarded.flatMap(paramsOf).filter((key) => !(key in KINDS) && !OF_NO_TENANT.includes(key));
  expect([...new Set(unknown)]).toEqual([]);
});

describe.each(guarded.map((route) => [named(route), route] as const))('%s', (_, route) => {
  test('dead senders are turned away, and read nothing', async () => {
    const ids = hasIds(route) ? [own!, foreign!, gone!] : [own!];
    const wishes = hasIds(route) ? [{}] : [{}, { accept: 'text/html' }, { 'hx-request': 'true', 'hx-target': 'app' }];
    const before = probes;
    for (const sender of dead)
      for (const plants of ids)
        for (const headers of wishes) {
          const got = await ask(route, sender, plants, { headers });
          expect([_, sender.name, isTurnedAway(route, got), wordsIn(got)]).toEqual([_, sender.name, true, []]);
        }
    expect(probes - before).toBeGreaterThanOrEqual(24);
  });

  test('who lacks the permission is refused before anything is looked at, and reads nothing', async () => {
    const permission = route.permission as Permission;
    const lower = ROLES.filter((role) => !permissionsOf(role).includes(permission)).map((role) => ({
      ...{ name: role, client: byRole[role]! },
    }));
    for (const sender of [...lacking[permission]!, ...lower])
      for (const plants of [own!, foreign!]) {
        const got = await ask(route, sender, plants);
        expect([_, sender.name, got.status, wordsIn(got)]).toEqual([_, sender.name, 403, []]);
      }
  });

  test('who has it gets as far as the matrix says', async () => {
    const got = await ask(route, await able(route), gone!);
    expect([_, got.status === 401 || got.json?.code === 'access.forbidden']).toEqual([_, false]);
  });

  test('ids of another tenant, of what is gone and of nothing are one and the same answer', async () => {
    const unknown = nothing(house);
    const acrossTenants = route.permission === 'admin:tenants';
    const answers: Got[] = [];
    for (const plants of acrossTenants ? [unknown] : [foreign!, gone!, unknown]) {
      const got = await ask(route, await able(route), plants);
      expect([_, wordsIn(got, acrossTenants ? [HOME, FOREIGN] : [FOREIGN, COMPANY])]).toEqual([_, []]);
      if (hasIds(route)) expect([_, got.status]).toEqual([_, 404]);
      answers.push(got);
    }
    if (!hasIds(route)) return;
    for (const other of answers) expect([_, withoutIds(other)]).toEqual([_, withoutIds(answers[0]!)]);
  });

  test('nor do they follow from something of one’s own', async () => {
    if (paramsOf(route).filter((key) => key in KINDS).length < 2) return;
    const got = await ask(route, await able(route), (place) => (place === 0 ? own! : foreign!));
    // Where the version of what is one's own is looked at first, that is what is said.
    expect([_, [404, 412].includes(got.status), wordsIn(got, [FOREIGN, COMPANY])]).toEqual([_, true, []]);
  });

  test('an administrator of another tenant, and one of another workspace, find nothing here', async () => {
    const permission = route.permission as Permission;
    for (const name of ['stranger', 'neighbour']) {
      const got = await ask(route, await signedIn(house, name), own!);
      // 404 wherever the permission is held at all: 403 would tell that there is something.
      const holds = name === 'neighbour' ? !TENANT_WIDE.has(permission) : permission !== 'admin:tenants';
      if (hasIds(route)) expect([_, name, got.status]).toEqual([_, name, holds ? 404 : 403]);
      expect([_, name, wordsIn(got, [HOME])]).toEqual([_, name, []]);
    }
  });
});

/** An answer without what differs from one request to the next. */
const withoutIds = ({ status, text, headers }: Got) => ({
  status,
  type: headers.get('content-type'),
  text: text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/name="csrf" value="[^"]*"/g, ''),
});

afterAll(() => {
  console.log(`${probes} probes of ${guarded.length} routes`);
});

describe.each(unsafe.map((route) => [named(route), route] as const))('cross-site %s', (_, route) => {
  test('is refused from elsewhere, with every mark of it', async () => {
    const secret = byRole.administrator!.cookies.get('adit') as string;
    const before = house.auditRows().length;
    const marks = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ];
    for (const headers of marks) {
      const elsewhere = new HttpClient(house.app, { 'x-adit-csrf': '1' });
      elsewhere.cookies.set('adit', secret);
      expect([(await ask(route, elsewhere, foreign!, { headers })).status, _]).toEqual([403, _]);
    }
    const bare = new HttpClient(house.app, {});
    bare.cookies.set('adit', secret);
    const got = await ask(route, bare, foreign!, { withoutFormToken: true });
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

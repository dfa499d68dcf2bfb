import { beforeEach, describe, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { addUser, exampleAppliance, PASSWORD, signedIn } from '../../../tests/example-appliance.ts';
import { exampleFoundations } from '../../../tests/example-foundations.ts';
import { ALL_KEYS, keyHouse, NEW_KEY, OWN_KEYS, SERVICE_ACCOUNTS } from '../../../tests/key-house.ts';
import { bearer } from '../../../tests/token-client.ts';

const DAY_MS = 86_400_000;

type KeyHouse = Awaited<ReturnType<typeof keyHouse>>;
let house: KeyHouse['house'];
let root: KeyHouse['root'];
let ann: KeyHouse['ann'];
let makeOwn: KeyHouse['makeOwn'];
let robot: KeyHouse['robot'];
let program: KeyHouse['program'];
let ask: KeyHouse['ask'];
let statusOf: KeyHouse['statusOf'];
beforeEach(async () => {
  ({ house, root, ann, makeOwn, robot, program, ask, statusOf } = await keyHouse());
});

describe('a key', () => {
  test('has the form that scanners know, is shown once, and only its hash is stored', async () => {
    const made = await makeOwn(ann);
    expect(made.status).toBe(201);
    expect(made.json.text).toMatch(/^adit_[a-z2-7]{8}_[\w-]{43}$/);
    const [id, secret] = [made.json.text.slice(5, 13), made.json.text.slice(14)];
    expect(made.json.key).toMatchObject({ id, name: 'Nightly export', state: 'active', lastUsedAt: null });
    const stored = ['api_keys', 'audit_log', 'outbox', 'idempotency_keys', 'users']
      .map((table) => JSON.stringify(house.db.all({ text: `select * from ${table}`, values: [] })))
      .join('');
    const shown =
      (await ann.get(OWN_KEYS)).text + (await root.get(ALL_KEYS)).text + (await ann.get('/profile/tokens')).text;
    expect(stored + shown + house.lines.join('')).not.toContain(secret);
    expect(shown).toContain(id);
  });

  test('acts in its owner’s name, for what it was made for and as far as the owner may', async () => {
    const { text } = (await makeOwn(ann, { scopes: ['read:projects', 'write:projects'] })).json;
    const me = (await ask(text)).json;
    expect(me).toMatchObject({ login: 'ann', permissions: ['read:projects', 'read:self', 'write:projects'] });
    const made = await program().post('/api/v1/projects', { name: 'Made by a key' }, bearer(text));
    expect(made.status).toBe(201);
    expect(await statusOf(text, '/api/v1/calendars')).toBe(403);
    expect(house.auditRows().at(-1)).toMatchObject({ action: 'project.create', method: 'api-key' });
    const { id } = house.db.get<{ id: string }>(sql`select id from users where login = 'ann'`)!;
    await root.put(`/api/v1/admin/users/${id}/roles`, { roles: ['viewer'] });
    expect((await ask(text)).json.permissions).toEqual(['read:projects', 'read:self']);
  });

  test('ignores cookies: the one of an administrator beside it changes nothing, and a wrong key is not helped by one', async () => {
    const { text } = (await makeOwn(ann)).json;
    const both = await root.get('/api/v1/auth/me', bearer(text));
    expect(both.json.login).toBe('ann');
    expect((await root.get('/api/v1/admin/users', bearer(text))).status).toBe(403);
    const wrong = `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`;
    expect((await root.get('/api/v1/auth/me', bearer(wrong))).status).toBe(401);
    expect(root.cookies.has('adit')).toBe(true);
  });

  test('changes nothing about accounts: no password, no second factor, no session, no other key', async () => {
    const { text } = (await makeOwn(root, { scopes: ['admin:users', 'admin:tokens'] })).json;
    const at = bearer(text);
    const refused = [
      await program().post('/api/v1/auth/password', { current: PASSWORD, password: 'quiet bees in an orchard' }, at),
      await program().post('/api/v1/auth/second-factor', undefined, at),
      await program().post('/api/v1/auth/confirm', { password: PASSWORD }, at),
      await program().delete('/api/v1/auth/sessions', at),
      await program().post(OWN_KEYS, NEW_KEY, at),
    ];
    expect(refused.map((got) => got.status)).toEqual([403, 403, 403, 403, 403]);
    // A key of an administrator makes no keys for service accounts either: nobody stands behind it who could confirm.
    const { account } = await robot();
    const made = await program().post(`${SERVICE_ACCOUNTS}/${account.id}/keys`, NEW_KEY, at);
    expect([made.status, made.json.code]).toEqual([403, 'sign-in.sessionNeeded']);
    for (const scopes of [['write:self'], ['read:self']])
      expect((await makeOwn(ann, { scopes })).json.code).toBe('http.invalidBody');
  });

  test('is opened by nothing else: not by its id, a prefix, another key’s secret, or in another form', async () => {
    const [one, two] = [(await makeOwn(ann)).json.text as string, (await makeOwn(ann)).json.text as string];
    const hostile = [
      one.slice(0, 14),
      one.slice(0, -1),
      `${one}A`,
      one.toUpperCase(),
      `${one.slice(0, 14)}${two.slice(14)}`,
      one.replace('adit_', 'adit-'),
      `adit_aaaaaaaa_${one.slice(14)}`,
      `adit_${"' or 1=1--"}_${one.slice(14)}`,
      `${one.slice(0, 13)}__${one.slice(14)}`,
      'adit_',
      'adit_________________________________________________________',
    ];
    for (const text of hostile) expect([text, await statusOf(text)]).toEqual([text, 401]);
    expect([await statusOf(one), await statusOf(two)]).toEqual([200, 200]);
  });
});

describe('making one', () => {
  test.each([
    [{ days: 366 }, 'http.invalidBody'],
    [{ days: 0 }, 'http.invalidBody'],
    [{ days: undefined }, 'http.invalidBody'],
    [{ scopes: [] }, 'http.invalidBody'],
    [{ scopes: ['god'] }, 'http.invalidBody'],
    [{ scopes: ['admin:users'] }, 'api-key.scopeTooWide'],
    [{ networks: ['10.0.0.0/33'] }, 'api-key.badNetwork'],
    [{ networks: ['erp.example'] }, 'api-key.badNetwork'],
    [{ name: 'A\u202eB' }, 'name.hiddenCharacters'],
  ])('%j is refused', async (fields, code) => {
    const got = await makeOwn(ann, fields);
    expect([got.status, got.json.code]).toEqual([400, code]);
  });

  test('needs a fresh proof; taking one back does not', async () => {
    const { id } = (await makeOwn(ann)).json.key;
    house.clock.advance(5 * 60_000);
    expect((await makeOwn(ann)).json.code).toBe('sign-in.confirmNeeded');
    expect((await ann.post(`${OWN_KEYS}/${id}/rotate`, { overlapHours: 0 })).json.code).toBe('sign-in.confirmNeeded');
    expect((await ann.delete(`${OWN_KEYS}/${id}`)).status).toBe(204);
  });

  test('has an end', async () => {
    const { text } = (await makeOwn(ann, { days: 365 })).json;
    house.clock.advance(365 * DAY_MS - 1);
    expect(await statusOf(text)).toBe(200);
    house.clock.advance(1);
    expect(await statusOf(text)).toBe(401);
    expect(house.lines.join('')).toContain('"why":"expired"');
  });
});

describe('a list of networks', () => {
  test('decides from where it is taken', async () => {
    const { text } = (await makeOwn(ann, { networks: ['10.20.0.0/16', '192.0.2.7', 'fd00::/8'] })).json;
    const from = async (ip: string | null) => {
      const origin = { ip, requestId: 'r-1', secure: true, site: 'https://adit.example', basePath: '' };
      return (await house.serviceAccounts.authenticate(text, origin)) !== null;
    };
    const taken = ['10.20.3.4', '::ffff:10.20.3.4', '192.0.2.7', 'fd12::9'];
    const refused = ['10.21.0.1', '192.0.2.8', '::1', '', null];
    expect(await Promise.all(taken.map(from))).toEqual(taken.map(() => true));
    expect(await Promise.all(refused.map(from))).toEqual(refused.map(() => false));
    // No address is known here: it cannot be on the list.
    expect(await statusOf(text)).toBe(401);
    expect(house.lines.join('')).toContain('"why":"network"');
  });
});

describe('the last use', () => {
  test('is noted once a minute', async () => {
    const { text } = (await makeOwn(ann)).json;
    const seen = async () => (await ann.get(OWN_KEYS)).json.items[0].lastUsedAt;
    await ask(text);
    expect(await seen()).toBe('2026-01-01T00:00:00.000Z');
    house.clock.advance(59_000);
    await ask(text);
    expect(await seen()).toBe('2026-01-01T00:00:00.000Z');
    house.clock.advance(1_000);
    await ask(text);
    expect(await seen()).toBe('2026-01-01T00:01:00.000Z');
  });
});

describe('revoking and rotating', () => {
  test('a revoked key opens nothing from that moment on', async () => {
    const { key, text } = (await makeOwn(ann)).json;
    expect(await statusOf(text)).toBe(200);
    expect((await ann.delete(`${OWN_KEYS}/${key.id}`)).status).toBe(204);
    expect(await statusOf(text)).toBe(401);
    expect((await ann.get(OWN_KEYS)).json.items[0].state).toBe('revoked');
    expect(
      house
        .auditRows()
        .map((row) => row.action)
        .slice(-2),
    ).toEqual(['api-key.make', 'api-key.revoke']);
  });

  test('a new key takes its place; the old one opens as long as was said', async () => {
    const { key, text } = (await makeOwn(ann, { networks: [], days: 30 })).json;
    house.clock.advance(60_000);
    const next = await ann.post(`${OWN_KEYS}/${key.id}/rotate`, { overlapHours: 24 });
    expect(next.json.key).toMatchObject({ name: key.name, scopes: key.scopes, state: 'active' });
    expect(Date.parse(next.json.key.expiresAt)).toBe(house.clock.now() + 30 * DAY_MS);
    expect([await statusOf(text), await statusOf(next.json.text)]).toEqual([200, 200]);
    expect((await ann.post(`${OWN_KEYS}/${key.id}/rotate`, { overlapHours: 0 })).json.code).toBe('api-key.notActive');
    house.clock.advance(DAY_MS);
    expect([await statusOf(text), await statusOf(next.json.text)]).toEqual([401, 200]);
    ann = await signedIn(house, 'ann');
    const last = await ann.post(`${OWN_KEYS}/${next.json.key.id}/rotate`, { overlapHours: 0 });
    expect([await statusOf(next.json.text), await statusOf(last.json.text)]).toEqual([401, 200]);
  });

  test('a key dies with its owner, and of a person whose role needs a second factor it opens nothing without one', async () => {
    const { text } = (await makeOwn(ann)).json;
    const { id } = house.db.get<{ id: string }>(sql`select id from users where login = 'ann'`)!;
    await root.post(`/api/v1/admin/users/${id}/disable`);
    expect(await statusOf(text)).toBe(401);
    await root.post(`/api/v1/admin/users/${id}/enable`);
    expect(await statusOf(text)).toBe(200);
    const strict = await exampleAppliance({
      foundations: exampleFoundations({ ADIT__SESSION__SECOND_FACTOR_ROLES: '["viewer"]' }),
    });
    const ben = await addUser(strict, { login: 'ben', tenant: strict.home.tenant.id, role: 'analyst' });
    const bens = (await makeOwn(await signedIn(strict, 'ben'))).json.text;
    const opens = async () => (await strict.client().get('/api/v1/auth/me', bearer(bens))).status;
    expect(await opens()).toBe(200);
    strict.db.run(sql`update grants set role = 'viewer' where principal_id = ${ben}`);
    expect(await opens()).toBe(401);
  });
});

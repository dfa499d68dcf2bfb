import { beforeEach, describe, expect, test } from 'bun:test';
import { addUser, otherTenant, PASSWORD, signedIn } from '../../../tests/example-appliance.ts';
import { csrfOf, type HttpClient } from '../../../tests/http-client.ts';
import { ALL_KEYS, keyHouse, NEW_KEY, OWN_KEYS, SERVICE_ACCOUNTS } from '../../../tests/key-house.ts';
import { bearer } from '../../../tests/token-client.ts';

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

describe('service accounts', () => {
  test('have roles and keys, are told apart in the audit log, and cannot sign in', async () => {
    const { account, text } = await robot(['analyst'], { scopes: ['read:projects', 'write:projects'] });
    expect((await ask(text)).json).toMatchObject({ displayName: 'Robot analyst', roles: ['analyst'] });
    await program().post('/api/v1/projects', { name: 'By the robot' }, bearer(text));
    expect(house.auditRows().at(-1)).toMatchObject({ actor: `service/${account.id}`, method: 'api-key' });
    for (const login of ['Robot analyst', `service ${account.id}`])
      expect((await program().post('/api/v1/auth/token', { login, password: PASSWORD })).status).toBe(401);
    const people = (await root.get('/api/v1/admin/users')).json.items.map((user: { login: string }) => user.login);
    expect(people).toEqual(['ann', 'root']);
    expect((await root.get(`/api/v1/admin/users/${account.id}`)).status).toBe(404);
  });

  test('roles bound their keys at every request; disabled, none of them opens anything', async () => {
    const { account, text } = await robot(['analyst'], { scopes: ['read:projects', 'write:projects'] });
    await root.put(`${SERVICE_ACCOUNTS}/${account.id}/roles`, { roles: ['viewer'] });
    expect((await ask(text)).json.permissions).toEqual(['read:projects', 'read:self']);
    expect((await root.post(`${SERVICE_ACCOUNTS}/${account.id}/disable`)).json.status).toBe('disabled');
    expect(await statusOf(text)).toBe(401);
    await root.post(`${SERVICE_ACCOUNTS}/${account.id}/enable`);
    expect(await statusOf(text)).toBe(200);
    expect((await root.post(SERVICE_ACCOUNTS, { name: ' robot  ANALYST', roles: [] })).json.code).toBe(
      'service-account.nameTaken',
    );
  });

  test('administrators see and revoke every key of their tenant, and rotate those of service accounts only', async () => {
    const own = (await makeOwn(ann)).json;
    const { key, text } = await robot();
    const list = (await root.get(ALL_KEYS)).json;
    expect(list.items.map((item: { owner: { kind: string; name: string } }) => item.owner.kind).sort()).toEqual([
      ...['person', 'service'],
    ]);
    expect((await root.post(`${ALL_KEYS}/${own.key.id}/rotate`, { overlapHours: 0 })).status).toBe(404);
    const next = await root.post(`${ALL_KEYS}/${key.id}/rotate`, { overlapHours: 0 });
    expect([await statusOf(text), await statusOf(next.json.text)]).toEqual([401, 200]);
    expect((await root.delete(`${ALL_KEYS}/${own.key.id}`)).status).toBe(204);
    expect(await statusOf(own.text)).toBe(401);
    for (const path of [ALL_KEYS, SERVICE_ACCOUNTS]) expect((await ann.get(path)).status).toBe(403);
  });

  test('other people’s and other tenants’ keys look like none', async () => {
    const own = (await makeOwn(ann)).json.key.id;
    await addUser(house, { login: 'ben', tenant: house.home.tenant.id, role: 'analyst' });
    const ben = await signedIn(house, 'ben');
    const { tenant } = otherTenant(house);
    await addUser(house, { login: 'eve', tenant, role: 'administrator' });
    const eve = await signedIn(house, 'eve');
    const { account } = await robot();
    const answers = [
      await ben.delete(`${OWN_KEYS}/${own}`),
      await ben.delete(`${OWN_KEYS}/aaaaaaaa`),
      await eve.delete(`${ALL_KEYS}/${own}`),
      await eve.delete(`${ALL_KEYS}/aaaaaaaa`),
    ];
    const words = answers.map((got) => [got.status, got.text.replace(got.json.requestId, '')]);
    expect(new Set(words.map(String)).size).toBe(1);
    expect(words[0]![0]).toBe(404);
    for (const path of ['', '/keys'])
      expect((await eve.get(`${SERVICE_ACCOUNTS}/${account.id}${path}`)).status).toBe(404);
    expect((await eve.get(ALL_KEYS)).json.total).toBe(0);
  });

  test('nobody becomes more by one', async () => {
    const { account, key } = await robot(['administrator']);
    await root.post('/api/v1/admin/roles', { name: 'clerk', permissions: ['admin:tokens', 'admin:users'] });
    await addUser(house, { login: 'ben', tenant: house.home.tenant.id, role: 'clerk' as 'viewer' });
    const ben = await signedIn(house, 'ben');
    const own = (await robot(['clerk'])).account;
    const refused = [
      await ben.post(SERVICE_ACCOUNTS, { name: 'X', roles: ['administrator'] }),
      await ben.put(`${SERVICE_ACCOUNTS}/${own.id}/roles`, { roles: ['administrator'] }),
      await ben.put(`${SERVICE_ACCOUNTS}/${account.id}/roles`, { roles: [] }),
      await ben.post(`${SERVICE_ACCOUNTS}/${account.id}/keys`, { ...NEW_KEY, scopes: ['admin:tokens'] }),
      await ben.post(`${ALL_KEYS}/${key.id}/rotate`, { overlapHours: 0 }),
    ];
    expect(refused.map((got) => [got.status, got.json.code])).toEqual(refused.map(() => [403, 'access.beyondOwn']));
    expect((await ben.post(SERVICE_ACCOUNTS, { name: 'Y', roles: ['clerk'] })).status).toBe(201);
    // A key that may manage people gives nobody what it was not made for, though its owner could.
    const { text } = (await makeOwn(root, { scopes: ['admin:users'] })).json;
    const more = { login: 'eva', roles: ['administrator'] };
    const given = await program().post('/api/v1/admin/users', more, bearer(text));
    expect([given.status, given.json.code]).toEqual([403, 'access.beyondOwn']);
    expect((await program().post('/api/v1/admin/users', { login: 'eva', roles: [] }, bearer(text))).status).toBe(201);
  });
});

describe('pages, without JavaScript', () => {
  const send = async (by: HttpClient, page: string, action: string, fields: Record<string, string> = {}) =>
    by.send(action, {
      method: 'POST',
      body: new URLSearchParams({ csrf: csrfOf((await by.get(page)).text), ...fields }),
    });
  const form = { name: 'Export <b>', scopes: 'read:projects', networks: '', days: '30' };

  test('people make, rotate and revoke their own', async () => {
    const at = '/profile/tokens';
    expect((await ann.get(at)).text).not.toContain('admin:users');
    const made = await send(ann, at, at, form);
    const text = /value="(adit_[a-z2-7]{8}_[\w-]{43})"/.exec(made.text)![1]!;
    expect(made.text).toContain('Export &lt;b&gt;');
    expect(await statusOf(text)).toBe(200);
    const wrong = await send(ann, at, at, { ...form, networks: '10.0.0.0/99, 10.0.0.1' });
    expect([wrong.status, wrong.text.includes('value="10.0.0.0/99, 10.0.0.1"')]).toEqual([400, true]);
    const id = text.slice(5, 13);
    const next = await send(ann, at, `${at}/${id}/rotate`, { overlapHours: '0' });
    expect(await statusOf(text)).toBe(401);
    const second = /value="(adit_[^"]+)"/.exec(next.text)![1]!;
    expect((await send(ann, at, `${at}/${second.slice(5, 13)}/revoke`)).headers.get('location')).toBe(at);
    expect(await statusOf(second)).toBe(401);
    house.clock.advance(5 * 60_000);
    expect((await send(ann, at, at, form)).headers.get('location')).toBe('/profile/confirm?next=%2Fprofile%2Ftokens');
  });

  test('administrators do so for service accounts', async () => {
    const at = '/admin/service-accounts';
    const added = await send(root, at, at, { name: 'ERP', roles: 'viewer' });
    const one = added.headers.get('location')!;
    expect((await send(root, at, at, { name: 'erp', roles: 'viewer' })).text).toContain('value="erp"');
    const made = await send(root, one, `${one}/keys`, form);
    const text = /value="(adit_[^"]+)"/.exec(made.text)![1]!;
    expect(await statusOf(text)).toBe(200);
    expect((await root.get(one)).text).toContain(`adit_${text.slice(5, 13)}_…`);
    await send(root, one, `${one}/status`, { status: 'disabled' });
    expect(await statusOf(text)).toBe(401);
    await send(root, one, `${one}/status`, { status: 'active' });
    await send(root, at, `${at}/keys/${text.slice(5, 13)}/revoke`);
    expect(await statusOf(text)).toBe(401);
    await makeOwn(ann);
    expect((await root.get(at)).text).toContain('Keys of people');
    expect((await ann.get(at)).status).toBe(403);
  });
});

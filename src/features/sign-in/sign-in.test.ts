import { beforeEach, describe, expect, test } from 'bun:test';
import { sql } from '#sdk';
import {
  type Appliance,
  addUser,
  exampleAppliance,
  otherTenant,
  PASSWORD,
  signedIn,
} from '../../../tests/example-appliance.ts';
import { csrfOf, type HttpClient } from '../../../tests/http-client.ts';
import { argon2Passwords, type Passwords } from './index.ts';

/** Counts the hashes that are compared, so that the work of every path can be. */
function counting(): Passwords & { verified: number; hashed: number } {
  const real = argon2Passwords({ memoryKiB: 64, passes: 1 });
  const counts = { verified: 0, hashed: 0 };
  return {
    isOutdated: real.isOutdated,
    get verified() {
      return counts.verified;
    },
    get hashed() {
      return counts.hashed;
    },
    hash(password) {
      counts.hashed++;
      return real.hash(password);
    },
    verify(password, hash) {
      counts.verified++;
      return real.verify(password, hash);
    },
  };
}

let house: Appliance;
let passwords: ReturnType<typeof counting>;
const LOGIN = '/api/v1/auth/login';
const tryAs = (browser: HttpClient, login: string, password: string) => browser.post(LOGIN, { login, password });

beforeEach(async () => {
  passwords = counting();
  house = await exampleAppliance({ passwords });
  await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
  await addUser(house, { login: 'dora', tenant: house.home.tenant.id, role: 'analyst' });
  house.db.run(sql`update users set status = 'disabled' where login = 'dora'`);
});

describe('signing in', () => {
  test('gives an opaque cookie; only its hash is stored', async () => {
    const browser = house.client();
    const got = await tryAs(browser, 'ann', PASSWORD);
    expect([got.status, Object.keys(got.json)]).toEqual([200, ['id', 'login', 'displayName']]);
    expect(got.headers.getSetCookie()[0]).toMatch(/^adit=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    const secret = browser.cookies.get('adit') as string;
    const stored = JSON.stringify(house.db.all(sql`select * from sessions`)) + JSON.stringify(house.auditRows());
    expect(stored).not.toContain(secret);
    const me = await browser.get('/api/v1/auth/me');
    expect(me.json).toMatchObject({ login: 'ann', roles: ['analyst'], tenant: { name: 'Main' } });
    expect(me.text).not.toMatch(/argon2|hash/);
  });

  test('wrong password, unknown name, disabled account, no name at all: one answer and one hash each', async () => {
    const answers: string[] = [];
    for (const [login, password] of [
      ['ann', 'wrong password here'],
      ['nobody', PASSWORD],
      ['dora', PASSWORD],
      ['dora', 'wrong'],
      ['a b', PASSWORD],
    ] as const) {
      const before = passwords.verified;
      const got = await tryAs(house.client(), login, password);
      expect(passwords.verified - before).toBe(1);
      answers.push(`${got.status} ${got.text.replace(got.json.requestId, '')}`);
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('The name or the password is not right.');
    expect(house.auditRows().filter((r) => r.action === 'session.refuse')).toHaveLength(5);
    expect(JSON.stringify(house.auditRows()) + house.lines.join('')).not.toContain('nobody');
  });

  test('the name is taken as it is meant: case and compatibility forms', async () => {
    expect((await tryAs(house.client(), ' ANN ', PASSWORD)).status).toBe(200);
    expect((await tryAs(house.client(), 'ａｎｎ', PASSWORD)).status).toBe(200);
  });

  test('a name that two tenants have needs the tenant', async () => {
    const { tenant } = otherTenant(house);
    await addUser(house, { login: 'ann', tenant, role: 'viewer' });
    expect((await tryAs(house.client(), 'ann', PASSWORD)).status).toBe(401);
    const named = await house.client().post(LOGIN, { login: 'ann', password: PASSWORD, tenant: 'Other' });
    expect(named.status).toBe(200);
  });

  test('a hash of other parameters is made anew at the next sign-in', async () => {
    const old = await argon2Passwords({ memoryKiB: 128, passes: 1 }).hash(PASSWORD);
    house.db.run(sql`update users set password_hash = ${old} where login = 'ann'`);
    await signedIn(house, 'ann');
    const now = house.db.get<{ h: string }>(sql`select password_hash as h from users where login = 'ann'`);
    expect(now?.h).toStartWith('$argon2id$v=19$m=64,t=1,p=1$');
    await signedIn(house, 'ann');
  });
});

describe('lockout', () => {
  test('three failures lock the name for ten minutes, whether or not it exists, right password or not', async () => {
    for (const login of ['ann', 'nobody']) {
      for (let i = 0; i < 3; i++) expect((await tryAs(house.client(), login, `no ${i}`)).status).toBe(401);
      const before = passwords.verified;
      const locked = await tryAs(house.client(), login, PASSWORD);
      expect([locked.status, locked.json.code]).toEqual([429, 'sign-in.tooMany']);
      expect(passwords.verified).toBe(before);
    }
    house.clock.advance(10 * 60_000 - 1);
    expect((await tryAs(house.client(), 'ann', PASSWORD)).status).toBe(429);
    house.clock.advance(1);
    expect((await tryAs(house.client(), 'ann', PASSWORD)).status).toBe(200);
  });

  test('success clears the count', async () => {
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 2; i++) await tryAs(house.client(), 'ann', 'no');
      expect((await tryAs(house.client(), 'ann', PASSWORD)).status).toBe(200);
    }
  });

  test('twenty guesses at once are three guesses', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => tryAs(house.client(), 'ann', `guess ${i}`)));
    expect(answers.filter((got) => got.status === 401)).toHaveLength(3);
    expect(answers.filter((got) => got.status === 429)).toHaveLength(17);
    expect(passwords.verified).toBe(3);
  });
});

describe('sessions', () => {
  const me = (browser: HttpClient) => browser.get('/api/v1/auth/me').then((got) => got.status);

  test('end when idle, and in any case after ten hours', async () => {
    const browser = await signedIn(house, 'ann');
    const idle = await signedIn(house, 'ann');
    for (let minutes = 0; minutes < 600; minutes += 25) {
      expect(await me(browser)).toBe(200);
      house.clock.advance(25 * 60_000);
    }
    expect(await me(browser)).toBe(401);
    expect(await me(idle)).toBe(401);
    expect(browser.cookies.has('adit')).toBe(false);
  });

  test('are written at most once a minute', async () => {
    const browser = await signedIn(house, 'ann');
    const seen = () => house.db.get<{ t: number }>(sql`select last_seen_at as t from sessions`)?.t;
    const first = seen();
    house.clock.advance(59_000);
    await me(browser);
    expect(seen()).toBe(first as number);
    house.clock.advance(1_000);
    await me(browser);
    expect(seen()).toBe((first as number) + 60_000);
  });

  test('die with sign-out, with the account, and by being ended from elsewhere', async () => {
    const [one, two] = [await signedIn(house, 'ann'), await signedIn(house, 'ann')];
    const list = (await one.get('/api/v1/auth/sessions')).json;
    expect([list.total, list.items.filter((s: { current: boolean }) => s.current).length]).toEqual([2, 1]);
    const other = list.items.find((s: { current: boolean }) => !s.current).id;
    expect((await one.delete(`/api/v1/auth/sessions/${other}`)).status).toBe(204);
    expect([await me(one), await me(two)]).toEqual([200, 401]);
    const stolen = one.cookies.get('adit') as string;
    const out = await one.post('/api/v1/auth/logout');
    expect([out.status, out.headers.get('clear-site-data')]).toEqual([204, '"storage"']);
    one.cookies.set('adit', stolen);
    expect(await me(one)).toBe(401);
    const three = await signedIn(house, 'ann');
    house.db.run(sql`update users set status = 'disabled' where login = 'ann'`);
    expect(await me(three)).toBe(401);
  });

  test('of others cannot be ended or seen', async () => {
    await addUser(house, { login: 'bob', tenant: house.home.tenant.id, role: 'administrator' });
    const [ann, bob] = [await signedIn(house, 'ann'), await signedIn(house, 'bob')];
    const id = (await ann.get('/api/v1/auth/sessions')).json.items[0].id;
    expect((await bob.delete(`/api/v1/auth/sessions/${id}`)).status).toBe(404);
    expect((await bob.get('/api/v1/auth/sessions')).json.total).toBe(1);
    expect(await me(ann)).toBe(200);
  });

  test('a new sign-in in the same browser ends the old session; the eleventh elsewhere ends the oldest', async () => {
    const browser = await signedIn(house, 'ann');
    const old = browser.cookies.get('adit') as string;
    await browser.post(LOGIN, { login: 'ann', password: PASSWORD });
    expect(browser.cookies.get('adit')).not.toBe(old);
    const rest: HttpClient[] = [];
    for (let i = 0; i < 10; i++) {
      house.clock.advance(1);
      rest.push(await signedIn(house, 'ann'));
    }
    expect(await me(browser)).toBe(401);
    for (const one of rest) expect(await me(one)).toBe(200);
  });
});

describe('pages, without JavaScript', () => {
  const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) });
  const tokenOf = (html: string) => csrfOf(html);

  test('in, look, out', async () => {
    const browser = house.client();
    expect((await browser.get('/')).headers.get('location')).toBe('/sign-in');
    const page = await browser.get('/sign-in?next=/api/v1/auth/me');
    const csrf = tokenOf(page.text);
    const wrong = await browser.send('/sign-in', form({ csrf, login: 'ann"><b>', password: 'no', next: '/x' }));
    expect(wrong.status).toBe(401);
    expect(wrong.text).toContain('The name or the password is not right.');
    expect(wrong.text).toContain('value="ann&quot;&gt;&lt;b&gt;"');
    const right = await browser.send(
      '/sign-in',
      form({ csrf, login: 'ann', password: PASSWORD, next: '/api/v1/auth/me' }),
    );
    expect([right.status, right.headers.get('location')]).toEqual([303, '/api/v1/auth/me']);
    for (const key of ['a', 'b', 'c'])
      house.db.transaction((tx) =>
        house.jobs.enqueue(tx, { kind: 'k', payload: {}, tenant: house.home.tenant.id, key }),
      );
    house.jobs.claim(['k']);
    const health = await browser.get('/status');
    for (const shown of ['0.1.0', house.dataFolder, 'iB free', '1 running, 2 waiting, 0 failed'])
      expect(health.text).toContain(shown);
    const out = await browser.send('/sign-out', form({ csrf: tokenOf(health.text) }));
    expect(out.headers.get('location')).toBe('/sign-in');
    expect(browser.cookies.has('adit')).toBe(false);
  });

  test('signing out needs the token of this very session', async () => {
    const [one, two] = [await signedIn(house, 'ann'), await signedIn(house, 'ann')];
    const token = tokenOf((await two.get('/')).text);
    expect((await one.send('/sign-out', form({ csrf: token }))).status).toBe(403);
    expect((await one.send('/sign-out', form({ csrf: tokenOf((await one.get('/')).text) }))).status).toBe(303);
  });

  test.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/a\nb', ''])(
    'next=%j leads home',
    async (next) => {
      const browser = await signedIn(house, 'ann');
      const got = await browser.get(`/sign-in?next=${encodeURIComponent(next)}`);
      expect(got.headers.get('location')).toBe('/');
    },
  );

  test('somebody who may not look at the server’s state sees no folder and no counts', async () => {
    await addUser(house, { login: 'vic', tenant: house.home.tenant.id, role: 'viewer' });
    const vic = await signedIn(house, 'vic');
    expect((await vic.get('/')).status).toBe(200);
    const page = await vic.get('/status');
    expect(page.status).toBe(403);
    expect(page.text).not.toContain(house.dataFolder);
  });
});

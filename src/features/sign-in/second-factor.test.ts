import { beforeEach, describe, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { type Appliance, addUser, exampleAppliance, PASSWORD, signedIn } from '../../../tests/example-appliance.ts';
import { exampleFoundations } from '../../../tests/example-foundations.ts';
import { csrfOf, type HttpClient } from '../../../tests/http-client.ts';
import { bytesOf, giveSecondFactor, shownByApp } from '../../../tests/second-factor.ts';
import { TokenClient } from '../../../tests/token-client.ts';

const PATH = '/api/v1/auth/second-factor';
const LOGIN = '/api/v1/auth/login';
const MINUTE_MS = 60_000;

let house: Appliance;
let ann: HttpClient;
const build = async (env: Record<string, string> = {}) => {
  house = await exampleAppliance({ foundations: exampleFoundations(env) });
  await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
  ann = await signedIn(house, 'ann');
};
beforeEach(() => build());

const shownBy = (secret: string, steps = 0) => shownByApp(secret, house.clock.now(), steps);
async function enrol(browser: HttpClient = ann) {
  const given = await giveSecondFactor(browser, house.clock.now());
  house.clock.advance(MINUTE_MS);
  return given;
}
const tryIn = (code?: string, browser = house.client(), password = PASSWORD) =>
  browser.post(LOGIN, { login: 'ann', password, ...(code === undefined ? {} : { code }) });
const isIn = async (browser: HttpClient) => (await browser.get('/api/v1/auth/me')).status === 200;
const actions = () => house.auditRows().map((row) => row.action);

describe('setting up', () => {
  test('holds from the first code on; the secret lies sealed, codes are hashed, other sessions end, the cookie is new', async () => {
    const other = await signedIn(house, 'ann');
    const program = new TokenClient(house);
    const { accessToken } = (await program.signIn()).json;
    const before = ann.cookies.get('adit')!;
    expect((await ann.get(PATH)).json).toEqual({
      ...{ active: false, since: null, recoveryCodesLeft: 0, pending: false, needed: false },
    });
    const begun = await ann.post(PATH);
    expect(begun.json.uri).toStartWith(`otpauth://totp/Adit:ann?secret=${begun.json.secret}&`);
    expect(bytesOf(begun.json.secret)).toHaveLength(20);
    expect((await ann.get(PATH)).json).toMatchObject({ active: false, pending: true });
    expect((await tryIn()).status).toBe(200);
    const wrong = await ann.post(`${PATH}/activate`, { code: '000000' });
    expect([wrong.status, wrong.json.errors]).toEqual([400, [{ pointer: '/code', message: 'not right' }]]);
    const done = await ann.post(`${PATH}/activate`, { code: shownBy(begun.json.secret) });
    expect(done.json.recoveryCodes).toHaveLength(10);
    for (const code of done.json.recoveryCodes) expect(code).toMatch(/^([A-Z2-7]{4}-){5}[A-Z2-7]{4}$/);
    expect([await isIn(ann), await isIn(other), await program.statusOf(accessToken)]).toEqual([true, false, 401]);
    expect(ann.cookies.get('adit')).not.toBe(before);
    const old = house.client();
    old.cookies.set('adit', before);
    expect(await isIn(old)).toBe(false);
    expect((await ann.get(PATH)).json).toMatchObject({ active: true, recoveryCodesLeft: 10, pending: false });
    const stored = ['secrets', 'second_factors', 'recovery_codes', 'audit_log', 'outbox', 'idempotency_keys']
      .map((table) => JSON.stringify(house.db.all({ text: `select * from ${table}`, values: [] })))
      .join('');
    for (const secret of [begun.json.secret, ...done.json.recoveryCodes])
      expect(stored + house.lines.join('')).not.toContain(secret);
    expect(actions()).toEqual(expect.arrayContaining(['second-factor.begin', 'second-factor.set']));
  });

  test('a secret that waits too long is void, and a first code is not taken twice', async () => {
    const { secret } = (await ann.post(PATH)).json;
    house.clock.advance(29 * MINUTE_MS);
    await ann.get('/api/v1/auth/me');
    house.clock.advance(MINUTE_MS);
    expect((await ann.post('/api/v1/auth/confirm', { password: PASSWORD })).status).toBe(204);
    expect((await ann.post(`${PATH}/activate`, { code: shownBy(secret) })).json.code).toBe(
      'sign-in.noSecondFactorBegun',
    );
    const second = (await ann.post(PATH)).json.secret;
    const code = shownBy(second);
    expect((await ann.post(`${PATH}/activate`, { code })).status).toBe(200);
    expect((await ann.post(`${PATH}/activate`, { code })).status).toBe(409);
    expect((await tryIn(code)).json.code).toBe('sign-in.codeRefused');
  });
});

describe('signing in', () => {
  test('needs the password, then the code; the code alone and the password alone open nothing', async () => {
    const { secret } = await enrol();
    const bare = await tryIn();
    expect([bare.status, bare.json.code, bare.headers.getSetCookie()]).toEqual([401, 'sign-in.codeNeeded', []]);
    const wrongPassword = await tryIn(shownBy(secret), house.client(), 'wrong password here');
    expect([wrongPassword.status, wrongPassword.json.code]).toEqual([401, 'sign-in.refused']);
    expect((await tryIn('000000')).json.code).toBe('sign-in.codeRefused');
    expect((await tryIn(shownBy(secret))).status).toBe(200);
    expect(actions().slice(-4)).toEqual([
      'session.await-code',
      'session.refuse',
      'second-factor.refuse',
      'session.open',
    ]);
    const opened = house.db.get<{ after: string }>(sql`select after from audit_log order by seq desc limit 1`);
    expect(JSON.parse(opened!.after)).toMatchObject({ secondFactor: 'totp' });
  });

  test('each code once, also by ten at once; a step before and after is taken', async () => {
    const { secret } = await enrol();
    const code = shownBy(secret);
    const answers = await Promise.all(Array.from({ length: 10 }, () => tryIn(code)));
    expect(answers.filter((got) => got.status === 200)).toHaveLength(1);
    house.clock.advance(24 * 60 * MINUTE_MS);
    expect((await tryIn(shownBy(secret, -2))).status).toBe(401);
    expect((await tryIn(shownBy(secret, -1))).status).toBe(200);
    expect((await tryIn(shownBy(secret, -1))).status).toBe(401);
    expect((await tryIn(shownBy(secret, 1))).status).toBe(200);
    expect((await tryIn(shownBy(secret))).status).toBe(401);
  });

  test('programs send it with the password', async () => {
    const { secret } = await enrol();
    const program = new TokenClient(house);
    expect((await program.signIn()).json.code).toBe('sign-in.codeNeeded');
    const got = await program.signIn('ann', { code: shownBy(secret) });
    expect([got.status, await program.statusOf(got.json.accessToken)]).toEqual([200, 200]);
  });

  test('codes have a limit of their own, by account, that no right password lifts; it ends with time', async () => {
    const { secret } = await enrol();
    for (let i = 0; i < 3; i++) expect((await tryIn(`00000${i}`)).json.code).toBe('sign-in.codeRefused');
    const locked = await tryIn(shownBy(secret));
    expect([locked.status, locked.json.code]).toEqual([429, 'sign-in.tooMany']);
    expect((await tryIn()).json.code).toBe('sign-in.codeNeeded');
    expect((await tryIn(shownBy(secret))).status).toBe(429);
    house.clock.advance(10 * MINUTE_MS);
    expect((await tryIn(shownBy(secret))).status).toBe(200);
  });

  test('a hundred right passwords without a code lock nobody out', async () => {
    const { secret } = await enrol();
    for (let i = 0; i < 40; i++) expect((await tryIn()).json.code).toBe('sign-in.codeNeeded');
    expect((await tryIn(shownBy(secret))).status).toBe(200);
  });
});

describe('the pages, without JavaScript', () => {
  const send = (browser: HttpClient, action: string, html: string, fields: Record<string, string> = {}) =>
    browser.send(action, { method: 'POST', body: new URLSearchParams({ csrf: csrfOf(html), ...fields }) });

  test('set it up, show the codes once, and ask for one at the door', async () => {
    const at = '/profile/second-factor';
    expect((await send(ann, at, (await ann.get(at)).text)).headers.get('location')).toBe(at);
    const shown = (await ann.get(at)).text;
    const secret = /<code class="secret">([A-Z2-7 ]+)</.exec(shown)![1]!.replaceAll(' ', '');
    expect(shown).toContain('<svg class="qr"');
    const wrong = await send(ann, `${at}/activate`, shown, { code: '12' });
    expect([wrong.status, wrong.text.includes(secret.slice(0, 4))]).toEqual([400, true]);
    const codes = await send(ann, `${at}/activate`, shown, { code: shownBy(secret) });
    const [code] = /([A-Z2-7]{4}-){5}[A-Z2-7]{4}/.exec(codes.text)!;
    expect((await ann.get(at)).text).not.toContain(code);
    const browser = house.client();
    const door = (await browser.get('/sign-in')).text;
    const step = await send(browser, '/sign-in', door, { login: 'ann', password: PASSWORD, next: '/projects' });
    expect([step.status, browser.cookies.has('adit')]).toEqual([200, false]);
    const pending = /name="pending" value="([^"]+)"/.exec(step.text)![1]!;
    const refused = await send(browser, '/sign-in/code', step.text, { pending, code: '000000', next: '/projects' });
    expect([refused.status, refused.text.includes('The code is not right, or was used before.')]).toEqual([401, true]);
    const into = await send(browser, '/sign-in/code', refused.text, { pending, code, next: '/projects' });
    expect([into.headers.get('location'), await isIn(browser)]).toEqual(['/projects', true]);
    // What waited for the code is used up with it.
    const again = await send(house.client(), '/sign-in/code', step.text, { pending, code });
    expect(again.status).toBe(403);
    const stored = JSON.stringify(house.db.all(sql`select * from pending_sign_ins`));
    expect(stored).toBe('[]');
  });

  test('a step that waits too long, or whose account was shut out, leads back to the first', async () => {
    const { secret } = await enrol();
    const begin = async (browser: HttpClient) => {
      const step = await send(browser, '/sign-in', (await browser.get('/sign-in')).text, {
        ...{ login: 'ann', password: PASSWORD },
      });
      return { html: step.text, pending: /name="pending" value="([^"]+)"/.exec(step.text)![1]! };
    };
    const browser = house.client();
    const late = await begin(browser);
    house.clock.advance(5 * MINUTE_MS);
    const code = shownBy(secret);
    const gone = await send(browser, '/sign-in/code', late.html, { pending: late.pending, code });
    expect([gone.status, gone.text.includes('It took too long'), gone.text.includes('name="login"')]).toEqual([
      ...[401, true, true],
    ]);
    const second = await begin(browser);
    house.db.run(sql`update users set status = 'disabled' where login = 'ann'`);
    expect((await send(browser, '/sign-in/code', second.html, { pending: second.pending, code })).status).toBe(401);
    house.db.run(sql`update users set status = 'active' where login = 'ann'`);
    expect((await send(browser, '/sign-in/code', second.html, { pending: second.pending, code })).status).toBe(303);
    expect((await send(browser, '/sign-in/code', second.html, { pending: 'A'.repeat(43), code })).status).toBe(403);
  });
});

describe('recovery codes', () => {
  test('open once each, however they are typed', async () => {
    const { recoveryCodes } = await enrol();
    expect((await tryIn(recoveryCodes[0])).status).toBe(200);
    expect((await tryIn(recoveryCodes[0])).status).toBe(401);
    expect((await tryIn(recoveryCodes[1]!.toLowerCase().replaceAll('-', ' '))).status).toBe(200);
    const both = await Promise.all([tryIn(recoveryCodes[2]), tryIn(recoveryCodes[2])]);
    expect(both.map((got) => got.status).sort()).toEqual([200, 401]);
    expect((await ann.get(PATH)).json.recoveryCodesLeft).toBe(7);
  });

  test('a fresh set voids the one before; those of somebody else open nothing', async () => {
    const { recoveryCodes } = await enrol();
    await addUser(house, { login: 'ben', tenant: house.home.tenant.id, role: 'analyst' });
    const bens = await enrol(await signedIn(house, 'ben'));
    const fresh = (await ann.post(`${PATH}/recovery-codes`)).json.recoveryCodes;
    expect((await tryIn(recoveryCodes[5])).status).toBe(401);
    expect((await tryIn(bens.recoveryCodes[0])).status).toBe(401);
    expect((await tryIn(fresh[0])).status).toBe(200);
  });
});

describe('removing', () => {
  test('takes secret and codes away; signing in needs the password alone again', async () => {
    await enrol();
    expect((await ann.delete(PATH)).status).toBe(204);
    expect((await tryIn()).status).toBe(200);
    expect(house.db.all(sql`select 1 from secrets union all select 1 from recovery_codes`)).toEqual([]);
    expect((await ann.post(`${PATH}/recovery-codes`)).status).toBe(409);
  });
});

describe('a role that needs one', () => {
  beforeEach(() => build({ ADIT__SESSION__SECOND_FACTOR_ROLES: '["analyst"]' }));

  test('opens nothing but the own account until it is set up', async () => {
    expect((await ann.get('/api/v1/auth/me')).json.permissions).toEqual(['read:self', 'write:self']);
    const api = await ann.get('/api/v1/projects');
    expect([api.status, api.json.code]).toEqual([403, 'access.secondFactorNeeded']);
    const page = await ann.get('/projects');
    expect([page.status, page.headers.get('location')]).toEqual([303, '/profile/second-factor']);
    expect((await ann.get('/profile/second-factor')).text).toContain('Your role needs a second factor.');
    const program = new TokenClient(house);
    const { accessToken } = (await program.signIn()).json;
    expect((await program.get('/api/v1/projects', { authorization: `Bearer ${accessToken}` })).status).toBe(403);
    await enrol();
    expect((await ann.get('/api/v1/projects')).status).toBe(200);
    const removed = await ann.delete(PATH);
    expect([removed.status, removed.json.code]).toEqual([409, 'sign-in.secondFactorNeeded']);
  });

  test('of administrators is one of the tenant’s own roles too that administers something', async () => {
    await build({ ADIT__SESSION__SECOND_FACTOR_ROLES: '["administrator"]' });
    const tenant = house.home.tenant.id;
    for (const [login, name, permission] of [
      ['ben', 'planner', 'write:calendars'],
      ['eva', 'doorkeeper', 'admin:users'],
    ] as const) {
      const kept = JSON.stringify(['read:projects', permission]);
      house.db.run(sql`insert into roles (tenant_id, name, description, permissions, created_at, updated_at)
        values (${tenant}, ${name}, '', ${kept}, 0, 0)`);
      await addUser(house, { login, tenant, role: name as never });
    }
    expect((await (await signedIn(house, 'ben')).get('/api/v1/projects')).status).toBe(200);
    const eva = await (await signedIn(house, 'eva')).get('/api/v1/projects');
    expect([eva.status, eva.json.code]).toEqual([403, 'access.secondFactorNeeded']);
  });

  test('concerns nobody else', async () => {
    await addUser(house, { login: 'vic', tenant: house.home.tenant.id, role: 'viewer' });
    expect((await (await signedIn(house, 'vic')).get('/api/v1/projects')).status).toBe(200);
  });
});

import { beforeEach, describe, expect, test } from 'bun:test';
import { type Appliance, addUser, exampleAppliance, PASSWORD, signedIn } from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';
import { bearer, TokenClient } from '../../../tests/token-client.ts';

const CONFIRM = '/api/v1/auth/confirm';
const FACTOR = '/api/v1/auth/second-factor';
const MINUTE_MS = 60_000;
let house: Appliance;
let ann: HttpClient;
beforeEach(async () => {
  house = await exampleAppliance();
  await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
  ann = await signedIn(house, 'ann');
});
const isIn = async (browser: HttpClient) => (await browser.get('/api/v1/auth/me')).status === 200;
async function send(page: string, action: string, fields: Record<string, string> = {}) {
  return ann.submit(action, fields, page);
}

describe('what opens an account', () => {
  test('can be changed for five minutes after signing in, then only after the password was given again', async () => {
    house.clock.advance(5 * MINUTE_MS - 1);
    expect((await ann.post(FACTOR)).status).toBe(201);
    house.clock.advance(1);
    const old = await ann.post(FACTOR);
    expect([old.status, old.json.code]).toEqual([403, 'sign-in.confirmNeeded']);
    const before = ann.cookies.get('adit')!;
    expect((await ann.post(CONFIRM, { password: PASSWORD })).status).toBe(204);
    expect((await ann.post(FACTOR)).status).toBe(201);
    // More is open now: the session has a new name, and the one before opens nothing.
    const stolen = house.client();
    stolen.cookies.set('adit', before);
    expect([ann.cookies.get('adit') === before, await isIn(ann), await isIn(stolen)]).toEqual([false, true, false]);
    expect((await ann.get('/api/v1/auth/sessions')).json.total).toBe(1);
  });

  test('guessing counts as it does at the door, and a guess opens nothing', async () => {
    house.clock.advance(5 * MINUTE_MS);
    for (let i = 0; i < 3; i++) {
      const wrong = await ann.post(CONFIRM, { password: `a guess, number ${i}` });
      expect([wrong.status, wrong.json.errors]).toEqual([400, [{ pointer: '/password', message: 'not right' }]]);
    }
    expect((await ann.post(CONFIRM, { password: PASSWORD })).status).toBe(429);
    expect((await ann.post(FACTOR)).status).toBe(403);
    expect(house.auditRows().filter((row) => row.action === 'session.refuse')).toHaveLength(3);
  });

  test('a program confirms as well; its tokens go on', async () => {
    const program = new TokenClient(house);
    const { accessToken } = (await program.signIn()).json;
    house.clock.advance(5 * MINUTE_MS);
    const ask = () => program.post(FACTOR, undefined, bearer(accessToken));
    expect((await ask()).status).toBe(403);
    const confirmed = await program.post(CONFIRM, { password: PASSWORD }, bearer(accessToken));
    expect([confirmed.status, confirmed.headers.getSetCookie()]).toEqual([204, []]);
    expect((await ask()).status).toBe(201);
  });

  test('a password that is changed gives the session a new name too', async () => {
    const before = ann.cookies.get('adit')!;
    const words = { current: PASSWORD, password: 'an orchard full of quiet bees' };
    expect((await ann.post('/api/v1/auth/password', words)).status).toBe(204);
    const stolen = house.client();
    stolen.cookies.set('adit', before);
    expect([await isIn(ann), await isIn(stolen)]).toEqual([true, false]);
  });
});

describe('pages', () => {
  test('lead to the confirmation and back; a foreign address leads home', async () => {
    house.clock.advance(5 * MINUTE_MS);
    const asked = await send('/profile/second-factor', '/profile/second-factor');
    const where = asked.headers.get('location')!;
    expect([asked.status, where]).toEqual([303, '/profile/confirm?next=%2Fprofile%2Fsecond-factor']);
    expect((await ann.get(where)).text).toContain('name="next" value="/profile/second-factor"');
    const next = '/profile/second-factor';
    const wrong = await send(where, '/profile/confirm', { password: 'not it at all', next });
    expect([wrong.status, wrong.text.includes('The present password is not right.')]).toEqual([400, true]);
    expect(wrong.text).not.toContain('not it at all');
    const right = await send(where, '/profile/confirm', { password: PASSWORD, next });
    expect([right.status, right.headers.get('location')]).toEqual([303, next]);
    expect((await send(next, next)).headers.get('location')).toBe(next);
    const away = await send(where, '/profile/confirm', { password: PASSWORD, next: '//evil.example' });
    expect(away.headers.get('location')).toBe('/');
  });
});

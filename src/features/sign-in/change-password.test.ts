import { beforeEach, expect, test } from 'bun:test';
import { sql } from '#sdk';
import { type Appliance, addUser, exampleAppliance, PASSWORD, signedIn } from '../../../tests/example-appliance.ts';
import type { HttpClient } from '../../../tests/http-client.ts';
import { argon2Passwords } from './passwords.ts';

const WORDS = 'an orchard full of quiet bees';
let house: Appliance;
let ann: HttpClient;
beforeEach(async () => {
  house = await exampleAppliance();
  await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
  ann = await signedIn(house, 'ann');
});
const change = (by: HttpClient, current: string, password: string) =>
  by.post('/api/v1/auth/password', { current, password });
const isIn = async (browser: HttpClient) => (await browser.get('/api/v1/auth/me')).status === 200;
const canSignIn = async (password: string) =>
  (await house.client().post('/api/v1/auth/login', { login: 'ann', password })).status === 200;

test('the new password holds, the old one does not; every other session ends', async () => {
  const other = await signedIn(house, 'ann');
  await addUser(house, { login: 'ben', tenant: house.home.tenant.id, role: 'analyst' });
  const ben = await signedIn(house, 'ben');
  expect((await change(ann, PASSWORD, WORDS)).status).toBe(204);
  expect([await isIn(ann), await isIn(other), await isIn(ben)]).toEqual([true, false, true]);
  expect([await canSignIn(WORDS), await canSignIn(PASSWORD)]).toEqual([true, false]);
  expect(JSON.stringify(house.auditRows()) + house.lines.join('')).not.toContain(WORDS);
  expect(house.auditRows().map((row) => row.action)).toContain('password.change');
});

test('without the old one nothing changes, and guessing it locks as guessing at the door does', async () => {
  const wrong = await change(ann, 'a guess of somebody else', WORDS);
  expect([wrong.status, wrong.json.code, wrong.json.errors]).toEqual([
    400,
    'sign-in.wrongPassword',
    [{ pointer: '/current', message: 'not right' }],
  ]);
  await change(ann, 'another guess, just as bad', WORDS);
  await change(ann, 'a third one, to be sure of it', WORDS);
  const locked = await change(ann, PASSWORD, WORDS);
  expect([locked.status, locked.json.code]).toEqual([429, 'sign-in.tooMany']);
  expect(await canSignIn(PASSWORD)).toBe(false);
  expect(await isIn(ann)).toBe(true);
  house.clock.advance(10 * 60_000);
  expect((await change(ann, PASSWORD, WORDS)).status).toBe(204);
  expect(house.auditRows().filter((row) => row.action === 'password.refuse')).toHaveLength(3);
});

test('a weak one and the same one are refused, and count as no guess', async () => {
  for (let i = 0; i < 2; i++) {
    expect((await change(ann, PASSWORD, 'ann is here again')).json.code).toBe('sign-in.weakPassword');
    expect((await change(ann, PASSWORD, PASSWORD)).json.code).toBe('sign-in.samePassword');
  }
  expect((await change(ann, PASSWORD, WORDS)).status).toBe(204);
});

test('two at once: one of them', async () => {
  const answers = await Promise.all([change(ann, PASSWORD, WORDS), change(ann, PASSWORD, `${WORDS} too`)]);
  expect(answers.map((got) => got.status).sort()).toEqual([204, 409]);
});

test('signing out everywhere ends this session too, and nobody else’s', async () => {
  await addUser(house, { login: 'ben', tenant: house.home.tenant.id, role: 'analyst' });
  const [other, ben] = [await signedIn(house, 'ann'), await signedIn(house, 'ben')];
  const out = await ann.delete('/api/v1/auth/sessions');
  expect([out.status, ann.cookies.has('adit')]).toEqual([204, false]);
  expect([await isIn(ann), await isIn(other), await isIn(ben)]).toEqual([false, false, true]);
  expect(house.db.all(sql`select 1 from sessions`)).toHaveLength(1);
  expect(house.auditRows().at(-1)?.action).toBe('session.end-all');
});

test.each(['/api/v1/auth/login', '/api/v1/auth/token'])(
  'a sign-in at %s that was under way with the old password opens nothing',
  async (path) => {
    const real = argon2Passwords({ memoryKiB: 64, passes: 1 });
    let meanwhile = async () => {};
    const verify: typeof real.verify = async (password, hash) => {
      const right = await real.verify(password, hash);
      await meanwhile();
      return right;
    };
    house = await exampleAppliance({ passwords: { ...real, verify } });
    await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
    ann = await signedIn(house, 'ann');
    meanwhile = async () => {
      meanwhile = async () => {};
      expect((await change(ann, PASSWORD, WORDS)).status).toBe(204);
    };
    const late = await house.client().post(path, { login: 'ann', password: PASSWORD });
    expect([late.status, late.json.code]).toEqual([503, 'sign-in.changedMeanwhile']);
    expect(house.db.all(sql`select 1 from sessions`)).toHaveLength(1);
    expect(await isIn(ann)).toBe(true);
  },
);

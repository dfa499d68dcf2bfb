import { beforeEach, expect, test } from 'bun:test';
import { type Appliance, addUser, exampleAppliance, PASSWORD } from '../../../tests/example-appliance.ts';
import { sqliteSignInStore } from './index.ts';

const MINUTE = 60_000;
let house: Appliance;
beforeEach(async () => {
  house = await exampleAppliance();
  await addUser(house, { login: 'ann', tenant: house.home.tenant.id, role: 'analyst' });
});
const tryAs = (login: string, password: string) => house.client().post('/api/v1/auth/login', { login, password });

test('rule 28: after three failures one each 10, 20, 40 and again 40 minutes, whether or not the name exists', async () => {
  for (const login of ['ann', 'nobody']) {
    for (let i = 0; i < 3; i++) expect((await tryAs(login, 'no')).status).toBe(401);
    for (const minutes of [10, 20, 40, 40]) {
      house.clock.advance(minutes * MINUTE - 1);
      const locked = await tryAs(login, PASSWORD);
      expect([locked.status, locked.json.detail]).toEqual([429, expect.stringContaining('in 1 minutes')]);
      house.clock.advance(1);
      expect((await tryAs(login, 'no')).status).toBe(401);
      expect((await tryAs(login, PASSWORD)).json.detail).toContain(minutes === 10 ? 'in 20 minutes' : 'in 40 minutes');
    }
  }
});

test('a right password begins anew, and so does time', async () => {
  for (let i = 0; i < 4; i++) {
    await tryAs('ann', 'no');
    house.clock.advance(10 * MINUTE);
  }
  house.clock.advance(10 * MINUTE);
  expect((await tryAs('ann', PASSWORD)).status).toBe(200);
  for (let i = 0; i < 3; i++) expect((await tryAs('ann', 'no')).status).toBe(401);
  expect((await tryAs('ann', PASSWORD)).status).toBe(429);
  house.clock.advance(120 * MINUTE);
  for (let i = 0; i < 3; i++) expect((await tryAs('ann', 'no')).status).toBe(401);
});

test('from one address thirty within ten minutes, whatever the names; a withdrawn attempt does not count', () => {
  const store = sqliteSignInStore(house.db);
  const limits = { failures: 3, waitMs: 10 * MINUTE, longestWait: 4, memoryMs: 120 * MINUTE, byIp: 30 };
  const attempt = (i: number, atMs: number) => ({ id: `${i}`, nameHash: `name ${i}`, ip: '192.0.2.1', atMs });
  for (let i = 0; i < 30; i++) expect(store.beginAttempt(attempt(i, 0), limits)).toBe(true);
  expect(store.beginAttempt(attempt(30, 10 * MINUTE - 1), limits)).toBe(false);
  expect(store.beginAttempt(attempt(31, 10 * MINUTE), limits)).toBe(true);
  for (let i = 0; i < 31; i++) store.withdrawAttempt(`${i}`);
  expect(store.beginAttempt(attempt(32, 1), limits)).toBe(true);
});

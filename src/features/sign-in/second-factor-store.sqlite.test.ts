import { expect, test } from 'bun:test';
import { addUser, exampleAppliance, otherTenant } from '../../../tests/example-appliance.ts';
import { sqliteSecondFactors } from './second-factor-store.sqlite.ts';

test('what is used once is taken once, whoever asks; nothing leads to another account', async () => {
  const house = await exampleAppliance();
  const tenant = house.home.tenant.id;
  const owner = { tenant, user: await addUser(house, { login: 'ann', tenant, role: 'viewer' }) };
  const other = { tenant, user: await addUser(house, { login: 'ben', tenant, role: 'viewer' }) };
  const foreign = { tenant: otherTenant(house).tenant, user: owner.user };
  const store = sqliteSecondFactors(house.db, house.secrets);
  const take = <T>(work: (tx: Parameters<typeof store.useStep>[0]) => T) => house.db.transaction(work);
  take((tx) => {
    store.putSecondFactor(tx, owner, { state: 'active', secret: Buffer.from('secret'), createdAtMs: 0, lastStep: 5 });
    store.replaceRecoveryCodes(tx, owner, ['one', 'two']);
    store.insertPendingSignIn(tx, { tokenHash: 'token', ...owner, expiresAtMs: 1 }, 0);
  });
  expect([5, 7, 7, 6, 8].map((step) => take((tx) => store.useStep(tx, owner, step)))).toEqual([
    ...[false, true, false, false, true],
  ]);
  expect(['one', 'one', 'three'].map((hash) => take((tx) => store.useRecoveryCode(tx, owner, hash, 0)))).toEqual([
    ...[true, false, false],
  ]);
  expect([0, 1].map(() => take((tx) => store.endPendingSignIn(tx, 'token')))).toEqual([true, false]);
  for (const somebody of [other, foreign]) {
    expect([store.hasSecondFactor(somebody), store.findSecondFactor(somebody, 'active')]).toEqual([false, null]);
    expect([store.hasRecoveryCode(somebody, 'two'), store.countRecoveryCodes(somebody)]).toEqual([false, 0]);
    expect(take((tx) => [store.useStep(tx, somebody, 9), store.useRecoveryCode(tx, somebody, 'two', 0)])).toEqual([
      ...[false, false],
    ]);
  }
  expect(store.countRecoveryCodes(owner)).toBe(1);
});

import { describe, expect, test } from 'bun:test';
import { IncompleteAnswer } from '../../src/features/directory/directory.ts';
import { FAKE_BASE, fakeDn, fakeGroup, fakePerson, useFake } from './fake-house.ts';
import { codeOf, signal, uncounted } from './openldap-house.ts';

const CROWD = 2200;
/** memberOf of one person: three ranges of 1,500 values, the last one short. */
const MANY = Array.from({ length: 3200 }, (_, i) => `CN=g${i},OU=Groups,${FAKE_BASE}`);
const crowd = Array.from({ length: CROWD }, (_, i) => fakePerson(`u${i}`));
const { fake, directory, settings } = useFake([
  ...crowd,
  fakePerson('ann', 'secret', { memberOf: MANY, description: Array.from({ length: 4000 }, (_, i) => `d${i}`) }),
  fakePerson('gina', 'secret', { userPrincipalName: 'g.one@corp.example' }),
  fakePerson('gtwo', 'secret', { userPrincipalName: 'gina@corp.example' }),
  ...MANY.map((dn, i) => ({ dn, attributes: { objectClass: ['groupOfNames'], cn: `g${i}`, member: [fakeDn('x')] } })),
  fakeGroup('direct', [fakeDn('u1')]),
]);

describe('a fake directory with the limits of Active Directory', () => {
  test.each([1, 499, 500, 501, 1000])('rule 19: pages of %d bring all 2,200 people', async (page_size) => {
    // One by one only a part is read: 2,200 round trips show nothing more.
    const filter = page_size === 1 ? '(&(objectClass=person)(uid=u11*))' : '(&(objectClass=person)(uid=u*))';
    const people = await Array.fromAsync(directory({ page_size, person_filter: filter }).people(signal));
    expect(new Set(people.map(({ subject }) => subject)).size).toBe(page_size === 1 ? 111 : CROWD);
  });

  test('rule 18: ranges of 1,500 values are followed to the end', async () => {
    const ann = await directory({ attributes: { DESCRIPTION: 'notes' } }).find({ login: 'ann' }, signal);
    expect(ann?.attributes.notes).toEqual(Array.from({ length: 4000 }, (_, i) => `d${i}`));
    const ranges = fake()
      .searches.flatMap(({ attributes }) => attributes)
      .filter((name) => name.includes(';range='));
    expect(ranges.toSorted()).toEqual([
      'description;range=1500-*',
      'description;range=3000-*',
      'memberof;range=1500-*',
      'memberof;range=3000-*',
    ]);
  });

  test('rule 18: groups by memberOf are all 3,200', async () => {
    const ann = await directory({ sign_in_timeout_seconds: 20 }).find({ login: 'ann' }, signal);
    expect(ann?.groups.length).toBe(MANY.length);
  }, 20_000);

  test('rule 18: a range that stops coming is an incomplete answer', async () => {
    fake().behave(({ kind, name }) => (kind === 'search' && name === fakeDn('ann') ? 32 : null));
    expect(await codeOf(directory().find({ login: 'ann' }, signal))).toBe('directory.incomplete');
  });

  test('rule 19: an empty page with a cookie is not the end', async () => {
    fake().page('empty-first');
    // ldapts would stop here, and everybody would be gone.
    expect((await Array.fromAsync(directory({ person_filter: '(uid=u*)' }).people(signal))).length).toBe(CROWD);
  });

  test('rule 19: pages that never end are an incomplete answer', async () => {
    fake().page('endless');
    expect(await codeOf(Array.fromAsync(directory().people(signal)))).toBe('directory.incomplete');
  });

  test('rule 19: without a word about pages nobody knows whether it is all', async () => {
    fake().page('unsaid');
    const read = Array.fromAsync(directory({ page_size: 1000 }).people(signal));
    await expect(read).rejects.toBeInstanceOf(IncompleteAnswer);
    expect(await codeOf(read)).toBe('directory.incomplete');
    expect((await directory().find({ login: 'u7' }, signal))?.login).toBe('u7');
  });

  test.each([3, 4, 11])('rule 24: result code %d is an incomplete answer', async (code) => {
    for (const at of [1, 2, 4]) {
      fake().behave(({ kind, number }) => (kind === 'search' && number > at ? code : null));
      expect(await codeOf(Array.fromAsync(directory({ page_size: 100 }).people(signal)))).toBe('directory.incomplete');
    }
  });

  test.each([51, 52, 80, 1, 2, 53] as const)(
    'rule 24: result code %d in the middle is a fault, never a short list',
    async (code) => {
      fake().behave(({ kind, number }) => (kind === 'search' && number > 3 ? code : null));
      const read = codeOf(Array.fromAsync(directory({ page_size: 100 }).people(signal)));
      expect(['directory.incomplete', 'directory.failed']).toContain(await read);
    },
  );

  test.each(['silence', 'hang-up'] as const)('rule 24: %s in the middle is an incomplete answer', async (what) => {
    fake().behave(({ kind, number }) => (kind === 'search' && number > 3 ? what : null));
    expect(
      await codeOf(Array.fromAsync(directory({ page_size: 100, operation_timeout_seconds: 0.2 }).people(signal))),
    ).toBe('directory.incomplete');
  });

  test('rule 4: a referral instead of an answer says what to do', async () => {
    fake().behave(({ kind }) => (kind === 'search' ? 10 : null));
    const advice = 'Use a narrower base, or the Global Catalog';
    await expect(Array.fromAsync(directory().people(signal))).rejects.toThrow(advice);
    await expect(directory().find({ login: 'u1' }, signal)).rejects.toThrow(advice);
    expect(await codeOf(directory().prove('u1', 'secret', signal, uncounted))).toBe('directory.incomplete');
  });

  test('rule 6, upn: a login that is the UPN of somebody else is nobody’s', async () => {
    const upn = { mode: 'upn', bind_name: '{login}@corp.example' } as const;
    expect(await directory(upn).prove('gina', 'secret', signal, uncounted)).toBe('refused');
    expect(await directory(upn).find({ login: 'gina' }, signal)).toBeNull();
    expect((await directory(upn).find({ login: 'g.one' }, signal))?.login).toBe('gina');
  });

  test('rule 29: every outcome costs one bind of a person', async () => {
    const service = settings().bind_dn;
    for (const [login, password, outcome] of [
      ['u1', 'secret', 'u1'],
      ['u1', 'wrong', 'refused'],
      ['nobody', 'wrong', 'not-found'],
    ] as const) {
      fake().binds.length = 0;
      const proof = await directory().prove(login, password, signal, uncounted);
      expect(typeof proof === 'string' ? proof : proof.login).toBe(outcome);
      expect([login, fake().binds.filter((name) => name !== service).length, fake().binds.length]).toEqual([
        login,
        1,
        2,
      ]);
    }
  });

  test('a bind that is answered with anything but success is no proof', async () => {
    for (const code of [1, 2, 7, 8, 10, 13, 14, 19, 32, 34, 48, 49, 50, 53, 80, 118]) {
      fake().behave(({ kind, name }) => (kind === 'bind' && name !== settings().bind_dn ? code : null));
      const proof = directory().prove('u1', 'secret', signal, uncounted);
      if (code === 8 || code === 13) expect(await codeOf(proof)).toBe('directory.misconfigured');
      else expect([code, await proof]).toEqual([code, 'refused']);
    }
  });
});

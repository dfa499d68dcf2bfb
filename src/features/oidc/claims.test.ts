import { describe, expect, test } from 'bun:test';
import { claimedPerson, demandStrength } from './claims.ts';
import type { ProviderFault } from './provider-fault.ts';
import { type ProviderSettings, providerSettings } from './settings.ts';

const settings = (changes: Partial<ProviderSettings> = {}): ProviderSettings => ({
  ...providerSettings({
    ...{
      id: 'corp',
      title: '',
      preset: 'generic',
      issuer: 'https://idp.example',
      client_id: 'adit',
      client_secret: '',
    },
    ...{ scopes: [], sign_out: 'ask', login_claim: '', name_claim: '', email_claim: '', groups_claim: '' },
    ...{ attributes: { department: 'region' }, userinfo: false, acr_values: [], amr_values: [] },
  }),
  ...changes,
});
const groupsFrom = (groups: string) => settings({ claims: { ...settings().claims, groups } });
const faultOf = (work: () => unknown): ProviderFault => {
  try {
    work();
  } catch (error) {
    return error as ProviderFault;
  }
  throw new Error('nothing was refused');
};

test('who somebody is: login as it is compared, names that can be seen, groups once and sorted', () => {
  const claims = {
    ...{ preferred_username: ' Ann@Corp.Example ', name: 'Ann\u202e Example', email: 'ann@corp.example' },
    ...{ groups: ['b', 'a', 'b'], department: 7 },
  };
  expect(claimedPerson(settings(), claims)).toEqual({
    ...{ login: 'ann@corp.example', displayName: 'Ann Example', email: 'ann@corp.example' },
    ...{ groups: ['a', 'b'], attributes: { region: ['7'] } },
  });
  const bare = claimedPerson(settings(), { preferred_username: 'ann' });
  expect(bare).toEqual({ login: 'ann', displayName: 'ann', email: null, groups: [], attributes: { region: [] } });
});

describe('groups', () => {
  test('one text is a list of one', () => {
    expect(claimedPerson(settings(), { preferred_username: 'a', groups: 'one' }).groups).toEqual(['one']);
  });

  test('of another claim: by name, however it looks, or inside another by a pointer', () => {
    const claims = {
      preferred_username: 'a',
      roles: ['r'],
      'https://corp.example/groups': ['g'],
      realm_access: { roles: ['k'], 'a/b': ['s'] },
    };
    const read = (name: string) => claimedPerson(groupsFrom(name), claims).groups;
    expect([read('roles'), read('https://corp.example/groups')]).toEqual([['r'], ['g']]);
    expect([read('/realm_access/roles'), read('/realm_access/a~1b')]).toEqual([['k'], ['s']]);
    for (const none of ['/realm_access/none', '/none/roles', '/realm_access/roles/length', 'toString', '/constructor'])
      expect(read(none)).toEqual([]);
  });

  test.each([[{ a: 1 }], [[{ a: 1 }]], [[null]], [['x'.repeat(1001)]], [Array.from({ length: 5001 }, String)]])(
    '%.60j cannot be read, and the log says so',
    (groups) => {
      const fault = faultOf(() => claimedPerson(settings(), { preferred_username: 'a', groups }));
      expect([fault.code, fault.detail]).toEqual(['oidc.badClaim', expect.stringContaining('the claim "groups"')]);
    },
  );

  // Both forms of Microsoft's documentation on group overage: a reference, and the flag of implicit flows.
  test.each([
    [{ _claim_names: { groups: 'src1' }, _claim_sources: { src1: { endpoint: 'https://graph.windows.net/x' } } }],
    [{ hasgroups: true }],
  ])('that Entra ID leaves out, as there are too many, are not taken for none: %j', (claims) => {
    const fault = faultOf(() => claimedPerson(settings(), { preferred_username: 'a', ...claims }));
    expect([fault.code, fault.fault]).toEqual(['oidc.tooManyGroups', 'forbidden']);
    expect(fault.detail).toContain('Groups assigned to the application');
  });

  test('that are left out do not matter where roles are asked for instead', () => {
    const claims = { preferred_username: 'a', _claim_names: { groups: 'src1' }, roles: ['Adit.Analyst'] };
    expect(claimedPerson(groupsFrom('roles'), claims).groups).toEqual(['Adit.Analyst']);
  });
});

test.each([
  [{}],
  [{ preferred_username: '' }],
  [{ preferred_username: 'a b' }],
  [{ preferred_username: ['a'] }],
  [{ preferred_username: 'a\u202eb' }],
])('no login in %j: refused, and the log names the claims that came, not what they say', (claims) => {
  const fault = faultOf(() => claimedPerson(settings(), { ...claims, email: 'hidden@corp.example' }));
  expect(fault.code).toBe('oidc.noLogin');
  expect(fault.detail).toContain('email');
  expect(fault.detail).not.toContain('hidden@');
});

describe('strength', () => {
  const strong = settings({ acrValues: ['urn:high'], amrValues: ['mfa', 'hwk'] });

  test('any is taken where none is wanted', () => {
    expect(() => demandStrength(settings(), {})).not.toThrow();
  });

  test('one of the ways and one of the means', () => {
    expect(() => demandStrength(strong, { acr: 'urn:high', amr: ['pwd', 'mfa'] })).not.toThrow();
    for (const claims of [{}, { acr: 'urn:high' }, { acr: 'urn:low', amr: ['mfa'] }, { acr: 'urn:high', amr: 'mfa' }])
      expect(faultOf(() => demandStrength(strong, claims)).code).toBe('oidc.tooWeak');
  });
});

import { expect, test } from 'bun:test';
import type { Places } from '../accounts/index.ts';
import type { DirectoryGroup } from './directory.ts';
import type { DirectoryRule, DirectorySettings } from './model.ts';
import { directoryRoles, rememberedPlaces } from './role-map.ts';

const asked: string[] = [];
const places: Places = {
  findTenant(name) {
    asked.push(name);
    return name || 'home';
  },
  findWorkspace: (tenant, name) => `${tenant}/${name}`,
  hasRole: () => true,
};
const rule = (group: string, role = 'analyst', server = ''): DirectoryRule => ({
  ...{ group, role, tenant: '', workspace: '*', server },
});
const settings = (roleMap: readonly DirectoryRule[], defaultRole = ''): DirectorySettings => ({
  ...{ roleMap, defaultRole, outageMs: 0, syncEveryMs: 0, maxShrink: 0.2, graceMs: 0 },
});
const analysts: DirectoryGroup = {
  ...{ dn: 'CN=Adit Analysts,OU=Groups,DC=corp,DC=example', sid: 'S-1-5-21-1-2-3-1104', name: 'Adit Analysts' },
};
const roles = (rules: DirectoryRule[], groups: DirectoryGroup[], defaultRole = '') =>
  directoryRoles(settings(rules, defaultRole), 'corp', places)
    .rolesFor(groups)
    .flatMap(({ grants }) => grants.map(({ role }) => role));

test.each([
  'CN=Adit Analysts,OU=Groups,DC=corp,DC=example',
  'cn=adit  analysts, ou=GROUPS , dc=Corp,dc=example',
  'S-1-5-21-1-2-3-1104',
  's-1-5-21-1-2-3-1104',
  'Adit Analysts',
  'adit*',
  '*analysts',
  '*',
])('rule 21: %j means the group', (group) => {
  expect(roles([rule(group)], [analysts])).toEqual(['analyst']);
});

test.each([
  'CN=Adit Analysts,OU=Other,DC=corp,DC=example',
  'CN=Adit Analysts',
  'S-1-5-21-1-2-3-110',
  'Adit',
  'adit?',
  'OU=Groups*',
])('rule 21: %j means another group', (group) => {
  expect(roles([rule(group)], [analysts])).toEqual([]);
});

test('a rule of another directory does not count', () => {
  expect(roles([rule('*', 'viewer', 'branch'), rule('*', 'analyst', 'corp')], [analysts])).toEqual(['analyst']);
});

test('the default role is everybody’s, also without any group; without it nobody has one', () => {
  expect(roles([], [], 'viewer')).toEqual(['viewer']);
  expect(roles([rule('adit*')], [analysts], 'viewer')).toEqual(['analyst', 'viewer']);
  expect(roles([], [analysts])).toEqual([]);
});

test('for work on everybody each name is looked up once', () => {
  const once = rememberedPlaces(places);
  asked.length = 0;
  for (let i = 0; i < 100; i++) expect(once.findTenant('bank')).toBe('bank');
  expect(asked).toEqual(['bank']);
  expect(once.findWorkspace('a', 'b,c')).not.toBe(once.findWorkspace('a,b', 'c'));
});

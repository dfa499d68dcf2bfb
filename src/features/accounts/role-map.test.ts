import { expect, test } from 'bun:test';
import { sql } from '#sdk';
import { exampleAppliance, otherTenant } from '../../../tests/example-appliance.ts';
import { sqlitePlaces } from './places.sqlite.ts';
import { type RoleRule, rolesByRules, ruleMistake } from './role-map.ts';

const house = await exampleAppliance();
const other = otherTenant(house, 'Bank B');
const home = house.home.tenant.id;
const places = sqlitePlaces(house.db);
const rule = (group: string, role: string, where: Partial<RoleRule> = {}): RoleRule => ({
  ...{ group, role, tenant: '', workspace: '*' },
  ...where,
});
const memberOf =
  (...groups: string[]) =>
  ({ group }: RoleRule) =>
    groups.find((name) => name === group) ?? null;

test('several groups give their roles together, each where its rule says', () => {
  const rules = [
    rule('analysts', 'analyst'),
    rule('auditors', 'auditor', { tenant: 'Bank B' }),
    rule('b-viewers', 'viewer', { tenant: 'Bank B', workspace: 'Bank B' }),
    rule('admins', 'administrator'),
  ];
  expect(rolesByRules(rules, memberOf('analysts', 'auditors', 'b-viewers'), places)).toEqual([
    { tenant: home, grants: [{ role: 'analyst', workspace: null, because: 'group analysts' }] },
    {
      tenant: other.tenant,
      grants: [
        { role: 'auditor', workspace: null, because: 'group auditors' },
        { role: 'viewer', workspace: other.workspace, because: 'group b-viewers' },
      ],
    },
  ]);
});

test('no group gives nothing; the tenants that rules speak of are told all the same', () => {
  const rules = [rule('a', 'analyst'), rule('b', 'viewer', { tenant: 'Bank B' })];
  expect(rolesByRules(rules, () => null, places)).toEqual([
    { tenant: home, grants: [] },
    { tenant: other.tenant, grants: [] },
  ]);
  expect(rolesByRules([], () => 'a', places)).toEqual([]);
});

test.each([
  [rule('g', 'analyst', { tenant: 'Nowhere' }), 'There is no tenant "Nowhere".'],
  [rule('g', 'root'), 'There is no role "root".'],
  [rule('g', 'analyst', { workspace: 'Bank B' }), 'There is no workspace "Bank B" in that tenant.'],
])('%j gives nothing, and is told of', (wrong, mistake) => {
  expect(ruleMistake(wrong, places)).toBe(mistake);
  expect(rolesByRules([wrong], () => 'g', places).flatMap(({ grants }) => grants)).toEqual([]);
});

test('a role of the tenant’s own can be given there, and only there', () => {
  house.db.run(sql`insert into roles (tenant_id, name, permissions, created_at) values (${home}, 'claims', '[]', 0)`);
  expect(ruleMistake(rule('g', 'claims'), places)).toBeNull();
  expect(ruleMistake(rule('g', 'claims', { tenant: 'Bank B' }), places)).toBe('There is no role "claims".');
});

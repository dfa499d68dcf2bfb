import { isOfForm, type Places, type RoleRule, rolesByRules, type TenantRoles } from '../accounts/index.ts';
import type { DirectoryGroup } from './directory.ts';
import { dnKey, parseDn } from './dn.ts';
import type { DirectoryRule, DirectorySettings } from './model.ts';

/** Rule that stands for `ldap.default_role`: its group is everybody. */
const EVERYBODY = 'default_role';

/** What one directory's groups mean, by the rules that speak of it. */
export interface DirectoryRoles {
  readonly rules: readonly RoleRule[];
  /** By tenant, in the order of the rules; without grants where the rules of that tenant give nothing. */
  rolesFor(groups: readonly DirectoryGroup[]): TenantRoles[];
  /** The DN of the first group that a rule means; null: none of them. */
  groupFor(rule: RoleRule, groups: readonly DirectoryGroup[]): string | null;
}

export function directoryRoles(settings: DirectorySettings, server: string, places: Places): DirectoryRoles {
  const rules: RoleRule[] = settings.roleMap.filter((rule) => rule.server === '' || rule.server === server);
  if (settings.defaultRole) rules.push({ group: EVERYBODY, role: settings.defaultRole, tenant: '', workspace: '*' });
  const tests = new Map(rules.map((rule) => [rule, 'server' in rule ? testOf((rule as DirectoryRule).group) : null]));
  const groupFor = (rule: RoleRule, groups: readonly DirectoryGroup[]): string | null => {
    const test = tests.get(rule);
    if (test === null) return EVERYBODY;
    return groups.find((group) => test?.(group))?.dn ?? null;
  };
  return {
    rules,
    groupFor,
    rolesFor: (groups) => rolesByRules(rules, (rule) => groupFor(rule, groups), places),
  };
}

/** A rule names a group by DN, by SID, or by a form of its CN. */
function testOf(text: string): (group: DirectoryGroup) => boolean {
  if (/^S-1-\d+(-\d+)*$/i.test(text)) return ({ sid }) => sid?.toUpperCase() === text.toUpperCase();
  if (!text.includes('=') || !parseDn(text)) return ({ name }) => isOfForm(name, text);
  const wanted = dnKey(text);
  const keys = new Map<string, string>();
  return ({ dn }) => {
    const key = keys.get(dn) ?? dnKey(dn);
    // The groups of a directory are some thousands at most.
    keys.set(dn, key);
    return key === wanted;
  };
}

/** The same places, each looked up once: for work on everybody. */
export function rememberedPlaces(places: Places): Places {
  const remembered = <A extends string[], R>(find: (...names: A) => R) => {
    const known = new Map<string, R>();
    return (...names: A): R => {
      const key = JSON.stringify(names);
      if (!known.has(key)) known.set(key, find(...names));
      return known.get(key) as R;
    };
  };
  return {
    findTenant: remembered((name: string) => places.findTenant(name)),
    findWorkspace: remembered((tenant: string, name: string) => places.findWorkspace(tenant, name)),
    hasRole: remembered((tenant: string, role: string) => places.hasRole(tenant, role)),
  };
}

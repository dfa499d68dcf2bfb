import type { GivenGrant } from './identities.ts';

/** One rule of a role map, as it is configured. */
export interface RoleRule {
  readonly group: string;
  readonly role: string;
  /** By name; empty: the first one. */
  readonly tenant: string;
  /** By name; `*`: the whole tenant. */
  readonly workspace: string;
}

/** Where the names of a role map lead. */
export interface Places {
  /** The first one for an empty name. */
  findTenant(name: string): string | null;
  findWorkspace(tenant: string, name: string): string | null;
  /** Roles that can be given in a tenant. */
  hasRole(tenant: string, role: string): boolean;
}

/** What rules give to somebody in one tenant. */
export interface TenantRoles {
  readonly tenant: string;
  /** Empty: nothing, though a rule speaks of this tenant. */
  readonly grants: readonly GivenGrant[];
}

/**
 * What the rules give, for every tenant that one of them speaks of, in their order. A rule whose tenant, workspace or role does not exist
 * gives nothing: {@link ruleMistake} says so to whoever looks.
 * @param groupOf the group of the person that a rule means; null: none of them
 */
export function rolesByRules(
  rules: readonly RoleRule[],
  groupOf: (rule: RoleRule) => string | null,
  places: Places,
): TenantRoles[] {
  const given = new Map<string, GivenGrant[]>();
  for (const rule of rules) {
    const tenant = places.findTenant(rule.tenant);
    if (tenant === null) continue;
    const grants = given.get(tenant) ?? [];
    given.set(tenant, grants);
    const group = groupOf(rule);
    if (group !== null && ruleMistake(rule, places) === null)
      grants.push({ role: rule.role, workspace: workspaceOf(rule, tenant, places), because: because(rule, group) });
  }
  return [...given].map(([tenant, grants]) => ({ tenant, grants }));
}

/** What is wrong with a rule, in words; null: nothing. */
export function ruleMistake(rule: RoleRule, places: Places): string | null {
  const tenant = places.findTenant(rule.tenant);
  if (tenant === null) return `There is no tenant "${rule.tenant}".`;
  if (!places.hasRole(tenant, rule.role)) return `There is no role "${rule.role}".`;
  if (rule.workspace !== '*' && workspaceOf(rule, tenant, places) === null)
    return `There is no workspace "${rule.workspace}" in that tenant.`;
  return null;
}

const workspaceOf = ({ workspace }: RoleRule, tenant: string, places: Places): string | null =>
  workspace === '*' ? null : places.findWorkspace(tenant, workspace);

const because = (rule: RoleRule, group: string): string =>
  rule.group === group ? `group ${group}` : `group ${group} by ${rule.group}`;

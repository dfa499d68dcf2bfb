import { AppError, invalid, type Static } from '#sdk';
import type { Actor } from '../../../platform/access/actor.ts';
import { demandHolds, type GivenIn } from '../../../platform/access/giving.ts';
import { guard, notFound, tenantOf } from '../../../platform/access/guard.ts';
import {
  APPLIANCE_ROLE,
  EVERYONE,
  isBuiltIn,
  MATRIX,
  type Permission,
  ROLES,
} from '../../../platform/access/permissions.ts';
import type { Changes } from '../../../platform/changes/changes.ts';
import { stale } from '../../../platform/changes/conflicts.ts';
import type { Clock } from '../../../platform/clock.ts';
import { cleanDescription } from '../../../platform/names.ts';
import { type ChangeRole, type CreateRole, type CustomRole, ROLE_NAME, type RoleEntry } from './model.ts';
import type { RoleStore } from './store.ts';

export interface RoleParts {
  readonly roles: RoleStore;
  readonly changes: Changes;
  readonly clock: Clock;
}

/** Those that ship and can be given in this tenant, then the tenant's own by name. */
export function listRoles({ roles }: RoleParts, actor: Actor): readonly RoleEntry[] {
  guard(actor, 'admin:roles');
  const tenant = tenantOf(actor);
  const holders = roles.countHolders(tenant);
  const counted = (name: string) => holders.get(name) ?? 0;
  return [
    ...builtInFor(roles, tenant).map((name) => ({
      ...{ name, description: '', isBuiltIn: true, permissions: MATRIX[name], etag: null, holders: counted(name) },
    })),
    ...roles.listRoles(tenant).map((role) => entryOf(role, counted(role.name))),
  ];
}

export function getRole(parts: RoleParts, actor: Actor, name: string): RoleEntry {
  return listRoles(parts, actor).find((role) => role.name === name) ?? notFound('role');
}

/** Names of the roles that can be given in the actor's tenant. */
export const roleNames = ({ roles }: RoleParts, tenant: string): readonly string[] => [
  ...builtInFor(roles, tenant),
  ...roles.listRoles(tenant).map(({ name }) => name),
];

/** What a role gives in this tenant; a fault where there is none of this name. */
export function permissionsOfRole(parts: RoleParts, tenant: string, name: string): readonly Permission[] {
  if (builtInFor(parts.roles, tenant).some((known) => known === name)) return MATRIX[name as keyof typeof MATRIX];
  const own = isBuiltIn(name) ? null : parts.roles.findRole(tenant, name);
  if (own) return [...EVERYONE, ...own.permissions];
  const known = roleNames(parts, tenant).join(', ');
  return invalid('role.unknown', `There is no role "${name.slice(0, 60)}". The roles are ${known}.`, [
    { pointer: '/role', message: 'no role of this name' },
  ]);
}

/** Who gives or takes a role must hold at least what it gives, there or more widely. */
export function demandMayGive(parts: RoleParts, actor: Actor, role: string, where: GivenIn): void {
  demandHolds(actor, permissionsOfRole(parts, tenantOf(actor), role), where, `the role "${role}"`);
}

export function createRole(parts: RoleParts, actor: Actor, sent: Static<typeof CreateRole>): RoleEntry {
  const { roles, changes, clock } = parts;
  guard(actor, 'admin:roles');
  const role: CustomRole = {
    ...{
      tenant: tenantOf(actor),
      name: cleanRoleName(sent.name),
      description: cleanDescription(sent.description ?? ''),
    },
    ...{ permissions: chosen(sent.permissions), etag: '1', createdAtMs: clock.now(), updatedAtMs: null },
  };
  demandHolds(actor, role.permissions, null, 'this role');
  return changes.make(actor, (change) => {
    if (roles.findRole(role.tenant, role.name)) taken();
    roles.insertRole(change.tx, role);
    change.record({ action: 'role.create', ...about(role), event: 'created', after: facts(role) });
    return entryOf(role, 0);
  });
}

/** It counts for everybody who holds the role from their next request on. */
export function changeRole(
  parts: RoleParts,
  actor: Actor,
  name: string,
  etag: string,
  sent: Static<typeof ChangeRole>,
): RoleEntry {
  const { roles, changes, clock } = parts;
  return changes.make(actor, (change) => {
    const before = ownRole(parts, actor, name);
    if (before.etag !== etag) stale();
    const after: CustomRole = {
      ...{ ...before, permissions: chosen(sent.permissions), etag: String(Number(etag) + 1) },
      description: sent.description === undefined ? before.description : cleanDescription(sent.description),
      updatedAtMs: clock.now(),
    };
    demandHolds(actor, [...before.permissions, ...after.permissions], null, 'this role');
    if (!roles.updateRole(change.tx, after, etag)) stale();
    change.record({
      ...{ action: 'role.change', ...about(after), event: 'updated' },
      ...{ before: facts(before), after: facts(after) },
    });
    return entryOf(after, roles.countHolders(after.tenant).get(name) ?? 0);
  });
}

export function deleteRole(parts: RoleParts, actor: Actor, name: string, etag: string): void {
  const { roles, changes } = parts;
  changes.make(actor, (change) => {
    const role = ownRole(parts, actor, name);
    const holders = roles.countHolders(role.tenant).get(name) ?? 0;
    if (holders > 0)
      throw new AppError('conflict', 'role.inUse', 'This role is held by somebody. Take it away from them first.');
    demandHolds(actor, role.permissions, null, 'this role');
    if (!roles.removeRole(change.tx, role, etag)) stale();
    change.record({ action: 'role.delete', ...about(role), event: 'deleted', before: facts(role) });
  });
}

function ownRole({ roles }: RoleParts, actor: Actor, name: string): CustomRole {
  guard(actor, 'admin:roles');
  const own = roles.findRole(tenantOf(actor), name);
  if (own) return own;
  if (!builtInFor(roles, tenantOf(actor)).some((known) => known === name)) return notFound('role');
  throw new AppError(
    'conflict',
    'role.builtIn',
    'This role ships with the program and stays as it is. Make one of your own.',
  );
}

const builtInFor = (roles: RoleStore, tenant: string) =>
  ROLES.filter((role) => role !== APPLIANCE_ROLE || roles.isApplianceTenant(tenant));

const entryOf = (role: CustomRole, holders: number): RoleEntry => ({
  ...{ name: role.name, description: role.description, isBuiltIn: false, etag: role.etag, holders },
  permissions: [...EVERYONE, ...role.permissions],
});

const chosen = (permissions: readonly Permission[]): Permission[] =>
  permissions.filter((permission) => !EVERYONE.some((always) => always === permission)).toSorted();

function cleanRoleName(sent: string): string {
  const name = sent.trim();
  if (isBuiltIn(name)) taken();
  if (ROLE_NAME.test(name)) return name;
  return invalid(
    'role.badName',
    'The name of a role has small letters, digits and hyphens, and begins with a letter.',
    [{ pointer: '/name', message: 'not a name of a role' }],
  );
}

function taken(): never {
  throw new AppError('conflict', 'role.nameTaken', 'There is a role with this name already.', [
    { pointer: '/name', message: 'taken' },
  ]);
}

const about = (role: CustomRole) => ({ kind: 'role', id: role.name });
const facts = ({ name, description, permissions, etag }: CustomRole) => ({ name, description, permissions, etag });

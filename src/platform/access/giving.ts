import { AppError } from '#sdk';
import { type Actor, permissionsOfGrant } from './actor.ts';
import { type Permission, TENANT_WIDE } from './permissions.ts';

/** Where something is given: in the whole tenant (null), or in one workspace. */
export type GivenIn = string | null;

/** Whether the actor holds all of this itself, at least as widely as it would give it. */
export function holdsAll(actor: Actor, permissions: readonly Permission[], where: GivenIn): boolean {
  if (actor.kind === 'system') return permissions.every((permission) => actor.permissions.has(permission));
  const held = actor.grants.filter(
    ({ workspace, project }) => project === undefined && (workspace === null || workspace === where),
  );
  const holds = new Set(held.flatMap(permissionsOfGrant));
  // What concerns the tenant as a whole is not given by a role in one workspace.
  const given = where === null ? permissions : permissions.filter((permission) => !TENANT_WIDE.has(permission));
  return given.every((permission) => holds.has(permission));
}

/** Nobody gives what they do not hold themselves, and nobody takes it away from those who do. */
export function demandHolds(actor: Actor, permissions: readonly Permission[], where: GivenIn, what: string): void {
  if (holdsAll(actor, permissions, where)) return;
  throw new AppError(
    'forbidden',
    'access.beyondOwn',
    `You cannot do this: ${what} gives more than you hold yourself${where === null ? ' in the whole tenant' : ' in this workspace'}. Ask somebody who holds it.`,
  );
}

import { AppError } from '#sdk';
import type { Actor } from './actor.ts';
import { type Permission, permissionsOf, TENANT_WIDE } from './permissions.ts';

/** Passes when the actor has the permission somewhere; otherwise `unauthenticated` or `forbidden`. Every route passes here. */
export function guard(actor: Actor, permission: Permission): void {
  if (!actor.permissions.has(permission)) refuse(actor, permission);
}

/** Passes when the actor has the permission in this workspace. Whether it may know of the workspace at all is `mayEnter`. */
export function guardIn(actor: Actor, permission: Permission, workspace: string): void {
  if (!mayIn(actor, permission, workspace)) refuse(actor, permission);
}

/** Whether the actor has the permission in this workspace; what a use case asks where the answer is not simply no. */
export function mayIn(actor: Actor, permission: Permission, workspace: string): boolean {
  if (actor.kind === 'system') return actor.permissions.has(permission);
  const held = actor.grants.filter((g) => g.workspace === null || g.workspace === workspace);
  const given = permissionsOf(
    (TENANT_WIDE.has(permission) ? held.filter((g) => !g.workspace) : held).map((g) => g.role),
  );
  return given.has(permission) && actor.permissions.has(permission);
}

function refuse(actor: Actor, permission: Permission): never {
  if (actor.kind === 'anonymous')
    throw new AppError('unauthenticated', 'access.signInNeeded', 'Sign in to do this. There is no valid session.');
  if (actor.lacksSecondFactor)
    throw new AppError(
      'forbidden',
      'access.secondFactorNeeded',
      'Your role needs a second factor. Set it up in your profile; everything else opens then.',
    );
  throw new AppError('forbidden', 'access.forbidden', `Your roles do not include the permission "${permission}".`);
}

/** The actor's tenant; an actor without one has no business with tenant data. */
export function tenantOf(actor: Actor): string {
  if (actor.tenant !== null) return actor.tenant;
  throw new AppError('forbidden', 'access.noTenant', 'This caller belongs to no tenant and cannot reach tenant data.');
}

export const mayEnter = (actor: Actor, workspace: string): boolean =>
  actor.workspaces === 'all' || actor.workspaces.has(workspace);

/**
 * The one answer for an id that does not exist, was deleted, or belongs to somebody else: same fault, same words, so that
 * nobody learns what exists elsewhere. `kind` is a word such as "dataset".
 */
export function notFound(kind: string): never {
  throw new AppError('not_found', `${kind}.notFound`, `There is no ${kind} with this id that you can see.`);
}

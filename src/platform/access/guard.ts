import { AppError } from '#sdk';
import { type Actor, type Grant, permissionsOfGrant } from './actor.ts';
import { type Permission, TENANT_WIDE } from './permissions.ts';

/** Where a thing lies: a calendar in a workspace, a model in a project of it, an analysis in a dataset of that. */
export interface Scope {
  readonly workspace: string;
  readonly project?: string | null;
  readonly dataset?: string | null;
}

/** Passes when the actor has the permission somewhere; otherwise `unauthenticated` or `forbidden`. Every route passes here. */
export function guard(actor: Actor, permission: Permission): void {
  if (!actor.permissions.has(permission)) refuse(actor, permission);
}

/** Passes when the actor has the permission for what lies there. Whether it may know of it at all is `mayEnter`. */
export function guardIn(actor: Actor, permission: Permission, scope: Scope): void {
  if (!mayIn(actor, permission, scope)) refuse(actor, permission);
}

/** Whether the actor has the permission for what lies there; what a use case asks where the answer is not simply no. */
export function mayIn(actor: Actor, permission: Permission, scope: Scope): boolean {
  if (!actor.permissions.has(permission)) return false;
  if (actor.kind === 'system') return true;
  const held = actor.grants.filter((grant) => covers(grant, scope));
  const counting = TENANT_WIDE.has(permission) ? held.filter((grant) => grant.workspace === null) : held;
  return mayEnter(actor, scope) && counting.some((grant) => permissionsOfGrant(grant).includes(permission));
}

/** Whether the actor may know of what lies there. */
export const mayEnter = (actor: Actor, scope: Scope): boolean =>
  actor.workspaces === 'all' ||
  actor.workspaces.has(scope.workspace) ||
  actor.grants.some((grant) => grant.project !== undefined && covers(grant, scope));

/** The datasets of a project that were shared one by one. */
export const sharedWithin = (actor: Actor, project: string): readonly string[] =>
  actor.grants.flatMap((grant) => (grant.project === project && grant.dataset ? [grant.dataset] : []));

/** The grant holds for the whole of what lies there. */
const covers = (grant: Grant, { workspace, project, dataset }: Scope): boolean =>
  (grant.workspace === null || grant.workspace === workspace) &&
  (grant.project === undefined || grant.project === project) &&
  (grant.dataset === undefined || grant.dataset === dataset);

/** What lists of an actor are about: some workspaces of a tenant, and single projects that were shared. */
export interface Reach {
  readonly tenant: string;
  readonly workspaces: Actor['workspaces'];
  readonly projects: readonly string[];
}

/** What lists may show to this actor: all that it may enter, or what lies in the workspace that it chose. */
export function reachOf(actor: Actor): Reach {
  const tenant = tenantOf(actor);
  const { chosenWorkspace: chosen, workspaces, grants } = actor;
  if (chosen !== null) return { tenant, workspaces: new Set([chosen]), projects: [] };
  return { tenant, workspaces, projects: grants.flatMap(({ project }) => (project ? [project] : [])) };
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

/**
 * The one answer for an id that does not exist, was deleted, or belongs to somebody else: same fault, same words, so that
 * nobody learns what exists elsewhere. `kind` is a word such as "dataset".
 */
export function notFound(kind: string): never {
  throw new AppError('not_found', `${kind}.notFound`, `There is no ${kind} with this id that you can see.`);
}

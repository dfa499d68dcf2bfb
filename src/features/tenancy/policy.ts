import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, mayEnter, notFound, tenantOf } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import type { Project } from './model.ts';
import type { Reach } from './store.ts';

/** What lists may show to this actor. */
export const reachOf = (actor: Actor): Reach => ({ tenant: tenantOf(actor), workspaces: actor.workspaces });

/**
 * May this actor do this with this project? Who may not even enter its workspace hears that there is no such project; who may enter
 * but lacks the permission hears that.
 */
export function allowProject(actor: Actor, permission: Permission, project: Project | null): Project {
  if (!project || project.tenant !== actor.tenant || !mayEnter(actor, project.workspace)) return notFound('project');
  guardIn(actor, permission, project.workspace);
  return project;
}

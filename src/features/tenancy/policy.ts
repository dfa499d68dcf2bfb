import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, mayEnter, notFound, sharedWithin } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import { type Project, scopeOfProject } from './model.ts';

/** What is seen of a project on the way to the one dataset in it that was shared. */
const ON_THE_WAY: ReadonlySet<Permission> = new Set<Permission>(['read:projects', 'read:datasets']);

/**
 * May this actor do this with this project? Who may not even know of it hears that there is no such project; who may, but lacks the
 * permission, hears that.
 */
export function allowProject(actor: Actor, permission: Permission, project: Project | null): Project {
  if (!project || project.tenant !== actor.tenant) return notFound('project');
  const scope = scopeOfProject(project);
  const onTheWay = sharedWithin(actor, project.id).length > 0;
  if (!mayEnter(actor, scope) && !onTheWay) return notFound('project');
  if (!onTheWay || !ON_THE_WAY.has(permission)) guardIn(actor, permission, scope);
  return project;
}

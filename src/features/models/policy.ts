import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, mayEnter, notFound } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import type { ProcessModel } from './model.ts';

/** Who may ask of data may see what it is compared with. */
export const READ_MODELS: Permission = 'read:analyses';

export function allowModel(actor: Actor, permission: Permission, model: ProcessModel | null): ProcessModel {
  if (!model || model.tenant !== actor.tenant || !mayEnter(actor, model)) return notFound('model');
  guardIn(actor, permission, model);
  return model;
}

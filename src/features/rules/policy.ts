import type { Actor } from '../../platform/access/actor.ts';
import { guardIn, mayEnter, notFound } from '../../platform/access/guard.ts';
import type { Permission } from '../../platform/access/permissions.ts';
import type { KeptRule } from './model.ts';

/** Who may ask of data may see what it is held against. */
export const READ_RULES: Permission = 'read:analyses';

export function allowRule(actor: Actor, permission: Permission, rule: KeptRule | null): KeptRule {
  if (!rule || rule.tenant !== actor.tenant || !mayEnter(actor, rule)) return notFound('rule');
  guardIn(actor, permission, rule);
  return rule;
}

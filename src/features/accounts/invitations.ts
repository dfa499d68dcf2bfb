import type { Actor } from '../../platform/access/actor.ts';
import { guard, notFound, tenantOf } from '../../platform/access/guard.ts';
import type { AccountParts, OpenLink } from './use-cases.ts';

/** Links that were given out and not used yet; what they open is not stored and cannot be shown again. */
export function listInvitations({ signIn }: AccountParts, actor: Actor): OpenLink[] {
  guard(actor, 'admin:users');
  return signIn.listOpenLinks(tenantOf(actor));
}

/** The link opens nothing any more. An account that was made with it stays; it cannot sign in before it has a password. */
export function withdrawInvitation({ changes, signIn, access }: AccountParts, actor: Actor, user: string): void {
  guard(actor, 'admin:users');
  const tenant = tenantOf(actor);
  if (!signIn.listOpenLinks(tenant).some((link) => link.user === user)) notFound('invitation');
  access.demandMayShutOut(actor, user);
  changes.make(actor, (change) => {
    if (!signIn.withdrawLinks(change, { tenant, user })) notFound('invitation');
    change.record({ action: 'welcome-link.withdraw', kind: 'user', id: user });
  });
}

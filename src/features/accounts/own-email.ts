import { AppError } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { notFound, tenantOf } from '../../platform/access/guard.ts';
import { cleanEmail } from '../../platform/names.ts';
import type { AccountParts } from './use-cases.ts';

export function getOwnEmail({ store }: AccountParts, actor: Actor): string | null {
  return (store.findUser(tenantOf(actor), actor.id) ?? notFound('account')).email;
}

/** Changes the own address, some minutes after the person proved who it is. That of a person of a directory or provider comes from there. */
export function changeOwnEmail(parts: AccountParts, actor: Actor, sent: string | null): void {
  const { store, changes, signIn } = parts;
  signIn.demandFreshProof(actor);
  const email = cleanEmail(sent);
  changes.make(actor, (change) => {
    const user = store.findUser(tenantOf(actor), actor.id) ?? notFound('account');
    if (user.kind !== 'local')
      throw new AppError('conflict', 'user.emailElsewhere', 'The address of this account is kept where it comes from.');
    store.saveEmail(change.tx, user, email);
    const [before, after] = [{ email: user.email }, { email }];
    change.record({ action: 'user.change-email', kind: 'user', id: user.id, event: 'updated', before, after });
  });
}

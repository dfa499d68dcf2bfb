import { AppError, type Static } from '#sdk';
import type { Actor } from '../../platform/access/actor.ts';
import { guard, notFound, tenantOf } from '../../platform/access/guard.ts';
import { type Listed, type ListRequest, listed } from '../../platform/listing/page.ts';
import { cleanName } from '../../platform/names.ts';
import type { NewServiceAccount, ServiceAccount } from './model.ts';
import type { ServiceAccountParts } from './parts.ts';

type Roles = Static<typeof NewServiceAccount>['roles'];

export function listServiceAccounts(
  { store }: ServiceAccountParts,
  actor: Actor,
  request: ListRequest,
): Listed<ServiceAccount> {
  guard(actor, 'admin:tokens');
  const { rows, total } = store.listAccounts(tenantOf(actor), request);
  return listed(rows, total, request, (account) => [account.name, account.id]);
}

export function getServiceAccount({ store }: ServiceAccountParts, actor: Actor, id: string): ServiceAccount {
  guard(actor, 'admin:tokens');
  return store.findAccount(tenantOf(actor), id) ?? notFound('service-account');
}

export function addServiceAccount(
  parts: ServiceAccountParts,
  actor: Actor,
  sent: Static<typeof NewServiceAccount>,
): ServiceAccount {
  const { store, changes, clock, newId, access } = parts;
  guard(actor, 'admin:tokens');
  for (const role of sent.roles) access.demandMayGive(actor, role, null);
  const account: ServiceAccount = {
    ...{ id: newId(), tenant: tenantOf(actor), name: cleanName(sent.name), status: 'active' },
    ...{ roles: sent.roles.toSorted(), createdAtMs: clock.now() },
  };
  return changes.make(actor, (change) => {
    if (store.hasName(account.tenant, account.name)) taken();
    store.insertAccount(change.tx, account);
    store.replaceRoles(change.tx, account, withIds(parts, account.roles), account.createdAtMs);
    const after = { name: account.name, roles: account.roles };
    change.record({
      action: 'service-account.create',
      kind: 'service-account',
      id: account.id,
      event: 'created',
      after,
    });
    return account;
  });
}

/** Keys that were made for more than the new roles give are cut down with the next request. */
export function setServiceRoles(parts: ServiceAccountParts, actor: Actor, id: string, sent: Roles): ServiceAccount {
  const { store, changes, clock, access } = parts;
  const roles = sent.toSorted();
  return changes.make(actor, (change) => {
    const before = getServiceAccount(parts, actor, id);
    // Nobody gives, or takes away, more than they hold.
    for (const role of [...roles, ...before.roles]) access.demandMayGive(actor, role, null);
    store.replaceRoles(change.tx, before, withIds(parts, roles), clock.now());
    change.record({
      ...{ action: 'service-account.change-roles', kind: 'service-account', id, event: 'updated' },
      ...{ before: { roles: before.roles }, after: { roles } },
    });
    return { ...before, roles };
  });
}

/** While it is disabled none of its keys opens anything. */
export function setServiceStatus(
  parts: ServiceAccountParts,
  actor: Actor,
  id: string,
  status: ServiceAccount['status'],
): ServiceAccount {
  const { store, changes } = parts;
  return changes.make(actor, (change) => {
    const before = getServiceAccount(parts, actor, id);
    store.setStatus(change.tx, before, status);
    change.record({
      ...{
        action: status === 'active' ? 'service-account.enable' : 'service-account.disable',
        kind: 'service-account',
      },
      ...{ id, event: 'updated', before: { status: before.status }, after: { status } },
    });
    return { ...before, status };
  });
}

const withIds = ({ newId }: ServiceAccountParts, roles: readonly string[]) =>
  roles.map((role) => ({ id: newId(), role }));

function taken(): never {
  throw new AppError(
    'conflict',
    'service-account.nameTaken',
    'There is a service account of this name. Choose another.',
    [{ pointer: '/name', message: 'taken' }],
  );
}

import { AppError, type Static } from '#sdk';
import { type Actor, permissionsOfGrant } from '../../../platform/access/actor.ts';
import { demandHolds } from '../../../platform/access/giving.ts';
import { guard, notFound, tenantOf } from '../../../platform/access/guard.ts';
import { type Listed, type ListRequest, listed } from '../../../platform/listing/page.ts';
import type { PrincipalStore } from '../principals/store.ts';
import { demandMayGive, type RoleParts } from '../roles/use-cases.ts';
import type { GiveRole, HeldRole } from './model.ts';
import type { GrantStore, GrantsOf } from './store.ts';

export interface GrantParts extends RoleParts {
  readonly grants: GrantStore;
  readonly principals: PrincipalStore;
  readonly newId: () => string;
}

export function listGrants({ grants }: GrantParts, actor: Actor, of: GrantsOf, request: ListRequest): Listed<HeldRole> {
  guard(actor, 'admin:roles');
  const { rows, total } = grants.listGrants(tenantOf(actor), of, request);
  return listed(rows, total, request, (held) => [held.principal.name, held.id]);
}

/** Gives a role, in the whole tenant or in one workspace; it counts from the holder's next request on. */
export function giveRole(parts: GrantParts, actor: Actor, sent: Static<typeof GiveRole>): HeldRole {
  const { grants, principals, changes, clock, newId } = parts;
  guard(actor, 'admin:roles');
  const tenant = tenantOf(actor);
  return changes.make(actor, (change) => {
    const principal = principals.findPrincipal(tenant, sent.principalId) ?? notFound('principal');
    const found = sent.workspaceId === null ? null : grants.findOpenWorkspace(tenant, sent.workspaceId);
    const workspace = sent.workspaceId === null ? null : (found ?? notFound('workspace'));
    demandMayGive(parts, actor, sent.role, sent.workspaceId);
    const held: HeldRole = {
      ...{ id: newId(), tenant, principal, role: sent.role, workspace: workspace?.id ?? null },
      ...{ workspaceName: workspace?.name ?? null, source: 'local', createdAtMs: clock.now() },
    };
    if (!grants.insertGrant(change.tx, held))
      throw new AppError('conflict', 'grant.heldAlready', 'This role is held there already.', [
        { pointer: '/role', message: 'held already' },
      ]);
    change.record({ action: 'role.give', ...about(held), event: 'updated', after: facts(held) });
    return held;
  });
}

/** Takes a role away; it no longer counts at the next request. */
export function takeRole(parts: GrantParts, actor: Actor, id: string): HeldRole {
  const { grants, changes } = parts;
  guard(actor, 'admin:roles');
  return changes.make(actor, (change) => {
    const held = grants.findGrant(tenantOf(actor), id) ?? notFound('grant');
    if (held.source !== 'local') givenElsewhere(held.source);
    demandMayGive(parts, actor, held.role, held.workspace);
    keepingAnAdministrator(parts, held.tenant, () => grants.removeGrant(change.tx, held));
    change.record({ action: 'role.take', ...about(held), event: 'updated', before: facts(held) });
    return held;
  });
}

/** Who gets hold of an account gets hold of what it holds; so only those may who hold all of it themselves. */
export function demandMayTakeOver({ grants }: Pick<GrantParts, 'grants'>, actor: Actor, user: string): void {
  for (const grant of grants.heldBy(tenantOf(actor), user))
    demandHolds(actor, permissionsOfGrant(grant), grant.workspace, 'this account');
}

/** Nobody shuts out those who administer what they do not administer themselves. */
export function demandMayShutOut({ grants }: Pick<GrantParts, 'grants'>, actor: Actor, user: string): void {
  const administers = grants
    .heldBy(tenantOf(actor), user)
    .flatMap(permissionsOfGrant)
    .filter((permission) => permission.startsWith('admin:'));
  demandHolds(actor, administers, null, 'this account');
}

/** Does a part of a change; if it took the last administrator who can sign in, all of the change is undone. */
export function keepingAnAdministrator<T>({ grants }: Pick<GrantParts, 'grants'>, tenant: string, work: () => T): T {
  const hadOne = grants.countAbleAdministrators(tenant) > 0;
  const done = work();
  if (!hadOne || grants.countAbleAdministrators(tenant) > 0) return done;
  throw new AppError(
    'conflict',
    'user.lastAdministrator',
    'This is the last administrator who can sign in. Make another one first, who has chosen a password.',
  );
}

function givenElsewhere(source: string): never {
  throw new AppError(
    'conflict',
    'grant.givenElsewhere',
    `This role was given by ${source}, and would come back with its next answer. Change the group there, or its role map.`,
  );
}

const about = ({ principal }: HeldRole) => ({ kind: principal.kind, id: principal.id });
const facts = ({ role, workspace, principal }: HeldRole) => ({ role, workspace, principal: principal.name });

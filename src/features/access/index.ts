/** Who may do what: groups, roles of one's own, and what is given to whom. */
import type { Actor } from '../../platform/access/actor.ts';
import type { GivenIn } from '../../platform/access/giving.ts';
import { tenantOf } from '../../platform/access/guard.ts';
import type { Db } from '../../platform/db/index.ts';
import type { Render } from '../../platform/http/render.ts';
import type { Route } from '../../platform/http/route.ts';
import type { Listed } from '../../platform/listing/page.ts';
import { grantRoutes } from './grants/api.ts';
import type { HeldRole } from './grants/model.ts';
import { sqliteGrantStore } from './grants/store.sqlite.ts';
import {
  demandMayShutOut,
  demandMayTakeOver,
  giveRole,
  keepingAnAdministrator,
  listGrants,
  takeRole,
} from './grants/use-cases.ts';
import { groupRoutes } from './groups/api.ts';
import { groupPages } from './groups/pages.ts';
import { sqliteGroupStore } from './groups/store.sqlite.ts';
import type { GroupParts } from './groups/use-cases.ts';
import { principalCalled } from './principals/called.ts';
import { PRINCIPAL_KINDS, type Principal } from './principals/model.ts';
import { sqlitePrincipalStore } from './principals/store.sqlite.ts';
import { roleRoutes } from './roles/api.ts';
import { rolePages } from './roles/pages.ts';
import { sqliteRoleStore } from './roles/store.sqlite.ts';
import { demandMayGive, roleNames } from './roles/use-cases.ts';

export type { Principal } from './principals/model.ts';

export interface Access {
  readonly routes: readonly Route[];
  /** Names of the roles that can be given in a tenant, those that ship first. */
  roleNames(tenant: string): readonly string[];
  /** Fails for a role that there is not, and for one that gives more than the actor holds there. */
  demandMayGive(actor: Actor, role: string, where: GivenIn): void;
  /** Does a part of a change, and undoes all of it where that took the last administrator who can sign in. */
  keepingAnAdministrator<T>(tenant: string, work: () => T): T;
  /** Whether somebody administers a tenant who can sign in. */
  hasAdministrator(tenant: string): boolean;
  /** Fails unless the actor holds whatever the account holds: who gets hold of it gets hold of that. */
  demandMayTakeOver(actor: Actor, user: string): void;
  /** Fails where the account administers something that the actor does not. */
  demandMayShutOut(actor: Actor, user: string): void;
  /** Who holds a role in this workspace alone. */
  listHeldIn(actor: Actor, workspace: string): Listed<HeldRole>;
  /** To whoever is called so, in the whole tenant (null) or in a workspace. */
  giveRole(actor: Actor, given: { who: string; role: string; workspace: string | null }): HeldRole;
  takeRole(actor: Actor, grant: string): HeldRole;
  findPrincipal(tenant: string, id: string): Principal | null;
  /** By login, or by the name of a group. */
  findPrincipalByName(tenant: string, name: string): Principal | null;
}

export type AccessParts = GroupParts;

export const sqliteAccessStores = (db: Db): Pick<GroupParts, 'roles' | 'groups' | 'grants' | 'principals'> => ({
  roles: sqliteRoleStore(db),
  groups: sqliteGroupStore(db),
  grants: sqliteGrantStore(db),
  principals: sqlitePrincipalStore(db),
});

export const accessFeature = (parts: AccessParts, render: Render): Access => ({
  routes: [
    ...roleRoutes(parts),
    ...groupRoutes(parts),
    ...grantRoutes(parts),
    ...rolePages(parts, render),
    ...groupPages(parts, render),
  ],
  listHeldIn: (actor, workspace) => listGrants(parts, actor, { workspace }, { limit: 500, after: null, offset: 0 }),
  giveRole: (actor, { who, role, workspace }) => {
    const { id } = principalCalled(parts, tenantOf(actor), who, PRINCIPAL_KINDS);
    return giveRole(parts, actor, { principalId: id, role, workspaceId: workspace });
  },
  takeRole: (actor, grant) => takeRole(parts, actor, grant),
  roleNames: (tenant) => roleNames(parts, tenant),
  demandMayGive: (actor, role, where) => demandMayGive(parts, actor, role, where),
  keepingAnAdministrator: (tenant, work) => keepingAnAdministrator(parts, tenant, work),
  hasAdministrator: (tenant) => parts.grants.countAbleAdministrators(tenant) > 0,
  demandMayTakeOver: (actor, user) => demandMayTakeOver(parts, actor, user),
  demandMayShutOut: (actor, user) => demandMayShutOut(parts, actor, user),
  findPrincipal: (tenant, id) => parts.principals.findPrincipal(tenant, id),
  findPrincipalByName: (tenant, name) => parts.principals.findPrincipalByName(tenant, name),
});

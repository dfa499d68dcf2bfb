import { PERMISSIONS, type Permission, permissionsOf, TENANT_WIDE } from './permissions.ts';

/** How the caller proved who it is. */
export type AuthMethod = 'session' | 'api-key' | 'token' | 'command-line' | 'internal' | 'none';

/** A role held in the whole tenant (null), in one workspace, or in one project or dataset that was shared. */
export interface Grant {
  readonly role: string;
  readonly workspace: string | null;
  readonly project?: string;
  readonly dataset?: string;
  /** What a role of the customer's own gives; absent: a built-in role, and the matrix says it. */
  readonly permissions?: readonly Permission[];
}

/**
 * Who does something, carried from the door to the store: every use case takes one, every audit row names one.
 * `anonymous` is a caller that has not signed in; it has no permission at all.
 */
export interface Actor {
  readonly kind: 'user' | 'service' | 'system' | 'anonymous';
  readonly id: string;
  /** As shown to people: the login name, the service's name. */
  readonly name: string;
  /** Null only for `anonymous` and for a system actor that works for the whole appliance. */
  readonly tenant: string | null;
  readonly grants: readonly Grant[];
  /** Held in at least one workspace; the gate of a route. What counts inside a workspace is `mayIn`. */
  readonly permissions: ReadonlySet<Permission>;
  /** Ids of the workspaces the actor may enter, or (the appliance itself) every one, put away or not. */
  readonly workspaces: ReadonlySet<string> | 'all';
  /** The workspace in which the actor works now: lists keep to it, and new things go there. Null: none was chosen. */
  readonly chosenWorkspace: string | null;
  readonly method: AuthMethod;
  /** The live session behind the call, when there is one. */
  readonly session: string | null;
  /** The person must set up a second factor first: only the own account is open until then. */
  readonly lacksSecondFactor?: true;
  readonly ip: string | null;
  readonly requestId: string | null;
}

/** Where a call came from; known before the caller is. */
export interface Origin {
  readonly ip: string | null;
  readonly requestId: string | null;
}

export function anonymousActor(origin: Origin): Actor {
  return {
    ...nobody,
    ip: origin.ip,
    requestId: origin.requestId,
  };
}

const nobody: Actor = {
  kind: 'anonymous',
  id: 'anonymous',
  name: 'anonymous',
  tenant: null,
  grants: [],
  permissions: new Set(),
  workspaces: new Set(),
  chosenWorkspace: null,
  method: 'none',
  session: null,
  ip: null,
  requestId: null,
};

export interface UserActor extends Origin {
  id: string;
  name: string;
  tenant: string;
  grants: readonly Grant[];
  /** Ids of the tenant's workspaces that are not put away: a role in the whole tenant opens these. */
  openWorkspaces: readonly string[] | 'all';
  chosenWorkspace?: string | null;
  method: AuthMethod;
  session: string | null;
}

/** A signed-in person; the permissions are what the roles give, each where it is held. */
export function userActor({ openWorkspaces, chosenWorkspace = null, ...user }: UserActor): Actor {
  const tenantWide = user.grants.filter((grant) => grant.workspace === null);
  const local = user.grants.filter((grant) => grant.workspace !== null);
  const somewhere = local.flatMap(permissionsOfGrant).filter((permission) => !TENANT_WIDE.has(permission));
  const entered = local.flatMap((grant) => (grant.workspace && !grant.project ? [grant.workspace] : []));
  const workspaces =
    tenantWide.length === 0 ? new Set(entered) : openWorkspaces === 'all' ? openWorkspaces : new Set(openWorkspaces);
  const mayWorkThere = chosenWorkspace !== null && (workspaces === 'all' || workspaces.has(chosenWorkspace));
  return {
    kind: 'user',
    ...user,
    permissions: new Set([...tenantWide.flatMap(permissionsOfGrant), ...somewhere]),
    workspaces,
    chosenWorkspace: mayWorkThere ? chosenWorkspace : null,
  };
}

/** What one grant gives, where it is held. */
export const permissionsOfGrant = ({ role, permissions }: Pick<Grant, 'role' | 'permissions'>): readonly Permission[] =>
  permissions ?? permissionsOf(role);

/** The same caller with some of its permissions only, wherever they are held: what an API key was made for. */
export const limitedTo = (actor: Actor, scopes: readonly string[]): Actor => ({
  ...actor,
  permissions: new Set([...actor.permissions].filter((permission) => scopes.includes(permission))),
  // What it does not hold it cannot give on either.
  grants: actor.grants.map((grant) => ({
    ...grant,
    permissions: permissionsOfGrant(grant).filter((permission) => scopes.includes(permission)),
  })),
});

const OWN_ACCOUNT: readonly Permission[] = ['read:self', 'write:self'];

/** The same person, who sees who that is and can sign out, also after the last role was taken away. */
export const withOwnAccount = (actor: Actor): Actor => ({
  ...actor,
  permissions: new Set([...actor.permissions, ...OWN_ACCOUNT]),
});

/** A signed-in person who must set up a second factor before anything else. */
export const untilSecondFactor = (actor: Actor): Actor => ({
  ...limitedTo(actor, OWN_ACCOUNT),
  workspaces: new Set(),
  chosenWorkspace: null,
  lacksSecondFactor: true,
});

/** The appliance itself, or its operator on the command line: every permission, in one tenant or (null) in none. */
export function systemActor(name: string, tenant: string | null, method: AuthMethod = 'internal'): Actor {
  return {
    ...nobody,
    kind: 'system',
    id: `system:${name}`,
    name,
    tenant,
    permissions: new Set(Object.keys(PERMISSIONS) as Permission[]),
    workspaces: 'all',
    method,
  };
}

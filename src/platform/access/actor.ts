import { PERMISSIONS, type Permission, permissionsOf, TENANT_WIDE } from './permissions.ts';

/** How the caller proved who it is. */
export type AuthMethod = 'session' | 'api-key' | 'token' | 'command-line' | 'internal' | 'none';

/** A role held in one workspace, or (null) in the whole tenant. */
export interface Grant {
  readonly role: string;
  readonly workspace: string | null;
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
  /** Ids of the workspaces the actor may enter, or every one of its tenant. */
  readonly workspaces: ReadonlySet<string> | 'all';
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
  method: AuthMethod;
  session: string | null;
}

/** A signed-in person; the permissions are what the matrix gives to the granted roles. */
export function userActor(user: UserActor): Actor {
  const tenantWide = permissionsOf(user.grants.filter((g) => g.workspace === null).map((g) => g.role));
  const local = user.grants.filter((g) => g.workspace !== null);
  const somewhere = [...permissionsOf(local.map((g) => g.role))].filter((p) => !TENANT_WIDE.has(p));
  return {
    kind: 'user',
    ...user,
    permissions: new Set([...tenantWide, ...somewhere]),
    workspaces: user.grants.some((g) => g.workspace === null)
      ? 'all'
      : new Set(local.flatMap((g) => (g.workspace ? [g.workspace] : []))),
  };
}

/** A signed-in person who must set up a second factor before anything else. */
export const untilSecondFactor = (actor: Actor): Actor => ({
  ...actor,
  permissions: new Set((['read:self', 'write:self'] as const).filter((own) => actor.permissions.has(own))),
  workspaces: new Set(),
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

import { Nullable, type Static, Type } from '#sdk';
import { type Principal, PrincipalView } from '../principals/model.ts';

/** A role that somebody holds, in the whole tenant (null) or in one workspace. */
export interface HeldRole {
  readonly id: string;
  readonly tenant: string;
  readonly principal: Principal;
  readonly role: string;
  readonly workspace: string | null;
  readonly workspaceName: string | null;
  /** Who gave it: local (an administrator), or a directory or OIDC provider, which takes back what it gave by itself. */
  readonly source: string;
  readonly createdAtMs: number;
}

export const GiveRole = Type.Object({
  principalId: Type.String({ maxLength: 100, description: 'Of a user, a group or a service account' }),
  role: Type.String({ minLength: 1, maxLength: 60 }),
  workspaceId: Nullable(Type.String({ maxLength: 100, description: 'Null: in the whole tenant' })),
});

export const GrantView = Type.Object({
  id: Type.String(),
  principal: PrincipalView,
  role: Type.String(),
  workspaceId: Nullable(Type.String({ description: 'Null: in the whole tenant' })),
  source: Type.String({ description: 'local, or the directory or OIDC provider that gave it' }),
  createdAt: Type.String({ description: 'Instant in ISO 8601, UTC' }),
});

export const presentGrant = (held: HeldRole): Static<typeof GrantView> => ({
  ...{ id: held.id, principal: held.principal, role: held.role, workspaceId: held.workspace },
  source: held.source,
  createdAt: new Date(held.createdAtMs).toISOString(),
});

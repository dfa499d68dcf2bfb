import { Choice, Nullable, type Static, Type } from '#sdk';
import { PERMISSIONS, type Permission } from '../../../platform/access/permissions.ts';
import { Description } from '../../../platform/names.ts';

/** A named set of permissions: one that ships, or one of the tenant's own. */
export interface RoleEntry {
  readonly name: string;
  readonly description: string;
  readonly isBuiltIn: boolean;
  readonly permissions: readonly Permission[];
  /** Null: built in, it never changes. */
  readonly etag: string | null;
  /** People, groups and service accounts to whom it was given, in the whole tenant or in a workspace. */
  readonly holders: number;
}

/** A role of the tenant's own, as it is kept. */
export interface CustomRole {
  readonly tenant: string;
  readonly name: string;
  readonly description: string;
  /** What was chosen, without what everybody may. */
  readonly permissions: readonly Permission[];
  readonly etag: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number | null;
}

const names = Object.keys(PERMISSIONS) as [Permission, ...Permission[]];
const Chosen = Type.Array(Choice(names), { maxItems: names.length, uniqueItems: true });

/** Names stand in addresses and in mappings of directory groups: small letters, digits and hyphens. */
export const ROLE_NAME = /^[a-z][a-z0-9-]{0,59}$/;

export const CreateRole = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 60, description: 'Small letters, digits and hyphens, as claims-lead' }),
  description: Type.Optional(Description),
  permissions: Chosen,
});
export const ChangeRole = Type.Object({ description: Type.Optional(Description), permissions: Chosen });

export const RoleView = Type.Object({
  name: Type.String(),
  description: Type.String(),
  builtIn: Type.Boolean(),
  permissions: Type.Array(Type.String()),
  holders: Type.Integer({ description: 'People, groups and service accounts to whom it was given' }),
  etag: Nullable(Type.String({ description: 'Null: built in, it never changes' })),
});

export const presentRole = (role: RoleEntry): Static<typeof RoleView> => ({
  ...{ name: role.name, description: role.description, builtIn: role.isBuiltIn, etag: role.etag },
  ...{ permissions: [...role.permissions], holders: role.holders },
});

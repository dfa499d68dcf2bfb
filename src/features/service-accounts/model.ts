import { Choice, Nullable, type Static, Type } from '#sdk';
import { PERMISSIONS, type Permission } from '../../platform/access/permissions.ts';
import { Name } from '../../platform/names.ts';

/** An account of a program: it has roles and keys, and neither password nor session. */
export interface ServiceAccount {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly status: 'active' | 'disabled';
  /** Held in the whole tenant. */
  readonly roles: readonly string[];
  readonly createdAtMs: number;
}

/** Whose a key is: a service account, or a person who lets a program act in the own name. */
export interface KeyOwner {
  readonly tenant: string;
  readonly user: string;
}

export interface ApiKey extends KeyOwner {
  /** Part of the key's text; opens nothing. */
  readonly id: string;
  readonly name: string;
  /** What it may do, as far as its owner may. */
  readonly scopes: readonly Permission[];
  /** Addresses and networks from which it is taken; none: from anywhere. */
  readonly networks: readonly string[];
  readonly createdAtMs: number;
  /** `user/<id>`, `system/<name>`. */
  readonly createdBy: string;
  readonly expiresAtMs: number;
  readonly revokedAtMs: number | null;
  /** The key that took its place. */
  readonly replacedBy: string | null;
  readonly lastUsedAtMs: number | null;
  readonly lastUsedIp: string | null;
}

/** A key as it is listed for administrators, with the name of its owner. */
export interface ListedKey extends ApiKey {
  readonly ownerName: string;
  readonly ownerKind: 'person' | 'service';
}

/** A key and its text, which is shown once. */
export interface IssuedKey {
  readonly key: ApiKey;
  readonly text: string;
}

/** `active`, or why it opens nothing. */
export const stateOf = (key: ApiKey, nowMs: number): 'active' | 'revoked' | 'expired' =>
  key.revokedAtMs !== null ? 'revoked' : key.expiresAtMs <= nowMs ? 'expired' : 'active';

export const MAX_KEY_DAYS = 365;
export const MAX_NETWORKS = 20;

/**
 * What a key can be made for. Who one is may be asked with every key; nobody changes an own account by one: a stolen key must not make
 * others.
 */
export const SCOPES = (Object.keys(PERMISSIONS) as [Permission, ...Permission[]]).filter(
  (permission) => permission !== 'read:self' && permission !== 'write:self',
) as [Permission, ...Permission[]];

const Scopes = Type.Array(Choice(SCOPES), {
  minItems: 1,
  maxItems: SCOPES.length,
  uniqueItems: true,
  description: 'Permissions; your own or those of the service account give the most',
});

export const NewKey = Type.Object({
  name: Name,
  scopes: Scopes,
  networks: Type.Array(Type.String({ maxLength: 50 }), {
    default: [],
    maxItems: MAX_NETWORKS,
    description: 'Addresses and networks as 10.20.0.0/16 from which the key is taken; none: from anywhere',
  }),
  days: Type.Integer({ minimum: 1, maximum: MAX_KEY_DAYS, description: 'Until it expires' }),
});
export const Rotation = Type.Object({
  overlapHours: Type.Integer({
    default: 0,
    minimum: 0,
    maximum: 168,
    description: 'For so long the old key opens as well; 0: it is void at once',
  }),
});

const Roles = Type.Array(Type.String({ minLength: 1, maxLength: 60 }), {
  ...{ maxItems: 20, uniqueItems: true, description: 'In the whole tenant' },
});
export const NewServiceAccount = Type.Object({ name: Name, roles: Roles });
export const RolesChange = Type.Object({ roles: Roles });

export const ServiceAccountView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  status: Choice(['active', 'disabled']),
  roles: Type.Array(Type.String()),
  createdAt: Type.String(),
});

const KeyFields = {
  id: Type.String({ description: 'The part of the key behind "adit_"' }),
  name: Type.String(),
  state: Choice(['active', 'revoked', 'expired']),
  scopes: Type.Array(Type.String()),
  networks: Type.Array(Type.String()),
  createdAt: Type.String(),
  createdBy: Type.String(),
  expiresAt: Type.String(),
  lastUsedAt: Nullable(Type.String({ description: 'To the minute' })),
  lastUsedIp: Nullable(Type.String()),
  replacedBy: Nullable(Type.String()),
};
export const KeyView = Type.Object(KeyFields);
export const ListedKeyView = Type.Object({
  ...KeyFields,
  owner: Type.Object({ id: Type.String(), name: Type.String(), kind: Choice(['person', 'service']) }),
});
export const IssuedKeyView = Type.Object({
  key: KeyView,
  text: Type.String({ description: 'Send it as "Authorization: Bearer …"; it is not shown again' }),
});

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));

export const presentServiceAccount = (account: ServiceAccount): Static<typeof ServiceAccountView> => ({
  ...{ id: account.id, name: account.name, status: account.status, roles: [...account.roles] },
  createdAt: iso(account.createdAtMs),
});

export const presentKey = (key: ApiKey, nowMs: number): Static<typeof KeyView> => ({
  ...{ id: key.id, name: key.name, state: stateOf(key, nowMs), scopes: [...key.scopes], networks: [...key.networks] },
  ...{ createdAt: iso(key.createdAtMs), createdBy: key.createdBy, expiresAt: iso(key.expiresAtMs) },
  ...{ lastUsedAt: isoOrNull(key.lastUsedAtMs), lastUsedIp: key.lastUsedIp, replacedBy: key.replacedBy },
});

export const presentListedKey = (key: ListedKey, nowMs: number): Static<typeof ListedKeyView> => ({
  ...presentKey(key, nowMs),
  owner: { id: key.user, name: key.ownerName, kind: key.ownerKind },
});

export const presentIssuedKey = ({ key, text }: IssuedKey, nowMs: number): Static<typeof IssuedKeyView> => ({
  ...{ key: presentKey(key, nowMs), text },
});
